#!/usr/bin/env bash
# Whoever's address has its domain in other letters is of another company for one key of the sign-in, and the same person for all the rest.
#
# Packages    @backstage/plugin-auth-node 0.7.8, and of the catalog @backstage/plugin-catalog-backend 4.0.5 and @backstage/catalog-model 1.10.3 (npm)
# Input       a person `ada` with `ada@acme.test` in the catalog, whose provider gives the address as somebody once typed it, and the resolvers by
#             address, by its first part, by that with `allowedDomains: [acme.test]`, and this one with the first behind it
# Behaviour   The catalog keeps and looks for what it is asked in small letters, and names have none but these, so that `Ada@Acme.test` is found by
#             address and by name. `allowedDomains` alone is compared letter by letter. What it throws is no "not found", so that no later
#             resolver is tried either: people whose account was made in another form are told that their domain is not allowed, among
#             colleagues who come in, and adding a resolver does not help. The key has to list each way of writing that there is.
# Seen        2026-11:                             Ada@acme.test   ada@Acme.test
#               by address                         comes in        comes in
#               by its first part                  comes in        comes in
#               by that, with allowedDomains       comes in        Sign-in user email is not from an allowed domain
#               by that, and then by address       comes in        Sign-in user email is not from an allowed domain
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-node@0.7.8 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 \
  @backstage/errors@1.4.0 >/dev/null
# Of the catalog, the file that makes of a person what is searched.
npm pack --silent @backstage/plugin-catalog-backend@4.0.5 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { parseEntityRef, stringifyEntityRef } = require('@backstage/catalog-model');
const { commonSignInResolvers, readDeclarativeSignInResolver } = require('@backstage/plugin-auth-node');
const { buildEntitySearch } = require(path.resolve('package/dist/database/operations/stitcher/buildEntitySearch.cjs.js'));

const ada = { apiVersion: 'v1', kind: 'User', metadata: { name: 'ada', namespace: 'default' }, spec: { profile: { email: 'ada@acme.test' } } };
const kept = buildEntitySearch('id', ada);
const finds = filter => Object.entries(filter).every(([key, wanted]) => kept.some(row => row.key === key.toLowerCase() && row.value === wanted.toLowerCase()));
const named = ref => stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'User', defaultNamespace: 'default' })) === stringifyEntityRef(ada);
const context = {
  async signInWithCatalogUser({ entityRef, filter }) {
    if (entityRef ? named(entityRef) : finds(filter)) return 'comes in';
    throw Object.assign(new Error('User not found'), { name: 'NotFoundError' });
  },
};
const address = { resolver: 'emailMatchingUserEntityProfileEmail' };
const first = { resolver: 'emailLocalPartMatchingUserEntityName' };
const limited = { ...first, allowedDomains: ['acme.test'] };
async function look(title, resolvers) {
  const config = new ConfigReader({ signIn: { resolvers } });
  const resolver = readDeclarativeSignInResolver({ config, signInResolverFactories: commonSignInResolvers });
  const said = await Promise.all(['Ada@acme.test', 'ada@Acme.test'].map(email => resolver({ profile: { email } }, context).catch(({ message }) => message)));
  console.log([title, ...said].join(' | '));
}
(async () => {
  await look('by address', [address]);
  await look('by its first part', [first]);
  await look('by that, with allowedDomains', [limited]);
  await look('by that, and then by address', [limited, address]);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
by address | comes in | comes in
by its first part | comes in | comes in
by that, with allowedDomains | comes in | Sign-in user email is not from an allowed domain
by that, and then by address | comes in | Sign-in user email is not from an allowed domain
SEEN
echo 'as it was'
