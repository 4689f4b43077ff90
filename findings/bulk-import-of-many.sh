#!/usr/bin/env bash
# One organization that puts a GitHub App to rest takes all the others out of bulk import, and leaves the rest of the portal as it was.
#
# Packages    @red-hat-developer-hub/backstage-plugin-bulk-import-backend 9.1.1, with @octokit/rest 20.1.2; for what the catalog and the templates of
#             the same portal do, @backstage/integration 2.2.0 (npm)
# Input       one GitHub App, installed in the organizations `Acme` and `Tools`, in `integrations.github`, asked by both for what they sign in to
#             each organization with; then `Tools` suspends the app, as owners may at any time; then with `allowedInstallationOwners: [acme]`
# Behaviour   An installation that is suspended is an error of its own for the catalog, and only of that organization. Bulk import asks for all of them
#             at once, and ends at the first that is suspended: nobody sees any repository of any organization, by an error that has a number
#             and no name in it. The list of owners does not help there, as it would for all else: names of GitHub mean the same in any letters,
#             and the catalog takes them so, bulk import compares letter by letter, so that `acme` leaves `Acme` out, without any error. Written as
#             GitHub writes it, it is the way out.
# Seen        2026-11: a token for           the catalog         bulk import
#               both installed               Acme, Tools         Acme, Tools
#               Tools is suspended           Acme                none, The GitHub application for 2 is suspended
#               and owners: [acme]           Acme                none
#               and owners: [Acme]           Acme                Acme
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir catalog bulk
(cd catalog && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/integration@2.2.0 >/dev/null)
# Of bulk import the file that asks for tokens, and what it loads.
cd bulk
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @octokit/auth-app@7.2.2 @octokit/rest@20.1.2 git-url-parse@14.1.0 luxon@3.7.2 >/dev/null
npm pack --silent @red-hat-developer-hub/backstage-plugin-bulk-import-backend@9.1.1 >/dev/null
tar -xzf ./*.tgz
cd ..
cat >look.cjs <<'NODE'
const { generateKeyPairSync } = require('node:crypto');
const { createServer } = require('node:http');
const path = require('node:path');
const { createRequire } = require('node:module');
const load = createRequire(path.resolve('catalog/package.json'));
const { ConfigReader } = load('@backstage/config');
const { DefaultGithubCredentialsProvider, ScmIntegrations } = load('@backstage/integration');
const { CustomGithubCredentialsProvider } = require(path.resolve('bulk/package/dist/github/GithubAppManager.cjs.js'));

const organizations = { 1: 'Acme', 2: 'Tools' };
let suspended;
const server = createServer(({ url }, response) => {
  const [, id] = url.match(/installations\/(\d+)\/access_tokens/) ?? [];
  const list = Object.entries(organizations).map(([number, login]) => ({
    id: Number(number), account: { login }, ...(login === suspended ? { suspended_by: { login: 'owner' }, suspended_at: '2026-11-01T00:00:00Z' } : {}),
  }));
  const token = { token: `token of ${organizations[id]}`, expires_at: new Date(Date.now() + 3600000).toISOString(), repository_selection: 'all' };
  response.writeHead(id ? 201 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(id ? token : list));
});
server.listen(0, '127.0.0.1', async () => {
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const apiBaseUrl = `http://127.0.0.1:${server.address().port}`;
  const named = tokens => tokens.map(token => token.replace('token of ', '')).join(', ') || 'none';
  async function look(title, owners) {
    const app = { appId: 1, clientId: 'portal', clientSecret: 'made-up', webhookSecret: 'made-up', privateKey, ...owners };
    const github = [{ host: 'github.acme.test', apiBaseUrl, apps: [app] }];
    const integrations = ScmIntegrations.fromConfig(new ConfigReader({ integrations: { github } }));
    const catalog = DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    const tokens = [];
    for (const login of Object.values(organizations)) {
      const { token } = await catalog.getCredentials({ url: `https://github.acme.test/${login}/portal` }).catch(() => ({}));
      tokens.push(...(token ? [token] : []));
    }
    const all = await CustomGithubCredentialsProvider.fromIntegrations(integrations).getAllCredentials({ host: 'github.acme.test' });
    const bulk = named(all.flatMap(({ token }) => token ?? []));
    const errors = all.flatMap(({ error }) => error?.message ?? []);
    console.log(`${title} | ${named(tokens)} | ${[bulk, ...errors].join(', ')}`);
  }
  await look('both installed');
  suspended = 'Tools';
  await look('Tools is suspended');
  await look('and owners: [acme]', { allowedInstallationOwners: ['acme'] });
  await look('and owners: [Acme]', { allowedInstallationOwners: ['Acme'] });
  process.exit();
});
NODE
timeout 60 node look.cjs 2>errors | tee said
diff said - <<'SEEN'
both installed | Acme, Tools | Acme, Tools
Tools is suspended | Acme | none, The GitHub application for 2 is suspended
and owners: [acme] | Acme | none
and owners: [Acme] | Acme | Acme
SEEN
echo 'as it was'
