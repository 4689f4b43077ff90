#!/usr/bin/env bash
# Everybody of PingOne is in the catalog, and of a group with many people only the first page is in it, or nobody.
#
# Package     @backstage-community/plugin-catalog-backend-module-pingidentity 0.15.0, with node-fetch 2.7.0 (npm)
# Input       250 people, all of them in the group `all` and ten in `few`; a server that gives at most 200 in a page and a link to the next one, as
#             PingOne's reference says of a request without a `limit`, and says how many there are or, as it says of many, does not; then the
#             same with `userQuerySize: 50`
# Behaviour   People and groups are read page by page, as long as there is a next one. Who is in a group is asked once, without a limit, and the link
#             in the answer is not looked at: fifty people sign in, are found, and lack that one group, its roles and what it owns, whoever
#             they are that day. Where the answer has no count, it is taken for an empty one. `userQuerySize` mends neither: it is what groups
#             are asked for by, people by `groupQuerySize`. Nothing is logged but the numbers of people and groups, which are right.
# Seen        2026-11:                      people   in `few`   in `all`   asked for
#               with a count                250      10         200        100 groups, 100 people
#               without                     250      0          0          100 groups, 100 people
#               and userQuerySize: 50       250      10         200        50 groups, 100 people
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 node-fetch@2.7.0 >/dev/null
npm pack --silent @backstage-community/plugin-catalog-backend-module-pingidentity@0.15.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const part = file => require(path.resolve('package/dist/lib', file));
const { PingIdentityClient } = part('client.cjs.js');
const { readPingIdentity } = part('read.cjs.js');

const people = Array.from({ length: 250 }, (_, n) => ({ id: `u${n}`, username: `user-${n}`, email: `user-${n}@acme.test`, name: {} }));
const members = { all: people, few: people.slice(0, 10) };
const groups = Object.keys(members).map(id => ({ id, name: id }));
async function look(title, counts, options = {}) {
  const asked = {};
  const server = createServer(({ url, headers }, response) => {
    const { pathname, searchParams } = new URL(url, `http://${headers.host}`);
    const kind = pathname.split('/').pop();
    const filter = searchParams.get('filter')?.match(/"(\w+)"/)[1];
    if (kind in { users: 0, groups: 0 } && !filter) asked[kind] = searchParams.get('limit');
    const list = { users: filter ? members[filter] : people, groups, memberOfGroups: [] }[kind] ?? [];
    const start = Number(searchParams.get('cursor'));
    const end = start + Math.min(searchParams.get('limit') ?? 200, 200);
    const next = new URL(url, `http://${headers.host}`);
    next.searchParams.set('cursor', end);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(kind === 'token' ? { access_token: 'made-up' } : {
      _links: end < list.length ? { next: { href: next.href } } : {}, _embedded: { [kind]: list.slice(start, end) },
      ...(counts && { count: list.length }), size: Math.min(list.length - start, end - start),
    }));
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${server.address().port}`;
  const client = new PingIdentityClient({ apiPath: url, authPath: url, envId: 'acme', clientId: 'portal', clientSecret: 'made-up' });
  const { users } = await readPingIdentity(client, options);
  const within = group => users.filter(({ spec }) => spec.memberOf.includes(group)).length;
  console.log(`${title} | ${users.length} | ${within('few')} | ${within('all')} | ${asked.groups} groups, ${asked.users} people`);
  server.close();
  server.closeAllConnections();
}
(async () => {
  await look('with a count', true);
  await look('without', false);
  await look('and userQuerySize: 50', true, { userQuerySize: 50 });
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
with a count | 250 | 10 | 200 | 100 groups, 100 people
without | 250 | 0 | 0 | 100 groups, 100 people
and userQuerySize: 50 | 250 | 10 | 200 | 50 groups, 100 people
SEEN
echo 'as it was'
