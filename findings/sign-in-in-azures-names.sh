#!/usr/bin/env bash
# Microsoft's sign-in, configured by the variables that the documentation names, makes a portal somebody else at AKS and at storage.
#
# Packages    @azure/identity 4.13.0 and what asks for an identity by it: @backstage/plugin-kubernetes-backend 0.21.15 (`authProvider: azure`) and
#             @backstage/integration 2.2.0 (`integrations.azureBlobStorage` without a key) (npm)
# Input       a portal on a machine of Azure whose managed identity may read both; without a sign-in, then with the client of the sign-in in
#             `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` and `AZURE_TENANT_ID`, with the secret in a file of the configuration instead, and with the
#             same three under names of one's own
# Behaviour   The configuration reads the variables where they are named, and nobody thinks of another reader. Azure's library, which both parts have
#             their identity from, reads these three names by itself, before it asks the machine: a token is had without a question, of the
#             client that people sign in with, which may do nothing there. So a working cluster refuses the portal after a sign-in was added,
#             and nothing in its own part of the configuration has changed. Without the secret it is another thing again: the machine is asked
#             for an identity with the client's id, which it does not have. Names that begin with anything else leave all as it was.
# Seen        2026-11: the token's owner     AKS           storage
#               no sign-in                   the machine   the machine
#               all three                    the sign-in   the sign-in
#               without the secret           nobody        nobody
#               under other names            the machine   the machine
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/identity@4.13.0 @backstage/config@1.3.11 @backstage/integration@2.2.0 >/dev/null
# The strategy's file, which loads nothing else.
npm pack --silent @backstage/plugin-kubernetes-backend@0.21.15 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { DefaultAzureCredentialsManager, ScmIntegrations } = require('@backstage/integration');
const { AzureIdentityStrategy } = require(path.resolve('package/dist/auth/AzureIdentityStrategy.cjs.js'));

const server = http.createServer(({ headers, url }, response) => {
  const asked = new URL(url, `http://${headers.host}`);
  const machine = asked.pathname === '/identity';
  // A machine with one identity knows no other.
  const known = !machine || !asked.searchParams.has('client_id');
  const token = { access_token: machine ? 'the machine' : 'the sign-in', expires_in: 3600, expires_on: Math.floor(Date.now() / 1000) + 3600 };
  response.writeHead(known ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ? { token_type: 'Bearer', ...token } : { error: 'invalid_request' }));
});
const quiet = { info() {}, error() {} };
const owner = asking => asking.then(({ token }) => token, () => 'nobody');
async function look(title, variables) {
  for (const name of Object.keys(process.env).filter(name => /^(AZURE|PORTAL)_/.test(name))) delete process.env[name];
  Object.assign(process.env, variables);
  const aks = await owner(new AzureIdentityStrategy(quiet).getCredential());
  const config = new ConfigReader({ integrations: { azureBlobStorage: [{ accountName: 'acme' }] } });
  const storage = await DefaultAzureCredentialsManager.fromIntegrations(ScmIntegrations.fromConfig(config)).getCredentials('acme');
  console.log(`${title} | ${aks} | ${await owner(storage.getToken('https://storage.azure.com/.default'))}`);
}
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  // What goes to Entra comes here.
  https.request = ({ hostname, headers, ...options }, heed) =>
    http.request({ ...options, protocol: 'http:', host: '127.0.0.1', port, agent: undefined, headers: { ...headers, host: hostname } }, heed);
  // As a machine of Azure tells where its identity is, and with no program of a developer's.
  Object.assign(process.env, { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/identity`, IDENTITY_HEADER: 'made-up', PATH: '' });
  const three = { CLIENT_ID: '11111111-1111-1111-1111-111111111111', TENANT_ID: '22222222-2222-2222-2222-222222222222', CLIENT_SECRET: 'made-up' };
  const named = (prefix, names) => Object.fromEntries(names.map(name => [`${prefix}_${name}`, three[name]]));
  await look('no sign-in', {});
  await look('all three', named('AZURE', Object.keys(three)));
  await look('without the secret', named('AZURE', ['CLIENT_ID', 'TENANT_ID']));
  await look('under other names', named('PORTAL', Object.keys(three)));
  process.exit();
});
NODE
timeout 100 node look.cjs | tee said
diff said - <<'SEEN'
no sign-in | the machine | the machine
all three | the sign-in | the sign-in
without the secret | nobody | nobody
under other names | the machine | the machine
SEEN
echo 'as it was'
