#!/usr/bin/env bash
# A repository that a GitHub App was just given is refused for up to fifty minutes, and one that is written in other letters for good.
#
# Package     @backstage/integration 2.0.0 and 2.2.0 (npm)
# Input       an app that is installed for selected repositories of `acme`; an address that has `portal`, the same in other letters, and then one of a
#             repository that the installation has been given in between
# Behaviour   With the token of an installation, which GitHub lets live for an hour, the names of its repositories are kept, until ten minutes before
#             its end, and a repository that is not among them is refused without asking GitHub, as one that the app has no access to. So what
#             is added in GitHub's settings seems to have no effect. Names are compared letter by letter, although the owner beside them is not.
#             A question about the owner alone is answered all along.
# Seen        2026-11, both releases
#               acme/portal   token
#               ACME/portal   token
#               acme/Portal   refused: … does not have access to a repository with the name Portal
#               acme/fresh    refused: … does not have access to a repository with the name fresh
#               acme          token
#               acme/fresh    token, in a new process
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 old@npm:@backstage/integration@2.0.0 \
  new@npm:@backstage/integration@2.2.0 >/dev/null
cat >look.cjs <<'NODE'
const { generateKeyPairSync } = require('node:crypto');
const { createServer } = require('node:http');
const { ConfigReader } = require('@backstage/config');
const { DefaultGithubCredentialsProvider, ScmIntegrations } = require(process.argv[2]);

const pem = { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const selected = ['portal'];
const answers = {
  '/app/installations': () => [{ id: 1, account: { login: 'Acme' } }],
  '/app/installations/1/access_tokens': () => ({ token: 'token', expires_at: '2099-01-01T00:00:00Z', repository_selection: 'selected' }),
  '/installation/repositories': () => ({ total_count: selected.length, repositories: selected.map(name => ({ name })) }),
};
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers[request.url.split('?')[0]]()));
});
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const apps = [{ appId: 1, clientId: 'made-up', clientSecret: 'made-up', privateKey }];
  const integrations = ScmIntegrations.fromConfig(new ConfigReader({ integrations: { github: [{ host, apiBaseUrl: `http://${host}`, apps }] } }));
  const started = () => DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  async function ask(provider, name) {
    const said = await provider.getCredentials({ url: `https://${host}/${name}` }).then(({ token }) => token, error => `refused: ${error.message}`);
    console.log(name, said.replace(/The Backstage .* organization/, '…'));
  }
  const provider = started();
  for (const name of ['acme/portal', 'ACME/portal', 'acme/Portal']) await ask(provider, name);
  selected.push('fresh');
  for (const name of ['acme/fresh', 'acme']) await ask(provider, name);
  await ask(started(), 'acme/fresh');
  server.close();
});
NODE
for release in old new; do
  node look.cjs "$release" | tee said
  diff said - <<'SEEN'
acme/portal token
ACME/portal token
acme/Portal refused: … does not have access to a repository with the name Portal
acme/fresh refused: … does not have access to a repository with the name fresh
acme token
acme/fresh token
SEEN
done
echo 'as it was'
