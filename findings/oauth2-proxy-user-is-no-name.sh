#!/usr/bin/env bash
# The user that oauth2-proxy forwards is a name with GitHub, a number with OpenID Connect, and one of its settings takes the address away.
#
# Packages    github.com/oauth2-proxy/oauth2-proxy/v7 7.15.6 (Go), @backstage/plugin-auth-backend-module-oauth2-proxy-provider 0.3.3 with
#             @backstage/plugin-auth-node 0.7.8 (npm)
# Input       Ada, who is `ada` with `ada@acme.test` at her provider and in the catalog, signed in at the real proxy by GitHub, by OpenID Connect and
#             by Keycloak's own provider of it, and with `prefer_email_to_user`; then the module's three resolvers for what the portal was sent
# Behaviour   `X-Forwarded-User` is the login for GitHub, and for OpenID Connect `sub`, in Keycloak and Entra an id that nobody has ever seen, so that
#             `forwardedUserMatchingUserEntityName`, which works in one company, finds nobody in the next; there the name is in
#             `X-Forwarded-Preferred-Username`, which GitHub's people do not have. `prefer_email_to_user` puts the address in place of the user
#             and sends no `X-Forwarded-Email` any more: the resolver by address has none, and a resolver that has none ends the sign-in.
# Seen        2026-11:                       by user          by preferred name   by address
#               GitHub                       ada              none sent           ada
#               OpenID Connect               not found        ada                 ada
#               Keycloak                     not found        ada                 ada
#               with prefer_email_to_user    not found        ada                 none sent
# Fails when one of them changes. Needs npm and Go, and minutes for the first build of the proxy.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-backend-module-oauth2-proxy-provider@0.3.3 \
  @backstage/plugin-auth-node@0.7.8 @backstage/catalog-model@1.10.3 >/dev/null
mkdir build
(
  cd build
  go mod init look >/dev/null 2>&1
  go get github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6 >/dev/null 2>&1
  go build -o ../proxy github.com/oauth2-proxy/oauth2-proxy/v7
)
cat >look.cjs <<'NODE'
const { createSign, generateKeyPairSync } = require('node:crypto');
const { createServer } = require('node:http');
const { once } = require('node:events');
const { spawn } = require('node:child_process');
const { setTimeout: wait } = require('node:timers/promises');
const { parseEntityRef } = require('@backstage/catalog-model');
const { commonSignInResolvers } = require('@backstage/plugin-auth-node');
const { oauth2ProxyAuthenticator, oauth2ProxySignInResolvers } = require('@backstage/plugin-auth-backend-module-oauth2-proxy-provider');

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
const json = handler => createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(handler(request) ?? {}));
});
const address = 'ada@acme.test';
let issuer;
let nonce;
const provider = json(({ url }) => {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const sub = 'f3c1a7d0-6b1e-4c1f-9a44-0d6f3d1f2a10';
  const claims = { iss: issuer, aud: 'portal', sub, iat: exp - 3600, exp, nonce, email: address, email_verified: true, preferred_username: 'ada' };
  const endpoint = (name, path = name) => ({ [`${name}_endpoint`]: `${issuer}/${path}` });
  if (url.startsWith('/.well-known')) return { issuer, ...endpoint('authorization'), ...endpoint('token'), ...endpoint('userinfo'), jwks_uri: `${issuer}/keys` };
  if (url.startsWith('/keys')) return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] };
  if (url.startsWith('/token')) return { access_token: signed(claims), token_type: 'bearer', expires_in: 3600, id_token: signed(claims) };
  if (url.startsWith('/userinfo')) return claims;
  // GitHub's own questions.
  if (url.startsWith('/user/emails')) return [{ email: address, primary: true, verified: true }];
  if (url.startsWith('/user/')) return [];
  if (url.startsWith('/user')) return { login: 'ada', id: 7 };
});
// What the portal is sent, through the real proxy.
const portal = json(({ headers }) => headers);
async function forwarded(upstream, ...flags) {
  const free = createServer();
  const front = await listens(free);
  free.close();
  await once(free, 'close');
  const proxy = spawn('./proxy', ['--client-id=portal', '--client-secret=made-up', `--cookie-secret=${'a'.repeat(32)}`, '--cookie-secure=false',
    '--email-domain=*', `--http-address=${new URL(front).host}`, `--upstream=${upstream}`, `--redirect-url=${front}/oauth2/callback`, ...flags], { stdio: 'ignore' });
  const ask = (path, cookie = '') => fetch(front + path, { redirect: 'manual', headers: { cookie } });
  const kept = answer => answer.headers.getSetCookie().map(one => one.split(';')[0]).filter(one => !/^[^=]*=$/.test(one)).join('; ');
  try {
    let start;
    for (let tries = 0; tries < 100 && !start; tries += 1) start = await ask('/oauth2/start?rd=/').catch(() => wait(100));
    const asked = new URL(start.headers.get('location')).searchParams;
    nonce = asked.get('nonce');
    const back = await ask(`/oauth2/callback?code=made-up&state=${encodeURIComponent(asked.get('state'))}`, kept(start));
    return await (await ask('/', kept(back))).json();
  } finally {
    proxy.kill();
  }
}
const context = {
  async signInWithCatalogUser({ entityRef, filter }) {
    const name = entityRef && parseEntityRef(entityRef, { defaultKind: 'User', defaultNamespace: 'default' }).name;
    if (name === 'ada' || filter?.['spec.profile.email'] === address) return 'ada';
    throw new Error('not found');
  },
};
async function look(title, headers) {
  const req = { headers, header: name => headers[name.toLowerCase()], get: name => headers[name.toLowerCase()] };
  const { result } = await oauth2ProxyAuthenticator.authenticate({ req });
  const { profile } = await oauth2ProxyAuthenticator.defaultProfileTransform(result);
  const by = resolver => resolver()({ profile, result }, context).catch(({ message }) => (message === 'not found' ? message : 'none sent'));
  const found = [oauth2ProxySignInResolvers.forwardedUserMatchingUserEntityName, oauth2ProxySignInResolvers.forwardedPreferredUsernameMatchingUserEntityName,
    commonSignInResolvers.emailMatchingUserEntityProfileEmail].map(by);
  console.log([title, ...(await Promise.all(found))].join(' | '));
}
(async () => {
  issuer = await listens(provider);
  const upstream = await listens(portal);
  const oidc = [`--oidc-issuer-url=${issuer}`];
  const github = [`--login-url=${issuer}/authorize`, `--redeem-url=${issuer}/token`, `--validate-url=${issuer}/`];
  await look('GitHub', await forwarded(upstream, '--provider=github', ...github));
  await look('OpenID Connect', await forwarded(upstream, '--provider=oidc', ...oidc));
  await look('Keycloak', await forwarded(upstream, '--provider=keycloak-oidc', ...oidc));
  await look('with prefer_email_to_user', await forwarded(upstream, '--provider=oidc', ...oidc, '--prefer-email-to-user'));
  process.exit();
})();
NODE
timeout 120 node look.cjs | tee said
diff said - <<'SEEN'
GitHub | ada | none sent | ada
OpenID Connect | not found | ada | ada
Keycloak | not found | ada | ada
with prefer_email_to_user | not found | ada | none sent
SEEN
echo 'as it was'
