#!/usr/bin/env bash
# Whoever has no mailbox signs in at Entra with an address that the portal's own sync from Entra left out.
#
# Packages    @backstage/plugin-auth-backend-module-microsoft-provider 0.3.19, with passport-microsoft 1.1.0, and
#             @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm)
# Input       Ada, with a mailbox, and Bob, whose `mail` Microsoft Graph gives as null, as for every account without one; read by both modules, and
#             looked for by each resolver that the sign-in has
# Behaviour   For the sign-in, the name that one signs in with stands in for an address that is not there. The sync makes the person's name of it in
#             the same case, and leaves the address out of the profile and of the annotation. Each side shows `bob@acme.test` or a name made of
#             it, and three of four resolvers find nobody; the one by address, which is what is mostly configured, lets in all those with a
#             mailbox, so that it looks like a matter of Bob. In a tenant made for trying out, where nobody has one, it lets in nobody.
# Seen        2026-11:                                 Ada                        Bob
#               the sign-in's address                  ada@acme.test              bob@acme.test
#               the catalog's                          ada_acme.test, with it     bob_acme.test, without one
#               emailMatchingUserEntityProfileEmail    comes in                   nobody
#               emailMatchingUserEntityAnnotation      comes in                   nobody
#               emailLocalPartMatchingUserEntityName   nobody                     nobody
#               userIdMatchingUserEntityAnnotation     comes in                   comes in
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-backend-module-microsoft-provider@0.3.19 \
  @backstage/plugin-auth-node@0.7.8 @backstage/config@1.3.11 passport-microsoft@1.1.0 >/dev/null
# The file that makes entities is all that is asked of the sync.
npm pack --silent @backstage/plugin-catalog-backend-module-msgraph@0.10.6 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { Strategy } = require('passport-microsoft');
const { microsoftSignInResolvers } = require('@backstage/plugin-auth-backend-module-microsoft-provider');
const { PassportOAuthAuthenticatorHelper, commonSignInResolvers } = require('@backstage/plugin-auth-node');
const { defaultUserTransformer } = require(path.resolve('package/dist/microsoftGraph/defaultTransformers.cjs.js'));

const person = (name, mail) => ({ id: `id-${name}`, displayName: name, mail, userPrincipalName: `${name}@acme.test` });
const people = [person('ada', 'ada@acme.test'), person('bob', null)];
// What Microsoft Graph answers of whoever signs in, read by the library that the sign-in uses.
async function signedIn(json) {
  const strategy = new Strategy({ clientID: 'portal', clientSecret: 'made-up', callbackURL: 'https://portal.acme.test' }, () => {});
  strategy._oauth2.get = (_url, _token, done) => done(null, JSON.stringify(json));
  const fullProfile = await new Promise((ready, fail) => strategy.userProfile('made-up', (error, profile) => (error ? fail(error) : ready(profile))));
  const result = { fullProfile, session: {} };
  return { result, ...await PassportOAuthAuthenticatorHelper.defaultProfileTransform(result) };
}
// The catalog, as far as a resolver asks it: by name, by an annotation, by a field.
const value = (entity, key) => key.split('.').reduce((at, part) => at?.[part], entity);
const catalog = entities => ({
  async signInWithCatalogUser({ entityRef, annotations, filter }) {
    const found = entities.filter(entity => (entityRef ? entity.metadata.name === entityRef.name
      : Object.entries(annotations ?? filter).every(([key, wanted]) => (annotations ? entity.metadata.annotations[key] : value(entity, key)) === wanted)));
    if (!found.length) throw Object.assign(new Error('User not found'), { name: 'NotFoundError' });
    return 'comes in';
  },
});
(async () => {
  const entities = await Promise.all(people.map(json => defaultUserTransformer(json)));
  const infos = await Promise.all(people.map(signedIn));
  const row = (title, cells) => console.log([title, ...cells].join(' | '));
  row('the sign-in', infos.map(({ profile }) => profile.email));
  row('the catalog', entities.map(({ metadata, spec }) => `${metadata.name}, ${spec.profile.email ?? 'none'}`));
  for (const [name, factory] of Object.entries({ ...commonSignInResolvers, ...microsoftSignInResolvers })) {
    row(name, await Promise.all(infos.map(info => factory()(info, catalog(entities)).catch(({ name: kind }) => (kind === 'NotFoundError' ? 'nobody' : kind)))));
  }
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
the sign-in | ada@acme.test | bob@acme.test
the catalog | ada_acme.test, ada@acme.test | bob_acme.test, none
emailMatchingUserEntityProfileEmail | comes in | nobody
emailLocalPartMatchingUserEntityName | nobody | nobody
emailMatchingUserEntityAnnotation | comes in | nobody
userIdMatchingUserEntityAnnotation | comes in | comes in
SEEN
echo 'as it was'
