#!/usr/bin/env bash
# A page of the portal that was left open over night makes oauth2-proxy refuse the sign-in that is going on in the next tab.
#
# Packages    github.com/oauth2-proxy/oauth2-proxy/v7 7.15.6 (Go), @backstage/core-components 0.18.16, whose page it is that a portal behind a proxy
#             signs in by, with tough-cookie 6.1.0 for what a browser keeps (npm)
# Input       a proxy with `--skip-provider-button`, and Ada, whose session at it has ended. She opens the portal anew and is at her provider, while the
#             page in another tab asks for its session, as each does once its token has come to an end; then she comes back. So with the page
#             as it is, with `Accept` among the headers of `ProxiedSignInPage`, with `--api-route=^/api/`, and with `--cookie-csrf-per-request`
# Behaviour   What the page asks says `X-Requested-With: XMLHttpRequest`, by which everybody knows a request that is no person's. The proxy looks at
#             `Accept` alone, and begins a sign-in for the page as well: that one's state goes into the one cookie there is, over the one of
#             the person, who is told 403 after having signed in, and again for as long as the other tab asks faster than she types. The
#             page cannot follow to the provider and says that something failed to fetch. With one cookie for each, she comes in, but the page is
#             answered as before and leaves a cookie each time. `Accept: application/json`, or the route, gives the page a plain 401.
# Seen        2026-11:                     the page is told       Ada
#               as it is                   302 to the provider    403
#               with Accept                401                    comes in
#               --api-route=^/api/         401                    comes in
#               one cookie for each        302 to the provider    comes in
# Fails when one of them changes. Needs go and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/errors@1.4.0 tough-cookie@6.1.0 zod@3.25.76 >/dev/null
# The page's own files; what is around it has no part in it.
npm pack --silent @backstage/core-components@0.18.16 >/dev/null
tar -xzf ./*.tgz
mkdir build
(
  cd build
  go mod init look >/dev/null 2>&1
  go get github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6 >/dev/null 2>&1
  go build -o ../proxy github.com/oauth2-proxy/oauth2-proxy/v7
)
cat >look.mjs <<'NODE'
import { spawn } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { CookieJar } from 'tough-cookie';
import { ProxiedSignInIdentity } from './package/dist/layout/ProxiedSignInPage/ProxiedSignInIdentity.esm.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
function signed(claims) {
  const body = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`;
}
async function listens(server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}
let issuer;
let nonce;
const provider = createServer(({ url }, response) => {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { iss: issuer, aud: 'portal', sub: 'ada', iat: exp - 3600, exp, nonce, email: 'ada@acme.test', email_verified: true };
  const endpoint = (name, path = name) => ({ [`${name}_endpoint`]: `${issuer}/${path}` });
  const answers = {
    '/.well-known/openid-configuration': { issuer, ...endpoint('authorization'), ...endpoint('token'), jwks_uri: `${issuer}/keys` },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    '/token': { access_token: 'made-up', token_type: 'bearer', expires_in: 3600, id_token: signed(claims) },
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers[url] ?? {}));
});
const portal = createServer((_, response) => response.end('the portal'));
const plain = globalThis.fetch;
async function look(title, headers, ...flags) {
  const free = createServer();
  const front = await listens(free);
  free.close();
  await once(free, 'close');
  const proxy = spawn('./proxy', ['--provider=oidc', `--oidc-issuer-url=${issuer}`, '--client-id=portal', '--client-secret=made-up',
    `--cookie-secret=${'a'.repeat(32)}`, '--cookie-secure=false', '--email-domain=*', '--skip-provider-button', `--http-address=${new URL(front).host}`,
    `--upstream=http://127.0.0.1:${portal.address().port}`, `--redirect-url=${front}/oauth2/callback`, ...flags], { stdio: 'ignore' });
  // All tabs of a browser share its cookies.
  const jar = new CookieJar();
  async function ask(url, { headers: given } = {}) {
    const all = new Headers(given);
    all.set('cookie', await jar.getCookieString(url));
    const answer = await plain(url, { redirect: 'manual', headers: all });
    for (const cookie of answer.headers.getSetCookie()) await jar.setCookie(cookie, url);
    return answer;
  }
  try {
    for (let tries = 0; tries < 100 && !(await plain(`${front}/ping`).catch(() => wait(100))); tries += 1);
    const start = await ask(`${front}/catalog`);
    const asked = new URL(start.headers.get('location')).searchParams;
    let told;
    globalThis.fetch = async (...request) => { told = await ask(...request); return told; };
    const discoveryApi = { getBaseUrl: async name => `${front}/api/${name}` };
    await new ProxiedSignInIdentity({ provider: 'oauth2Proxy', discoveryApi, headers }).start().catch(() => {});
    globalThis.fetch = plain;
    nonce = asked.get('nonce');
    const back = await ask(`${front}/oauth2/callback?code=made-up&state=${encodeURIComponent(asked.get('state'))}`);
    const home = back.status === 302 && (await (await ask(front + back.headers.get('location'))).text()) === 'the portal';
    console.log(`${title} | ${told.status}${told.headers.has('location') ? ' to the provider' : ''} | ${home ? 'comes in' : back.status}`);
  } finally {
    proxy.kill();
  }
}
issuer = await listens(provider);
await listens(portal);
await look('as it is');
await look('with Accept', { Accept: 'application/json' });
await look('--api-route=^/api/', {}, '--api-route=^/api/');
await look('one cookie for each', {}, '--cookie-csrf-per-request');
process.exit();
NODE
NODE_NO_WARNINGS=1 timeout 120 node look.mjs | tee said
diff said - <<'SEEN'
as it is | 302 to the provider | 403
with Accept | 401 | comes in
--api-route=^/api/ | 401 | comes in
one cookie for each | 302 to the provider | comes in
SEEN
echo 'as it was'
