#!/usr/bin/env bash
# A Git server that has no time for one file takes a repository's components out of the catalog, and one that is gone altogether takes none.
#
# Packages    @backstage/plugin-catalog-backend-module-gitlab 0.8.8, -gitea 0.1.16, -bitbucket-server 0.5.15 (npm)
# Input       a group with the repositories `docs` and `portal`, read by `catalog.providers` of each, Bitbucket's with `validateLocationsExist`; in a
#             second sync the question whether `portal` has a `catalog-info.yaml` is answered with 429, with 503, or with a connection that ends
# Behaviour   Each module asks for the file and takes whatever is no success for a no. What is left goes to the catalog as everything there is, so
#             that a limit on requests, reached somewhere in a list of a thousand, takes all behind it away with their components and APIs, until
#             a sync that gets through; and each sync asks as often as the one before. Gitea's says that there is no such file, GitLab's says
#             nothing at all, and has tried no second time where `integrations.gitlab.retry` does not name the status. Where no answer comes,
#             the first two write nothing, and Bitbucket's takes the file for there.
# Seen        2026-11: what is written, and what is said of it at `info` and above
#                            429                         503                         the connection ends
#               gitlab       docs                        docs                        nothing, an error
#               gitea        docs, a warning: no file    docs, a warning: no file    nothing, an error
#               bitbucket    docs, a warning             docs, a warning             docs portal, an error
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The modules' files and what they load; what these are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 \
  @backstage/errors@1.4.0 @backstage/integration@2.2.0 @backstage/plugin-catalog-node@3.0.0 p-limit@3.1.0 >/dev/null
for module in gitlab@0.8.8 gitea@0.1.16 bitbucket-server@0.5.15; do
  mkdir "${module%@*}"
  (cd "${module%@*}" && npm pack --silent "@backstage/plugin-catalog-backend-module-$module" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const part = (name, file) => require(path.resolve(name, 'package/dist/providers', file));
const { BitbucketServerEntityProvider } = part('bitbucket-server', 'BitbucketServerEntityProvider.cjs.js');
const { GiteaEntityProvider } = part('gitea', 'GiteaEntityProvider.cjs.js');
const { GitlabDiscoveryEntityProvider } = part('gitlab', 'GitlabDiscoveryEntityProvider.cjs.js');

const names = ['docs', 'portal'];
const home = name => `https://git.acme.test/${name}`;
const last = values => ({ values, isLastPage: true });
/** Of each server: its module, how the configuration names it, and how it answers with lists; any other question is one for a file. */
const servers = {
  gitlab: [GitlabDiscoveryEntityProvider, url => ({ apiBaseUrl: `${url}/api/v4`, baseUrl: url }), { group: 'acme' }, {
    '/api/v4/groups/acme/projects': () => names.map(id => ({ id, path_with_namespace: `acme/${id}`, default_branch: 'main', web_url: home(id) })),
  }],
  gitea: [GiteaEntityProvider, url => ({ baseUrl: url }), { organization: 'acme' }, {
    '/api/v1/orgs/acme/repos': query => (query.get('page') === '1' ? names.map(name => ({ name, html_url: home(name) })) : []),
  }],
  bitbucketServer: [BitbucketServerEntityProvider, url => ({ apiBaseUrl: url }), { validateLocationsExist: true }, {
    '/projects': () => last([{ key: 'ACME' }]),
    '/projects/ACME/repos': () => last(names.map(slug => ({ slug, defaultBranch: 'main', links: { self: [{ href: home(slug) }] } }))),
  }],
};
async function look(key, how) {
  const [Provider, integration, entry, lists] = servers[key];
  let second = false;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://any');
    const list = lists[pathname];
    const refused = second && !list && pathname.includes('portal');
    if (refused && how === 'ends') return request.socket.destroy();
    response.writeHead(refused ? how : 200, { 'content-type': 'application/json' });
    return response.end(list && JSON.stringify(list(searchParams)));
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const heard = [];
  const say = level => text => second && heard.push(/does not contain/.test(text) ? `${level}: no file` : level);
  const logger = { info() {}, debug() {}, warn: say('a warning'), error: say('an error'), child: () => logger };
  let sync;
  const schedule = { run: async ({ fn }) => { sync = fn; } };
  const config = new ConfigReader({
    integrations: { [key]: [{ host: 'git.acme.test', token: 'made-up', ...integration(`http://127.0.0.1:${server.address().port}`) }] },
    catalog: { providers: { [key]: { it: { host: 'git.acme.test', ...entry } } } },
  });
  const [provider] = Provider.fromConfig(config, { logger, schedule });
  let written;
  const named = ({ entity }) => names.find(name => entity.spec.target.startsWith(home(name)));
  await provider.connect({ applyMutation: async ({ entities }) => { written = entities.map(named).sort(); } });
  await sync();
  const before = written.join(' ');
  written = undefined;
  second = true;
  await sync();
  console.log(`${key}, ${how} | before: ${before} | ${written?.join(' ') ?? 'nothing'} | ${heard.join(', ') || 'no word'}`);
  server.close();
  server.closeAllConnections();
}
(async () => {
  for (const key of Object.keys(servers)) for (const how of [429, 503, 'ends']) await look(key, how);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
gitlab, 429 | before: docs portal | docs | no word
gitlab, 503 | before: docs portal | docs | no word
gitlab, ends | before: docs portal | nothing | an error
gitea, 429 | before: docs portal | docs | a warning: no file
gitea, 503 | before: docs portal | docs | a warning: no file
gitea, ends | before: docs portal | nothing | an error
bitbucketServer, 429 | before: docs portal | docs | a warning
bitbucketServer, 503 | before: docs portal | docs | a warning
bitbucketServer, ends | before: docs portal | docs portal | an error
SEEN
echo 'as it was'
