#!/usr/bin/env bash
# Gitea's search for components looks for the file on one branch and has it read from another, and `branch` moves only the second.
#
# Packages    @backstage/plugin-catalog-backend-module-gitea 0.1.16 for the search, @backstage/backend-defaults 0.19.0, with @backstage/integration 2.2.0,
#             for what the catalog reads with (npm)
# Input       an organization with `new`, whose branch is `main`, `old`, whose branch is `master`, and `next`, which has the file on `develop` alone, its
#             branch being `main`; without `branch`, and with `branch: develop`; each address that the search brings is then read
# Behaviour   The question whether a repository has the file names no branch, and Gitea answers for whichever the repository calls its own. The address that
#             is handed to the catalog has `branch` in it, or `main`. So `old`, which has the file, is listed and counted as found, and each reading
#             of it is refused, forever, as it is not marked as one that may be missing; and `next`, for which `branch` was set, is told to have no
#             file and never looked at there. One would guess the same branch for both: what is set, or the repository's own.
# Seen        2026-11:                     found             read
#               without, new               yes               yes
#               without, old               yes               404
#               without, next              no                -
#               branch: develop, new       yes               404
#               branch: develop, old       yes               404
#               branch: develop, next      no                -
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/config@1.3.11 @backstage/errors@1.4.0 \
  @backstage/integration@2.2.0 @backstage/plugin-catalog-node@2.2.4 git-url-parse@15.0.0 luxon@3.7.2 p-limit@3.1.0 >/dev/null
# The files of the search and of the reader; what they are plugged into has no part in it.
for package in plugin-catalog-backend-module-gitea@0.1.16 backend-defaults@0.19.0; do
  name=${package%@*}
  mkdir "$name"
  (cd "$name" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { GiteaEntityProvider } = require(path.resolve('plugin-catalog-backend-module-gitea/package/dist/providers/GiteaEntityProvider.cjs.js'));
const { GiteaUrlReader } = require(path.resolve('backend-defaults/package/dist/entrypoints/urlReader/lib/GiteaUrlReader.cjs.js'));

// Each repository's own branch, and the one that has the file.
const repositories = { new: ['main', 'main'], old: ['master', 'master'], next: ['main', 'develop'] };
let base;
const server = createServer(({ url }, response) => {
  const { pathname, searchParams } = new URL(url, base);
  const [, name] = pathname.match(/repos\/acme\/(\w+)\/contents\/catalog-info.yaml$/) ?? [];
  const list = Object.keys(repositories).map(one => ({ name: one, empty: false, html_url: `${base}/acme/${one}` }));
  const [own, place] = repositories[name] ?? [];
  const found = !name || (searchParams.get('ref') ?? own) === place;
  const file = { encoding: 'base64', content: Buffer.from('kind: Component').toString('base64') };
  const page = Number(searchParams.get('page'));
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(name ? file : page > 1 ? [] : list));
});
const quiet = () => {};
const logger = { info: quiet, warn: quiet, error: console.error, child: () => logger };
server.listen(0, '127.0.0.1', async () => {
  base = `http://127.0.0.1:${server.address().port}`;
  const { host } = new URL(base);
  async function look(title, settings) {
    const config = new ConfigReader({
      integrations: { gitea: [{ host, baseUrl: base, password: 'made-up' }] },
      catalog: { providers: { gitea: { acme: { host, organization: 'acme', ...settings } } } },
    });
    const [provider] = GiteaEntityProvider.fromConfig(config, { logger, schedule: { run: async ({ fn }) => fn() } });
    const [{ reader }] = GiteaUrlReader.factory({ config });
    let targets;
    await provider.connect({ applyMutation: async ({ entities }) => { targets = entities.map(({ entity }) => entity.spec.target); } });
    for (const name of Object.keys(repositories)) {
      const target = targets.find(one => one.includes(`/acme/${name}/`));
      const read = target && (await reader.readUrl(target).then(() => 'yes', error => (/404/.test(error.message) ? '404' : error.message)));
      console.log(`${title}, ${name} | ${target ? 'yes' : 'no'} | ${read ?? '-'}`);
    }
  }
  await look('without', {});
  await look('branch: develop', { branch: 'develop' });
  process.exit();
});
NODE
NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
without, new | yes | yes
without, old | yes | 404
without, next | no | -
branch: develop, new | yes | 404
branch: develop, old | yes | 404
branch: develop, next | no | -
SEEN
echo 'as it was'
