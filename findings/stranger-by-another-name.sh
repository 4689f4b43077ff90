#!/usr/bin/env bash
# Whoever is let in without being in the catalog is somebody else on the day the catalog has them, and cannot be given a role until then.
#
# Packages    @backstage/plugin-auth-node 0.7.8, @backstage/plugin-auth-backend-module-microsoft-provider 0.3.19, and of what they ask
#             @backstage/plugin-auth-backend 0.31.0; @backstage-community/plugin-rbac-backend 8.1.3; @backstage/catalog-model 1.10.3 (npm)
# Input       Ada, with an address and an id at Entra; each resolver with `dangerouslyAllowSignInWithoutUserInCatalog: true`; before there is anybody in
#             the catalog, and after its sync has brought her as `ada_acme.test`, with address and annotations
# Behaviour   The key reads as if it made the person up who will come later. It makes up a name: of what that resolver looked for. That is the whole
#             address for the two that go by it, the first part for another, the id for the fourth; none is the name that the sync gives. So
#             what was made, starred or owned in the meantime is of somebody who never comes back, without a word on either day, and a list
#             with another resolver in the first place makes another person. A reference with an `@` is none for roles, so that with the
#             two that go by the address nobody who was let in this way can be given any.
# Seen        2026-11:                             not in the catalog   a role      then
#               emailMatchingUserEntityProfileEmail    ada@acme.test    refused     ada_acme.test
#               emailLocalPartMatchingUserEntityName   ada              given       ada
#               emailMatchingUserEntityAnnotation      ada@acme.test    refused     ada_acme.test
#               userIdMatchingUserEntityAnnotation     0f9d-ada         given       ada_acme.test
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 \
  @backstage/plugin-auth-node@0.7.8 @backstage/plugin-permission-common@0.9.13 jose@6.1.0 lodash@4.17.21 luxon@3.7.2 >/dev/null
# The files alone: what these are plugged into has no part in it.
for package in backstage/plugin-auth-backend@0.31.0 backstage/plugin-auth-backend-module-microsoft-provider@0.3.19 \
  backstage-community/plugin-rbac-backend@8.1.3; do
  name=${package#*/plugin-}
  mkdir "${name%@*}"
  (cd "${name%@*}" && npm pack --silent "@$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const Module = require('node:module');
const path = require('node:path');
const { commonSignInResolvers } = require('@backstage/plugin-auth-node');
const { decodeJwt } = require('jose');
const load = Module._load;
// The actions that a permission may have; a role's members have none.
Module._load = (name, ...rest) => (name === '@backstage-community/plugin-rbac-common' ? {} : load(name, ...rest));
const part = (name, file) => require(path.resolve(name, 'package/dist', file));
const { TokenFactory } = part('auth-backend', 'identity/TokenFactory.cjs.js');
const { CatalogAuthResolverContext } = part('auth-backend', 'lib/resolvers/CatalogAuthResolverContext.cjs.js');
const { microsoftSignInResolvers } = part('auth-backend-module-microsoft-provider', 'resolvers.cjs.js');
const { validateGroupingPolicy } = part('rbac-backend', 'validation/policies-validation.cjs.js');

const email = 'ada@acme.test';
const id = '0f9d-ada';
const info = { profile: { email }, result: { fullProfile: { id } } };
const annotations = { 'microsoft.com/email': email, 'graph.microsoft.com/user-id': id };
const synced = { kind: 'User', metadata: { name: 'ada_acme.test', namespace: 'default', annotations }, spec: { profile: { email } } };
/** What the catalog finds: by name, by a field, by an annotation. */
function catalog(people) {
  const at = (entity, key) => entity.metadata.annotations[key.replace('metadata.annotations.', '')] ?? entity.spec.profile[key.split('.').pop()];
  const fits = (entity, filter) => Object.entries(filter).every(([key, value]) => key === 'kind' || at(entity, key) === value);
  return {
    getEntityByRef: async ({ name }) => people.find(one => one.metadata.name === name),
    getEntities: async ({ filter }) => ({ items: people.filter(one => [filter].flat().some(each => fits(one, each))) }),
  };
}
const logger = { info() {}, error: console.error };
const tokenIssuer = new TokenFactory({ issuer: 'https://portal.acme.test', logger, keyStore: { addKey: async () => {} }, keyDurationSeconds: 3600 });
async function signIn(factory, people) {
  const auth = { getOwnServiceCredentials: async () => ({}) };
  const context = CatalogAuthResolverContext.create({ catalog: catalog(people), auth, tokenIssuer, userInfo: { addUserInfo: async () => {} } });
  return decodeJwt((await factory({ dangerouslyAllowSignInWithoutUserInCatalog: true })(info, context)).token).sub;
}
(async () => {
  for (const [name, factory] of Object.entries({ ...commonSignInResolvers, ...microsoftSignInResolvers })) {
    const before = await signIn(factory, []);
    const role = (await validateGroupingPolicy([before, 'role:default/readers'], undefined, 'csv-file')) ? 'refused' : 'given';
    const after = await signIn(factory, [synced]);
    console.log([name, before, role, after].join(' | ').replaceAll('user:default/', ''));
  }
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
emailMatchingUserEntityProfileEmail | ada@acme.test | refused | ada_acme.test
emailLocalPartMatchingUserEntityName | ada | given | ada
emailMatchingUserEntityAnnotation | ada@acme.test | refused | ada_acme.test
userIdMatchingUserEntityAnnotation | 0f9d-ada | given | ada_acme.test
SEEN
echo 'as it was'
