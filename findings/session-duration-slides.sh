#!/usr/bin/env bash
# Whether `sessionDuration` ends a session depends on whether the provider gives a new refresh token each time.
#
# Package     @backstage/plugin-auth-node 0.6.14 and 0.7.8 (npm)
# Input       `sessionDuration: { hours: 12 }`, and a session that is refreshed, as every open page does: at a provider that answers with the same
#             refresh token, and at one that answers with a new one
# Behaviour   The duration is the age of the cookie that holds the refresh token, and that cookie is written at the sign-in and whenever the token is
#             another one. Where tokens are rotated, twelve hours begin again with every refresh, and whoever keeps a page open stays
#             as long as the provider lets them; where they are not, the same setting ends the session twelve hours after the sign-in, in the
#             middle of work. Neither is written at the key.
# Seen        2026-11, both releases
#               same token   no cookie
#               new token    Max-Age=43200
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The files alone, and what they load.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 @backstage/types@1.2.2 \
  cookie-parser@1.4.7 express@4.22.1 jose@6.1.0 lodash@4.17.21 >/dev/null
for release in 0.6.14 0.7.8; do
  mkdir "$release"
  (cd "$release" && npm pack --silent "@backstage/plugin-auth-node@$release" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const cookies = require('cookie-parser');
const express = require('express');
const { ConfigReader } = require('@backstage/config');
const { createOAuthRouteHandlers } = require(path.resolve(process.argv[2], 'package/dist/oauth/createOAuthRouteHandlers.cjs.js'));

async function look(title, next) {
  const session = refreshToken => ({ session: { accessToken: 'made-up', tokenType: 'bearer', scope: '', expiresInSeconds: 3600, refreshToken } });
  const authenticator = {
    initialize: () => ({}),
    defaultProfileTransform: async () => ({ profile: {} }),
    refresh: async ({ refreshToken }) => session(next(refreshToken)),
  };
  const handlers = createOAuthRouteHandlers({
    authenticator,
    appUrl: 'http://127.0.0.1:7007',
    baseUrl: 'http://127.0.0.1:7007/api/auth',
    config: new ConfigReader({ sessionDuration: { hours: 12 } }),
    isOriginAllowed: () => true,
    providerId: 'acme',
    resolverContext: {},
  });
  const app = express().use(cookies()).get('/refresh', (request, response, failed) => handlers.refresh(request, response).catch(failed));
  const server = app.listen(0, '127.0.0.1');
  await new Promise(ready => server.once('listening', ready));
  const headers = { 'x-requested-with': 'XMLHttpRequest', cookie: 'acme-refresh-token=first' };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/refresh`, { headers });
  const written = answer.headers.getSetCookie().find(cookie => /^acme-refresh-token=[^;]/.test(cookie));
  console.log(title, answer.status, written?.match(/Max-Age=\d+/)[0] ?? 'no cookie');
  server.close();
}
(async () => {
  await look('same token', token => token);
  await look('new token', token => `${token}-next`);
})();
NODE
for release in 0.6.14 0.7.8; do
  node look.cjs "$release" | tee said
  diff said <(printf '%s\n' 'same token 200 no cookie' 'new token 200 Max-Age=43200')
done
echo 'as it was'
