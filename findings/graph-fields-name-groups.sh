#!/usr/bin/env bash
# Asking Microsoft Graph for fewer fields gives groups other names in the catalog, and can leave nobody in it.
#
# Package     @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm)
# Input       a group for security `Platform Team`, which Entra nicknamed `4f1c9a02-8`, a group of Microsoft 365 `Data Team`, nicknamed `data`, and
#             a person in both, read with `group.select` and `user.select` as the key allows: a list of fields
# Behaviour   A group's name comes from `displayName` where `securityEnabled` is read and true, else from `mailNickname`, else from `displayName`.
#             What is not selected is not true and not there, so a list that leaves one of the two out renames groups, and ownership and rules
#             that name them lead nowhere. People without `displayName` are left out; the key adds `id` and `accountEnabled` to a list by itself,
#             but not that. Nothing is said of either.
# Seen        2026-11:
#               all fields                             data, platform_team   ada_acme.test
#               group: id, displayName, mailNickname   4f1c9a02-8, data      ada_acme.test
#               group: id, displayName, description    data_team, platform_team   ada_acme.test
#               user: id, mail                         data, platform_team   nobody
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

const groups = [
  { id: 'g1', displayName: 'Platform Team', mailNickname: '4f1c9a02-8', securityEnabled: true },
  { id: 'g2', displayName: 'Data Team', mailNickname: 'data', securityEnabled: false },
];
const ada = { id: 'u1', displayName: 'Ada', mail: 'ada@acme.test', userPrincipalName: 'ada@acme.test', accountEnabled: true };
// What Graph does with `$select`.
const selected = (all, fields) => (fields ? Object.fromEntries(fields.filter(name => name in all).map(name => [name, all[name]])) : all);
const graph = {
  async *getUsers({ select }) { yield selected(ada, select); },
  async *getGroups({ select }) { for (const group of groups) yield selected(group, select); },
  async *getGroupMembers() { yield { '@odata.type': '#microsoft.graph.user', id: 'u1' }; },
  async getOrganization() { return {}; },
};
const logger = { info() {}, debug() {} };
async function look(title, options) {
  const read = await readMicrosoftGraphOrg(graph, 'tenant', { logger, loadUserPhotos: false, ...options });
  const names = entities => entities.map(({ metadata }) => metadata.name).join(', ') || 'nobody';
  console.log(`${title} | ${names(read.groups)} | ${names(read.users)}`);
}
(async () => {
  await look('all fields', {});
  for (const third of ['mailNickname', 'description']) {
    await look(`group: id, displayName, ${third}`, { groupSelect: ['id', 'displayName', third] });
  }
  await look('user: id, mail', { userSelect: ['id', 'mail'] });
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
all fields | data, platform_team | ada_acme.test
group: id, displayName, mailNickname | 4f1c9a02-8, data | ada_acme.test
group: id, displayName, description | data_team, platform_team | ada_acme.test
user: id, mail | data, platform_team | nobody
SEEN
echo 'as it was'
