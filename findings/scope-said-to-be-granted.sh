#!/usr/bin/env bash
# A scope that is added to the configuration is told to be granted to everybody who is signed in, and no token has it.
#
# Packages    @backstage/plugin-auth-backend-module-oidc-provider 0.4.21, -github-provider 0.5.9, @backstage/plugin-auth-node 0.7.8 (npm)
# Input       a session that was signed in before, with the scopes of then, refreshed as every open page does; then the same with one more scope
#             in `additionalScopes`. The provider of OpenID Connect answers with the scopes that its token has, which are still the old ones
# Behaviour   What OpenID Connect's module tells the page is not the provider's answer but the list of what is configured, and the cookie that
#             remembers what was granted is written so as well. The page so asks nobody for consent, and what needs the new scope is refused by
#             the service behind it until each person has signed out and in again, which nothing tells them. GitHub's module, of the same
#             helpers, does not go on with the old session, and people are asked.
# Seen        2026-11:
#               oidc     as before   granted openid profile email
#               oidc     one more    granted openid profile email groups, and so remembered; the token has openid profile email
#               github   as before   granted read:user
#               github   one more    refused: session has not been granted the requested scope
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-backend-module-oidc-provider@0.4.21 \
  @backstage/plugin-auth-backend-module-github-provider@0.5.9 @backstage/plugin-auth-node@0.7.8 @backstage/config@1.3.11 cookie-parser@1.4.7 \
  express@4.22.1 >/dev/null
cat >look.cjs <<'NODE'
const cookies = require('cookie-parser');
const express = require('express');
const { ConfigReader } = require('@backstage/config');
const { createOAuthRouteHandlers } = require('@backstage/plugin-auth-node');
const { githubAuthenticator } = require('@backstage/plugin-auth-backend-module-github-provider');
const { oidcAuthenticator } = require('@backstage/plugin-auth-backend-module-oidc-provider');

const served = [];
const serve = app => new Promise(ready => {
  const server = app.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${server.address().port}`));
  served.push(server);
});
const OLD = 'openid profile email';
const people = express();
async function look(providerId, authenticator, cookie, settings, more) {
  const config = new ConfigReader({ clientId: 'portal', clientSecret: 'made-up', ...settings, ...(more && { additionalScopes: [more] }) });
  const { refresh } = createOAuthRouteHandlers({
    authenticator, config, providerId, baseUrl: 'http://localhost:7007/api/auth', appUrl: 'http://localhost:3000', isOriginAllowed: () => true,
  });
  const url = await serve(express().use(cookies()).get('/', (request, response) => refresh(request, response)
    .catch(error => response.json({ error: error.cause?.message ?? error.message }))));
  const answer = await fetch(url, { headers: { 'x-requested-with': 'XMLHttpRequest', cookie } });
  const { error, providerInfo } = await answer.json();
  const kept = answer.headers.getSetCookie().map(text => text.match(/granted-scope=([^;]+)/)?.[1]).find(Boolean);
  const same = kept && decodeURIComponent(kept) === providerInfo.scope ? ', and so remembered' : '';
  console.log(`${providerId} ${more ? 'one more' : 'as before'} | ${error ? `refused: ${error.split(', ').pop()}` : `granted ${providerInfo.scope}${same}`}`);
}
(async () => {
  const issuer = await serve(people);
  people.get('/.well-known/openid-configuration', (_, response) => response.json({
    issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, userinfo_endpoint: `${issuer}/userinfo`, jwks_uri: `${issuer}/keys`,
  }));
  people.post('/token', (_, response) => response.json({ access_token: 'made-up', token_type: 'bearer', expires_in: 3600, scope: OLD }));
  people.get('/userinfo', (_, response) => response.json({ sub: 'ada' }));
  people.get('/api/v3/user', (_, response) => response.json({ id: 1, login: 'ada' }));
  const oidc = [`oidc-refresh-token=made-up; oidc-granted-scope=${encodeURIComponent(OLD)}`, { metadataUrl: issuer }];
  const github = ['github-refresh-token=access-token-v2.made-up; github-granted-scope=read%3Auser', { enterpriseInstanceUrl: issuer }];
  await look('oidc', oidcAuthenticator, ...oidc);
  await look('oidc', oidcAuthenticator, ...oidc, 'groups');
  await look('github', githubAuthenticator, ...github);
  await look('github', githubAuthenticator, ...github, 'read:org');
  served.forEach(server => server.close());
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
oidc as before | granted openid profile email, and so remembered
oidc one more | granted openid profile email groups, and so remembered
github as before | granted read:user, and so remembered
github one more | refused: session has not been granted the requested scope
SEEN
echo 'as it was'
