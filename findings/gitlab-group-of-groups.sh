#!/usr/bin/env bash
# A group of GitLab that holds only groups is not in the catalog, and those in it lose whom they stand below.
#
# Package     @backstage/plugin-catalog-backend-module-gitlab 0.8.8 (npm)
# Input       groups `acme`, `acme/platform` and `acme/platform/data`; people are members of the first and the last, nobody of the middle one
# Behaviour   Groups without a direct member are left out, as one may guess from the option `allowInherited`. What nothing says: that is done before
#             parents are given, and a parent that is left out is none. The group below is not hung on the next one that is there but stands
#             at the top, as if it had nothing to do with `acme`. One member of the middle group puts the tree together. Microsoft Graph's
#             module and LDAP's keep groups without people.
# Seen        2026-11:
#               nobody in the middle   acme, acme-platform-data
#               somebody               acme, acme-platform below acme, acme-platform-data below acme-platform
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 \
  @backstage/config@1.3.11 @backstage/integration@2.2.0 lodash@4.17.21 >/dev/null
npm pack --silent @backstage/plugin-catalog-backend-module-gitlab@0.8.8 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { GitlabOrgDiscoveryEntityProvider } = require(path.resolve('package/dist/providers/GitlabOrgDiscoveryEntityProvider.cjs.js'));

const groups = [
  { id: 10, name: 'Acme', full_path: 'acme' },
  { id: 11, name: 'Platform', full_path: 'acme/platform', parent_id: 10 },
  { id: 12, name: 'Data', full_path: 'acme/platform/data', parent_id: 11 },
];
const people = ['ada', 'bob'].map((username, n) => ({ id: n + 1, username, name: username, state: 'active', web_url: `https://git.acme.test/${username}` }));
const members = { acme: [1, 2], 'acme/platform': [], 'acme/platform/data': [1] };
const server = createServer(async (request, response) => {
  let asked = '';
  for await (const piece of request) asked += piece;
  let said = request.url.startsWith('/api/v4/users') ? people : groups;
  if (request.url === '/api/graphql') {
    const nodes = members[JSON.parse(asked).variables.group].map(id => ({ user: { id: `gid://gitlab/User/${id}` } }));
    said = { data: { group: { groupMembers: { nodes, pageInfo: { hasNextPage: false } } } } };
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(said));
});
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const logger = { info() {}, debug() {}, warn() {}, error() {}, child: () => logger };
  const gitlab = [{ host, baseUrl: `http://${host}`, apiBaseUrl: `http://${host}/api/v4`, token: 'made-up' }];
  const config = new ConfigReader({ integrations: { gitlab }, catalog: { providers: { gitlab: { acme: { host, orgEnabled: true } } } } });
  let sync;
  const schedule = { run: async task => { sync = task.fn; } };
  const [provider] = GitlabOrgDiscoveryEntityProvider.fromConfig(config, { logger, schedule });
  await provider.connect({
    applyMutation: async ({ entities }) => {
      const read = entities.map(({ entity }) => entity).filter(({ kind }) => kind === 'Group');
      console.log(read.map(({ metadata, spec }) => metadata.name + (spec.parent ? ` below ${spec.parent}` : '')).join(', '));
    },
  });
  await sync();
  members['acme/platform'].push(2);
  await sync();
  server.close();
});
NODE
node look.cjs | tee said
diff said <(printf '%s\n' 'acme, acme-platform-data' 'acme, acme-platform below acme, acme-platform-data below acme-platform')
echo 'as it was'
