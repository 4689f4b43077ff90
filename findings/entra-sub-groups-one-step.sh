#!/usr/bin/env bash
# A key that includes the sub-groups of Entra's groups goes one step down, and brings a group twice that is found both ways.
#
# Package     @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm)
# Input       groups `platform`, `data` in it and `lake` in that, with Ada, Bob and Cyd in one each; read by `group.filter` and with
#             `group.includeSubGroups: true`
# Behaviour   The members of what the filter finds are looked through, and the groups among them are taken with their people. A group in one of those is
#             not: its people are in the catalog and in no group, and nothing is logged. Where the filter finds a group and its sub-group, the
#             latter is written twice. What brings three levels in order is a filter that finds all three, without the key.
# Seen        2026-11:
#               filter               includeSubGroups   groups                     Ada        Bob    Cyd
#               platform             false              platform                   platform   -      -
#               platform             true               data platform              platform   data   -
#               platform data        true               data data lake platform    platform   data   lake
#               platform data lake   false              data lake platform         platform   data   lake
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 p-limit@3.1.0 >/dev/null
npm pack --silent @backstage/plugin-catalog-backend-module-msgraph@0.10.6 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { readMicrosoftGraphOrg } = require(path.resolve('package/dist/microsoftGraph/read.cjs.js'));

// What Microsoft Graph gives of each, and who is in which.
const group = id => ({ id, displayName: id, securityEnabled: true, '@odata.type': '#microsoft.graph.group' });
const person = id => ({ id, displayName: id, mail: `${id}@acme.test`, '@odata.type': '#microsoft.graph.user' });
const members = { platform: [person('ada'), group('data')], data: [person('bob'), group('lake')], lake: [person('cyd')] };
const tenant = 'Acme';
async function look(filter, groupIncludeSubGroups) {
  const client = {
    async *getUsers() { yield* ['ada', 'bob', 'cyd'].map(person); },
    async *getGroups() { yield* filter.split(' ').map(group); },
    async *getGroupMembers(id) { yield* members[id]; },
    getOrganization: async () => ({ id: 'tenant', displayName: tenant }),
  };
  const logger = { info() {}, debug() {} };
  const { groups, users } = await readMicrosoftGraphOrg(client, 'tenant', { groupIncludeSubGroups, logger, loadUserPhotos: false });
  const names = groups.map(({ metadata }) => metadata.name).filter(name => name !== tenant.toLowerCase());
  const homes = users.map(({ spec }) => spec.memberOf.map(ref => ref.split('/')[1]).join(' ') || '-');
  console.log([filter, groupIncludeSubGroups, names.join(' '), ...homes].join(' | '));
}
(async () => {
  await look('platform', false);
  await look('platform', true);
  await look('platform data', true);
  await look('platform data lake', false);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
platform | false | platform | platform | - | -
platform | true | data platform | platform | data | -
platform data | true | data data lake platform | platform | data | lake
platform data lake | false | data lake platform | platform | data | lake
SEEN
echo 'as it was'
