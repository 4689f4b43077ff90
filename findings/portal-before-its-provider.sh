#!/usr/bin/env bash
# A portal that starts before its OpenID Connect server lets nobody in until it is restarted, long after the server is there.
#
# Packages    @backstage/plugin-auth-backend-module-oidc-provider 0.4.14 and 0.4.21, -pinniped-provider 0.3.18 (npm)
# Input       one address for the metadata, where nobody listens yet while the provider is set up, as when both are started together or a proxy or
#             name service comes later; a sign-in then, one after the server has come up, and one of a portal that is started after it
# Behaviour   The module asks for the metadata once, while the portal starts, and keeps the answer for as long as the process lives, be it a refusal.
#             The portal starts, is healthy, and tells everybody who wants to sign in what was true at its start: a server that does not answer.
#             Whoever tries that address by hand, from the same container, gets the metadata. Pinniped's module, which reads the same
#             document for the same sign-in, asks anew after a refusal.
# Seen        2026-11, both releases:   before             after              a portal started after it
#               oidc                    ECONNREFUSED       ECONNREFUSED       goes to the server
#               pinniped                ECONNREFUSED       goes to the server goes to the server
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@backstage/plugin-auth-backend-module-oidc-provider@0.4.14 \
  new@npm:@backstage/plugin-auth-backend-module-oidc-provider@0.4.21 @backstage/plugin-auth-backend-module-pinniped-provider@0.3.18 \
  @backstage/config@1.3.11 >/dev/null
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const { once } = require('node:events');
const { ConfigReader } = require('@backstage/config');
const { pinnipedAuthenticator: pinniped } = require('@backstage/plugin-auth-backend-module-pinniped-provider');
const { oidcAuthenticator: oidc } = require(process.argv[2]);

// A backend logs such a refusal and goes on.
process.on('unhandledRejection', () => {});

function setUp(authenticator, issuer) {
  const config = new ConfigReader({ clientId: 'portal', clientSecret: 'made-up', metadataUrl: issuer, federationDomain: issuer });
  const set = authenticator.initialize({ callbackUrl: 'http://localhost:7007/api/auth/oidc/handler/frame', config });
  const req = { method: 'GET', url: '/start', query: { env: 'production' }, session: {} };
  const state = Buffer.from('env=production&nonce=made-up').toString('hex');
  return () => authenticator.start({ req, scope: 'openid', state }, set)
    .then(({ url }) => (url.startsWith(`${issuer}/authorize`) ? 'goes to the server' : url), error => error.message.match(/ECONNREFUSED/)?.[0] ?? error.message);
}
(async () => {
  // A port that is free, for a server that is not there yet.
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address();
  free.close();
  await once(free, 'close');
  const issuer = `http://127.0.0.1:${port}`;
  const asked = [['oidc', oidc], ['pinniped', pinniped]];
  const signIns = asked.map(([, authenticator]) => setUp(authenticator, issuer));
  const before = [];
  for (const signIn of signIns) before.push(await signIn());
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` }));
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  for (const [index, [title, authenticator]] of asked.entries()) {
    const after = [await signIns[index](), await signIns[index]()];
    console.log([title, before[index], ...new Set(after), await setUp(authenticator, issuer)()].join(' | '));
  }
  server.close();
})();
NODE
for release in old new; do
  node look.cjs "$release" | tee said
  diff said - <<'SEEN'
oidc | ECONNREFUSED | ECONNREFUSED | goes to the server
pinniped | ECONNREFUSED | goes to the server | goes to the server
SEEN
done
echo 'as it was'
