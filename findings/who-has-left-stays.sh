#!/usr/bin/env bash
# Whoever is disabled in Keycloak stays in the catalog with all groups, and whoever is disabled in Entra is gone.
#
# Packages    @backstage-community/plugin-catalog-backend-module-keycloak 3.23.1, @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm)
# Input       Ada, and Bob, whose account was disabled when he left, both in the group `platform`; read by both modules as each directory gives them:
#             `enabled: false` in one, `accountEnabled: false` in the other, and a filter of Entra's that does not name that field
# Behaviour   Microsoft Graph's module asks for the field by itself and drops who is disabled, whatever the filter is. Keycloak's gets the same in each
#             answer and does not look: Bob is a member still, is listed as an owner, and is found by whatever asks the catalog for people.
#             The entity has no trace of it either, so that nothing behind the sync can tell; only a transformer in code can. Whoever changes
#             from one directory to the other has people back who left years ago.
# Seen        2026-11:
#               keycloak   ada in platform, bob in platform   trace of it: none
#               entra      ada_acme.test in platform
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The modules' files and what they load; what these are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 jsonwebtoken@9.0.2 p-limit@3.1.0 >/dev/null
for package in backstage/plugin-catalog-backend-module-msgraph@0.10.6 backstage-community/plugin-catalog-backend-module-keycloak@3.23.1; do
  name=${package##*-}
  mkdir "${name%@*}"
  (cd "${name%@*}" && npm pack --silent "@$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const limit = require('p-limit')(1);
const { readKeycloakRealm } = require(path.resolve('keycloak/package/dist/lib/read.cjs.js'));
const { readMicrosoftGraphOrg } = require(path.resolve('msgraph/package/dist/microsoftGraph/read.cjs.js'));

const logger = { info() {}, debug() {}, warn: console.error };
const homes = users => users.map(({ metadata, spec }) => `${metadata.name} in ${spec.memberOf.map(ref => ref.split('/').pop()).join(' ')}`).join(', ');
async function keycloak() {
  const people = [{ id: '1', username: 'ada', enabled: true }, { id: '2', username: 'bob', enabled: false }];
  const client = {
    // A token that ends in the year 2100.
    accessToken: `e30.${Buffer.from('{"exp":4102444800}').toString('base64url')}.x`,
    users: { count: async () => 2, find: async () => people },
    groups: {
      count: async () => ({ count: 1 }),
      find: async () => [{ id: '3', name: 'platform', subGroupCount: 0 }],
      listMembers: async ({ first }) => (first ? [] : people),
    },
    serverInfo: { find: async () => ({ systemInfo: { version: '26.0.0' } }) },
  };
  const { users } = await readKeycloakRealm(client, { realm: 'acme' }, logger, limit, 'task', { add() {} });
  return `${homes(users)} | trace of it: ${/enabled/i.test(JSON.stringify(users)) ? 'some' : 'none'}`;
}
async function entra() {
  const person = (id, accountEnabled) => ({ id, displayName: id, mail: `${id}@acme.test`, accountEnabled, '@odata.type': '#microsoft.graph.user' });
  const people = [person('ada', true), person('bob', false)];
  const client = {
    // Microsoft Graph gives what was asked for.
    async *getUsers({ select }) { yield* people.map(one => Object.fromEntries(Object.entries(one).filter(([field]) => select.includes(field)))); },
    async *getGroups() { yield { id: 'platform', displayName: 'platform', securityEnabled: true }; },
    async *getGroupMembers() { yield* people; },
    getOrganization: async () => ({ id: 'tenant', displayName: 'Acme' }),
  };
  return homes((await readMicrosoftGraphOrg(client, 'tenant', { userFilter: "startsWith(mail,'a') or startsWith(mail,'b')", logger, loadUserPhotos: false })).users);
}
(async () => {
  console.log(`keycloak | ${await keycloak()}`);
  console.log(`entra | ${await entra()}`);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
keycloak | ada in platform, bob in platform | trace of it: none
entra | ada_acme.test in platform
SEEN
echo 'as it was'
