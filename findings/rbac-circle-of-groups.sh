#!/usr/bin/env bash
# Two groups that are each other's parent take from their members even the roles that they were given by name.
#
# Package     @backstage-community/plugin-rbac-backend 8.1.3, with @dagrejs/graphlib 4.0.6 (npm)
# Input       Ada, a member of `group:default/data`, with the role `reader` given to her and `engineer` given to her group, and a role that everybody
#             has by default; above `data` a tree, a circle, a circle further up, and a group that is its own parent
# Behaviour   A circle among the groups above somebody is no gap in the inheritance but the end of it all: what was given to the person, what was
#             given to her own group and what everybody has are no longer hers, and a warning in the log names the circle, not the person.
#             That the circle stands further up, among groups with no role at all, helps nobody; one that is not above her changes nothing.
#             `graph-group-named-as-tenant.sh` shows a circle that no person made.
# Seen        2026-11:
#               a tree above        reader, engineer, everybody
#               a circle            nothing
#               a circle above      nothing
#               its own parent      nothing
#               a circle elsewhere  reader, engineer, everybody
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The files alone: what 8.1.3 depends on is published in part.
npm install --silent --no-audit --no-fund --ignore-scripts @dagrejs/graphlib@4.0.6 @backstage/catalog-model@1.10.3 >/dev/null
npm pack --silent @backstage-community/plugin-rbac-backend@8.1.3 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { BackstageRoleManager } = require(path.resolve('package/dist/role-manager/role-manager.cjs.js'));

const logger = { debug() {}, warn() {} };
const auth = { getPluginRequestToken: async () => ({}), getOwnServiceCredentials: async () => ({}) };
const config = { getOptionalConfig: key => (key === 'backend.database' ? { getOptionalString: () => 'better-sqlite3' } : undefined) };
const database = { client: { config: { client: 'better-sqlite3' } } };

async function look(title, parents) {
  const group = name => ({ kind: 'Group', metadata: { name, namespace: 'default' }, spec: { parent: parents[name] } });
  const hers = filter => 'relations.hasMember' in filter;
  const catalog = { getEntities: async ({ filter }) => ({ items: (hers(filter) ? ['data'] : Object.keys(parents)).map(group) }) };
  const manager = new BackstageRoleManager(catalog, logger, undefined, database, config, auth, { readRole: () => 'role:default/everybody' });
  await manager.addLink('user:default/ada', 'role:default/reader');
  await manager.addLink('group:default/data', 'role:default/engineer');
  const roles = await manager.getRoles('user:default/ada');
  console.log(`${title} | ${roles.map(role => role.split('/')[1]).join(', ') || 'nothing'}`);
}
(async () => {
  await look('a tree above', { data: 'platform', platform: undefined });
  await look('a circle', { data: 'platform', platform: 'data' });
  await look('a circle above', { data: 'platform', platform: 'acme', acme: 'board', board: 'acme' });
  await look('its own parent', { data: 'data' });
  await look('a circle elsewhere', { data: 'platform', platform: undefined, acme: 'board', board: 'acme' });
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
a tree above | reader, engineer, everybody
a circle | nothing
a circle above | nothing
its own parent | nothing
a circle elsewhere | reader, engineer, everybody
SEEN
echo 'as it was'
