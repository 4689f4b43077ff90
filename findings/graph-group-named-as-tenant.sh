#!/usr/bin/env bash
# A group of Entra that is named as the company is becomes its own parent, and two groups of the catalog have one name.
#
# Package     @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm)
# Input       a tenant `Acme` with the groups `Acme`, which Ada is in, and `Platform`
# Behaviour   The module adds the tenant itself as a group at the top, by its display name, and hangs whatever has no parent below it. A group of the
#             same name, often the one that everybody is in, is the same reference: it is written as its own parent and its own child, and a
#             person in it is in the tenant, too. Nothing compares the two names, and nothing is logged.
# Seen        2026-11:
#               tenant   acme       below -                    above group:default/acme group:default/platform
#               group    acme       below group:default/acme   above -
#               group    platform   below group:default/acme   above -
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

const graph = {
  async *getUsers() { yield { id: 'u1', displayName: 'Ada', mail: 'ada@acme.test' }; },
  async *getGroups() { yield* ['Acme', 'Platform'].map(name => ({ id: `id-${name}`, displayName: name, securityEnabled: true })); },
  async *getGroupMembers(id) { if (id === 'id-Acme') yield { '@odata.type': '#microsoft.graph.user', id: 'u1' }; },
  async getOrganization() { return { id: 'tenant', displayName: 'Acme' }; },
};
const logger = { info() {}, debug() {} };
readMicrosoftGraphOrg(graph, 'tenant', { logger, loadUserPhotos: false }).then(({ groups }) => {
  for (const { metadata, spec } of groups) {
    const kind = metadata.annotations['graph.microsoft.com/tenant-id'] ? 'tenant' : 'group';
    console.log(kind, metadata.name, 'below', spec.parent ?? '-', 'above', spec.children.sort().join(' ') || '-');
  }
});
NODE
node look.cjs | sort -r | tee said
diff said - <<'SEEN'
tenant acme below - above group:default/acme group:default/platform
group platform below group:default/acme above -
group acme below group:default/acme above -
SEEN
echo 'as it was'
