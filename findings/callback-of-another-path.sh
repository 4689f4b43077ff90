#!/usr/bin/env bash
# A callback address of another path lets people in and forgets them at the next reload, or never lets them in.
#
# Packages    @backstage/plugin-auth-node 0.6.14 and 0.7.8, and tough-cookie 6.1.0 for what a browser sends back (npm)
# Input       a portal at `https://portal.acme.test`, and `callbackUrl`: none, with a slash at its end, in front of a proxy that puts `/api` before each
#             path, and as a short address that a proxy leads to the right place. The provider and the proxy take each as it is
# Behaviour   The paths of the cookies are made from `callbackUrl`, not from where the backend is asked. If it ends as the built-in one, the cookie of
#             the session has what stands before: in front of the proxy that is not where the page asks for its session again, so that the sign-in
#             works, and each reload asks for it anew. If it does not end so, be it by a slash, the path is the whole address with the
#             provider's name behind it, where nothing ever comes by: "Auth response is missing cookie nonce".
# Seen        2026-11, both releases:   at the callback   at the next reload
#               none                    signed in         still signed in
#               …/handler/frame/        refused           -
#               /auth/oidc/…            signed in         asked to sign in
#               /callback               refused           -
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts cookie-parser@1.4.7 express@4.22.1 tough-cookie@6.1.0 \
  old@npm:@backstage/plugin-auth-node@0.6.14 new@npm:@backstage/plugin-auth-node@0.7.8 @backstage/config@1.3.11 >/dev/null
cat >look.cjs <<'NODE'
const cookies = require('cookie-parser');
const express = require('express');
const { CookieJar } = require('tough-cookie');
const { ConfigReader } = require('@backstage/config');
const { createOAuthRouteHandlers } = require(process.argv[2]);

const portal = 'https://portal.acme.test';
const session = { session: { accessToken: 'made-up', tokenType: 'bearer', scope: '', expiresInSeconds: 3600, refreshToken: 'made-up' } };
async function look(title, callbackUrl) {
  let state;
  const authenticator = {
    initialize: () => ({}),
    defaultProfileTransform: async () => ({ profile: {} }),
    start: async input => { state = input.state; return { url: 'https://provider.acme.test' }; },
    authenticate: async () => session,
    refresh: async () => session,
  };
  const handlers = createOAuthRouteHandlers({
    authenticator, baseUrl: `${portal}/api/auth`, appUrl: portal, providerId: 'oidc', isOriginAllowed: () => true,
    config: new ConfigReader({ clientId: 'portal', ...(callbackUrl && { callbackUrl }) }),
  });
  const to = name => (request, response) => handlers[name](request, response).catch(error => response.status(401).end(error.message));
  const app = express().use(cookies()).get('/start', to('start')).get('/frame', to('frameHandler')).get('/refresh', to('refresh'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise(ready => server.once('listening', ready));
  const jar = new CookieJar();
  // The browser asks `address`; whatever is in between leads it to that part of the backend.
  async function ask(address, part) {
    const url = `http://127.0.0.1:${server.address().port}${part}`;
    const headers = { cookie: await jar.getCookieString(address), 'x-requested-with': 'XMLHttpRequest' };
    const answer = await fetch(url, { headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) await jar.setCookie(cookie, address, { ignoreError: true });
    return { ok: answer.ok, text: decodeURIComponent(await answer.text()) };
  }
  await ask(`${portal}/api/auth/oidc/start`, '/start?env=production');
  const came = await ask(callbackUrl ?? `${portal}/api/auth/oidc/handler/frame`, `/frame?state=${state}`);
  const refused = came.text.match(/Auth response is missing cookie nonce/)?.[0];
  const again = refused ? '-' : (await ask(`${portal}/api/auth/oidc/refresh`, '/refresh')).ok ? 'still signed in' : 'asked to sign in';
  console.log(`${title} | ${refused ?? 'signed in'} | ${again}`);
  server.close();
}
(async () => {
  await look('none');
  await look('…/handler/frame/', `${portal}/api/auth/oidc/handler/frame/`);
  await look('/auth/oidc/…', `${portal}/auth/oidc/handler/frame`);
  await look('/callback', `${portal}/callback`);
})();
NODE
for release in old new; do
  node look.cjs "$release" | tee said
  diff said - <<'SEEN'
none | signed in | still signed in
…/handler/frame/ | Auth response is missing cookie nonce | -
/auth/oidc/… | signed in | asked to sign in
/callback | Auth response is missing cookie nonce | -
SEEN
done
echo 'as it was'
