#!/usr/bin/env bash
# GitLab's webhook puts whoever joins a group into it at once, and leaves in it whoever is taken out.
#
# Package     @backstage/plugin-catalog-backend-module-gitlab 0.8.8, and of the catalog @backstage/plugin-catalog-backend 4.0.5 for what makes of
#             two entries who is in a group (npm)
# Input       a group `platform` with Ada and Bob, read by the sync; then Cyd is put into it and Bob taken out, each with the event that GitLab sends
# Behaviour   The sync writes a group into the entries of its people, an event writes people into the entry of the group, and neither touches the
#             other's. Somebody is a member when either says so. So an event can only add: the group's entry is written without Bob, his own still
#             says `platform`, and what the group owns, and its roles, stay his until the next sync, which webhooks are there to make rare.
#             The log has the event and that a mutation was applied. Somebody new in GitLab is in no group until then, though in GitLab there is one.
# Seen        2026-11:      the group's entry       Bob's entry   members in the catalog
#               the sync    -                       platform      ada, bob
#               Cyd joins   ada, bob, cyd           platform      ada, bob, cyd
#               Bob leaves  ada, cyd                platform      ada, bob, cyd
#               the sync    -                       -             ada, cyd
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The two files and what they load; what they are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 \
  @backstage/config@1.3.11 @backstage/integration@2.2.0 @backstage/plugin-catalog-node@2.2.5 lodash@4.17.21 >/dev/null
for name in module-gitlab@0.8.8 only@4.0.5; do
  package=@backstage/plugin-catalog-backend-$name
  mkdir "${name%@*}"
  (cd "${name%@*}" && npm pack --silent "${package/-only/}" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { stringifyEntityRef } = require('@backstage/catalog-model');
const { GitlabOrgDiscoveryEntityProvider } = require(path.resolve('module-gitlab/package/dist/providers/GitlabOrgDiscoveryEntityProvider.cjs.js'));
const { BuiltinKindsEntityProcessor } = require(path.resolve('only/package/dist/processors/BuiltinKindsEntityProcessor.cjs.js'));

const group = { id: 11, name: 'Platform', full_path: 'platform' };
const people = ['ada', 'bob', 'cyd'].map((username, n) => ({ id: n + 1, username, name: username, state: 'active', web_url: `https://git.acme.test/${username}` }));
let members = [1, 2];
const server = createServer((request, response) => {
  const nodes = members.map(id => ({ user: { id: `gid://gitlab/User/${id}`, username: people[id - 1].username } }));
  const said = request.url === '/api/graphql' ? { data: { group: { groupMembers: { nodes, pageInfo: { hasNextPage: false } } } } }
    : request.url.startsWith('/api/v4/users') ? people
      : request.url.startsWith('/api/v4/groups/11') ? group : [group];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(said));
});
const catalog = new Map();
async function membersOf() {
  const found = new Set();
  for (const entity of catalog.values()) {
    await new BuiltinKindsEntityProcessor().postProcessEntity(entity, undefined, ({ type, relation }) => {
      if (relation?.type === 'memberOf') found.add(relation.source.name);
    });
  }
  return [...found].sort().join(', ');
}
async function show(title) {
  const of = ref => catalog.get(ref)?.spec;
  console.log([title, of('group:default/platform').members?.join(', ') || '-', of('user:default/bob').memberOf.join(', ') || '-', await membersOf()].join(' | '));
}
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const logger = { info() {}, debug() {}, warn() {}, error: console.error, child: () => logger };
  const gitlab = [{ host, baseUrl: `http://${host}`, apiBaseUrl: `http://${host}/api/v4`, token: 'made-up' }];
  const config = new ConfigReader({ integrations: { gitlab }, catalog: { providers: { gitlab: { acme: { host, orgEnabled: true } } } } });
  let sync;
  let hear;
  const events = { subscribe: async ({ onEvent }) => { hear = onEvent; } };
  const [provider] = GitlabOrgDiscoveryEntityProvider.fromConfig(config, { logger, events, schedule: { run: async task => { sync = task.fn; } } });
  await provider.connect({
    applyMutation: async ({ type, entities, added = [], removed = [] }) => {
      if (type === 'full') catalog.clear();
      for (const { entity } of removed) catalog.delete(stringifyEntityRef(entity));
      for (const { entity } of entities ?? added) catalog.set(stringifyEntityRef(entity), entity);
    },
  });
  const event = event_name => hear({ topic: `gitlab.${event_name}`, eventPayload: { event_name, group_id: 11 } });
  await sync();
  await show('the sync');
  members = [1, 2, 3];
  await event('user_add_to_group');
  await show('Cyd joins');
  members = [1, 3];
  await event('user_remove_from_group');
  await show('Bob leaves');
  await sync();
  await show('the sync');
  server.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
the sync | - | platform | ada, bob
Cyd joins | ada, bob, cyd | platform | ada, bob, cyd
Bob leaves | ada, cyd | platform | ada, bob, cyd
the sync | - | - | ada, cyd
SEEN
echo 'as it was'
