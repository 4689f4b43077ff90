#!/usr/bin/env bash
# Two sub-groups of Keycloak that have one name are one group of the catalog, and whoever is in one is in the other.
#
# Package     @backstage-community/plugin-catalog-backend-module-keycloak 3.23.1, with @keycloak/keycloak-admin-client 26.7.3 (npm)
# Input       a realm with `/platform/admins`, which Ada is in, and `/data/admins`, which Bob is in; names have to be their own only within a group
# Behaviour   A group's name in the catalog is its last part alone, where GitLab's has the whole path. Both are written under one reference with one
#             member each, and the catalog keeps one of them. Ada and Bob are both in `group:default/admins` by their own entries, so that what
#             either group owns, and a role that is given to it, is theirs. The children of both parents are that one group, which can
#             have one parent. Nothing is said. The path is not in any annotation either, so that nothing tells them apart later.
# Seen        2026-11:
#               people   ada in admins, bob in admins
#               groups   admins below data, of bob; admins below platform, of ada; data above admins; platform above admins
#               logged   no warning
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @keycloak/keycloak-admin-client@26.7.3 @backstage/backend-plugin-api@1.12.0 \
  @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 @opentelemetry/api@1.9.0 jsonwebtoken@9.0.2 lodash@4.17.21 p-limit@6.2.0 uuid@13.0.0 >/dev/null
npm pack --silent @backstage-community/plugin-catalog-backend-module-keycloak@3.23.1 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { KeycloakOrgEntityProvider } = require(path.resolve('package/dist/providers/KeycloakOrgEntityProvider.cjs.js'));

const people = ['ada', 'bob'].map(username => ({ id: username, username, enabled: true }));
const team = (name, ...members) => ({ id: name, name, path: `/${name}`, subGroupCount: 1, members: [], below: [
  { id: `${name}-admins`, name: 'admins', path: `/${name}/admins`, parentId: name, subGroupCount: 0, members, below: [] },
] });
const teams = [team('platform', people[0]), team('data', people[1])];
const groups = teams.flatMap(one => [one, ...one.below]);
const shown = ({ members, below, ...group }) => group;
const ends = Buffer.from(JSON.stringify({ exp: 4102444800 })).toString('base64url');
function answer({ pathname, searchParams }) {
  if (/\/token$/.test(pathname)) return { access_token: `e30.${ends}.x` };
  if (/\/users\/count$/.test(pathname)) return people.length;
  if (/\/users\/?$/.test(pathname)) return people;
  if (/\/groups\/count$/.test(pathname)) return { count: teams.length };
  if (/\/groups\/?$/.test(pathname)) return teams.map(shown);
  const [, id, part] = pathname.match(/\/groups\/([^/]+)(\/\w+)?$/) ?? [];
  const group = groups.find(one => one.id === id);
  if (part === '/members') return Number(searchParams.get('first')) ? [] : group.members;
  if (part === '/children') return group.below.map(shown);
  return group ? shown(group) : { systemInfo: { version: '26.0.0' } };
}
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer(new URL(request.url, 'http://here'))));
});
server.listen(0, '127.0.0.1', async () => {
  let logged = 'no warning';
  const heed = message => { logged = message; };
  const logger = { info() {}, debug() {}, warn: heed, error: heed, child: () => logger };
  const realm = { baseUrl: `http://127.0.0.1:${server.address().port}`, loginRealm: 'acme', realm: 'acme', clientId: 'portal', clientSecret: 'made-up' };
  let sync;
  const provider = new KeycloakOrgEntityProvider({ id: 'acme', provider: realm, logger, taskRunner: { run: async task => { sync = task.fn; } } });
  let written;
  await provider.connect({ applyMutation: async mutation => { written = mutation.entities.map(({ entity }) => entity); } });
  await sync();
  const of = kind => written.filter(entity => entity.kind === kind);
  console.log('people |', of('User').map(({ metadata, spec }) => `${metadata.name} in ${spec.memberOf}`).join(', '));
  console.log('groups |', of('Group').map(({ metadata, spec }) => [metadata.name, spec.parent && `below ${spec.parent}, of ${spec.members}`,
    spec.children.length && `above ${spec.children}`].filter(Boolean).join(' ')).sort().join('; '));
  console.log('told apart by path |', of('Group').some(({ metadata }) => JSON.stringify(metadata).includes('/admins')) ? 'yes' : 'no');
  console.log('logged |', logged);
  server.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
people | ada in admins, bob in admins
groups | admins below data, of bob; admins below platform, of ada; data above admins; platform above admins
told apart by path | no
logged | no warning
SEEN
echo 'as it was'
