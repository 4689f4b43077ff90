#!/usr/bin/env bash
# One answer of Keycloak that fails takes a hundred people out of the catalog.
#
# Package     @backstage-community/plugin-catalog-backend-module-keycloak 3.23.1, with @keycloak/keycloak-admin-client 26.7.3 (npm)
# Input       a realm of 250 people, read twice; the second time a server that answers one page of people with 503, and then the number of people
# Behaviour   People are read in pages of a hundred. A page that fails is counted, warned of, and taken for an empty one, and what is left goes to
#             the catalog as everybody there is (`full`): whoever stood on that page is deleted, cannot sign in, and is back after the next sync.
#             When it is their number that fails, nothing is written, as one would expect of both.
# Seen        2026-11:  all well        full 250
#                       a page fails    full 150, user-100 gone
#                       number fails    nothing written
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

const people = Array.from({ length: 250 }, (_, n) => ({ id: `id-${n}`, username: `user-${n}` }));
const ends = Buffer.from(JSON.stringify({ exp: 4102444800 })).toString('base64url');
let fails;
function answer({ pathname, searchParams }) {
  const first = Number(searchParams.get('first'));
  if (/\/token$/.test(pathname)) return { access_token: `e30.${ends}.x` };
  if (/\/users\/count$/.test(pathname)) return fails === 'number fails' ? undefined : people.length;
  if (/\/users\/?$/.test(pathname)) return fails === 'a page fails' && first === 100 ? undefined : people.slice(first, first + 100);
  if (/\/groups\/count$/.test(pathname)) return { count: 0 };
  if (/\/groups\/?$/.test(pathname)) return [];
  return { systemInfo: { version: '26.0.0' } };
}
const server = createServer((request, response) => {
  const said = answer(new URL(request.url, 'http://here'));
  response.writeHead(said === undefined ? 503 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(said ?? { error: 'busy' }));
});
server.listen(0, '127.0.0.1', async () => {
  const logger = { info() {}, debug() {}, warn() {}, error() {}, child: () => logger };
  const realm = { baseUrl: `http://127.0.0.1:${server.address().port}`, loginRealm: 'acme', realm: 'acme', clientId: 'portal', clientSecret: 'made-up' };
  let sync;
  const taskRunner = { run: async task => { sync = task.fn; } };
  const provider = new KeycloakOrgEntityProvider({ id: 'acme', provider: realm, logger, taskRunner });
  let written;
  await provider.connect({ applyMutation: async mutation => { written = mutation; } });
  for (fails of ['all well', 'a page fails', 'number fails']) {
    written = undefined;
    await sync();
    const there = written?.entities.some(({ entity }) => entity.metadata.name === 'user-100');
    console.log(fails, written ? `${written.type} ${written.entities.length}${there ? '' : ', user-100 gone'}` : 'nothing written');
  }
  server.close();
});
NODE
node look.cjs | tee said
diff said <(printf '%s\n' 'all well full 250' 'a page fails full 150, user-100 gone' 'number fails nothing written')
echo 'as it was'
