#!/usr/bin/env bash
# A client secret with a dollar in it is another one in oauth2-proxy's YAML than in its older file, and one from a file has a line end too many.
#
# Packages    github.com/oauth2-proxy/oauth2-proxy/v7 7.15.6 (Go); for what the portal behind it reads of the same, @backstage/config-loader 1.11.5 (npm)
# Input       a secret as it is in quotes, in `oauth2-proxy.cfg`, in the YAML of `--alpha-config`, which it is to be moved to, in a variable, and in a file
#             that ends as a text does, with a new line; in the portal's configuration by a text, `${…}` and `$file`; a sign-in up to where the
#             provider is shown the secret
# Behaviour   The YAML is gone over for variables before it is read, quotes or not. `$word` is one, and as nobody has it, nothing: the rest of the secret is
#             gone. A dollar and a number are meant to be kept, and become `$1` whatever the number was. The older file, and the portal's,
#             take neither for anything. Of a file the proxy takes all of it, with the line end that every editor, `echo` and most tools put there,
#             and which the portal leaves out. In each case the proxy starts, shows its page, and people come back from the provider to an error;
#             `oauth2-proxy --config-test` finds nothing to say.
# Seen        2026-11: what arrives of        Zm9v$word             Zm9v$7bar
#               oauth2-proxy.cfg             as it is              as it is
#               --alpha-config               Zm9v                  Zm9v$1bar
#               a variable                   as it is              as it is
#               client_secret_file           with a line end       with a line end
#               the portal, all three        as it is              as it is
# Fails when one of them changes. Needs npm and Go, and minutes for the first build.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config-loader@1.11.5 >/dev/null
mkdir build
(
  cd build
  go mod init look >/dev/null 2>&1
  go get github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6 >/dev/null 2>&1
  go build -o ../proxy github.com/oauth2-proxy/oauth2-proxy/v7
)
cat >look.cjs <<'NODE'
const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');
const { setTimeout: wait } = require('node:timers/promises');
const { ConfigSources, FileConfigSource } = require('@backstage/config-loader');

let shown;
const provider = createServer(async (request, response) => {
  const body = new URLSearchParams(await text(request));
  const [, basic] = (request.headers.authorization ?? '').split(' ');
  if (basic) shown = decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[1]);
  else if (body.has('client_secret')) shown = body.get('client_secret');
  response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
});
async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
async function look(secret, how) {
  const base = `http://127.0.0.1:${provider.address().port}`;
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const arguments_ = ['--cookie-secret=0123456789abcdef', '--cookie-secure=false', '--email-domain=*', `--redirect-url=http://${address}/oauth2/callback`];
  const settings = { http_address: address, provider: 'oidc', client_id: 'portal', oidc_issuer_url: base, skip_oidc_discovery: true,
    login_url: `${base}/login`, redeem_url: `${base}/token`, oidc_jwks_url: `${base}/keys` };
  const environment = {};
  if (how === '--alpha-config') {
    writeFileSync('alpha.yaml', [
      'server:', `  bindAddress: ${address}`, 'providers:', '  - id: acme', '    provider: oidc', '    clientID: portal', `    clientSecret: '${secret}'`,
      `    loginURL: ${base}/login`, `    redeemURL: ${base}/token`, '    oidcConfig:', `      issuerURL: ${base}`, '      skipDiscovery: true',
      `      jwksURL: ${base}/keys`, '      emailClaim: email', '      audienceClaims: [aud]', '',
    ].join('\n'));
    arguments_.push('--alpha-config=alpha.yaml');
  } else {
    if (how === 'oauth2-proxy.cfg') settings.client_secret = secret;
    if (how === 'a variable') environment.OAUTH2_PROXY_CLIENT_SECRET = secret;
    if (how === 'client_secret_file') {
      writeFileSync('secret', `${secret}\n`);
      settings.client_secret_file = 'secret';
    }
    writeFileSync('proxy.cfg', Object.entries(settings).map(([key, value]) => `${key} = ${typeof value === 'string' ? `'${value}'` : value}\n`).join(''));
    arguments_.push('--config=proxy.cfg');
  }
  const env = { PATH: process.env.PATH, ...environment };
  execFileSync('./proxy', [...arguments_, '--config-test'], { env, stdio: 'ignore' });
  const proxy = spawn('./proxy', arguments_, { env, stdio: 'ignore' });
  let start;
  for (let left = 100; left && !start; left -= 1) {
    start = await fetch(`http://${address}/oauth2/start`, { redirect: 'manual' }).catch(() => wait(100));
  }
  const state = new URL(start.headers.get('location')).searchParams.get('state');
  const cookie = start.headers.getSetCookie().map(one => one.split(';')[0]).join('; ');
  shown = undefined;
  await fetch(`http://${address}/oauth2/callback?code=made-up&state=${encodeURIComponent(state)}`, { headers: { cookie }, redirect: 'manual' });
  proxy.kill();
  await once(proxy, 'exit');
  return shown;
}
async function portal(secret) {
  writeFileSync('secret', `${secret}\n`);
  writeFileSync('app-config.yaml', `text: '${secret}'\nvariable: \${SECRET}\nfile: { $file: secret }\n`);
  const source = FileConfigSource.create({ path: `${process.cwd()}/app-config.yaml`, substitutionFunc: async () => secret });
  const config = await ConfigSources.toConfig(source);
  return Object.values(config.get()).map(read => (read === secret ? 'as it is' : JSON.stringify(read))).join(', ');
}
provider.listen(0, '127.0.0.1', async () => {
  for (const secret of ['Zm9v$word', 'Zm9v$7bar']) {
    for (const how of ['oauth2-proxy.cfg', '--alpha-config', 'a variable', 'client_secret_file']) {
      const arrived = await look(secret, how);
      console.log(`${secret} | ${how} | ${arrived === secret ? 'as it is' : JSON.stringify(arrived)}`);
    }
    console.log(`${secret} | the portal | ${await portal(secret)}`);
  }
  process.exit();
});
NODE
NODE_NO_WARNINGS=1 timeout 120 node look.cjs | tee said
diff said - <<'SEEN'
Zm9v$word | oauth2-proxy.cfg | as it is
Zm9v$word | --alpha-config | "Zm9v"
Zm9v$word | a variable | as it is
Zm9v$word | client_secret_file | "Zm9v$word\n"
Zm9v$word | the portal | as it is, as it is, as it is
Zm9v$7bar | oauth2-proxy.cfg | as it is
Zm9v$7bar | --alpha-config | "Zm9v$1bar"
Zm9v$7bar | a variable | as it is
Zm9v$7bar | client_secret_file | "Zm9v$7bar\n"
Zm9v$7bar | the portal | as it is, as it is, as it is
SEEN
echo 'as it was'
