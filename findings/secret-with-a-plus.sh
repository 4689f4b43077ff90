#!/usr/bin/env bash
# A client secret with a plus in it, as `openssl rand -base64` gives, is right for one part of a portal and wrong for the next, and wrong by hand.
#
# Packages    oidc-provider 8.8.1, an OpenID Connect server that does as RFC 6749 says; openid-client 5.7.1, which Backstage's `oidc` and `pinniped` sign in
#             with, passport-oauth2 1.8.0, which most of the others are made of, @keycloak/keycloak-admin-client 26.7.3, which the sync of people from
#             Keycloak uses, @backstage-community/plugin-catalog-backend-module-pingidentity 0.15.0, with node-fetch 2.7.0 (npm); curl
# Input       a client whose secret is `7Qk+Rr/3w=`, and the same without the plus, asked for a token by each; and the same of a server that takes what
#             stands in the header as it is
# Behaviour   A secret can go into a header, where it is to be written as in a form first, or into the body. openid-client and Keycloak's client do the one
#             in the RFC's way, passport the other; Ping's module and `curl --user` put it into the header as it is, and a plus that was not
#             written as `%2B` is a space to whoever reads it as the RFC says. A server that does not is right with those two and wrong with the first
#             two. So somebody who tries the secret by hand is told the opposite of what the portal is, in both directions, and of two parts of
#             one portal with one client one works. Nobody says more than `invalid_client`, and a new secret from the same command is good or
#             bad by chance. One of hexadecimal digits never is.
# Seen        2026-11:           7Qk+Rr/3w=            the RFC's server    a server that takes it as it is
#               openid-client                          token               invalid_client
#               keycloak-admin-client                  token               invalid_client
#               passport-oauth2                        token               token
#               pingidentity                           invalid_client      token
#               curl --user                            invalid_client      token
#                                7QkRr3w               a token in all ten
# Fails when one of them changes. Needs npm and curl.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts oidc-provider@8.8.1 openid-client@5.7.1 passport-oauth2@1.8.0 \
  @keycloak/keycloak-admin-client@26.7.3 node-fetch@2.7.0 >/dev/null
# The file of Ping's module that asks for tokens.
npm pack --silent @backstage-community/plugin-catalog-backend-module-pingidentity@0.15.0 >/dev/null
tar -xzf backstage-community-*.tgz
cat >look.mjs <<'NODE'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { getToken } from '@keycloak/keycloak-admin-client/lib/utils/auth.js';
import Provider from 'oidc-provider';
import { Issuer } from 'openid-client';
import { Strategy } from 'passport-oauth2';

const { PingIdentityClient } = createRequire(import.meta.url)('./package/dist/lib/client.cjs.js');
// Where Keycloak and PingOne have it; all ask there.
const token = '/realms/acme/protocol/openid-connect/token';
const client_id = 'portal';

function byTheBook(client_secret) {
  const kinds = ['client_secret_basic', 'client_secret_post'];
  // A client has one way of sending its secret at this server, so that there are two of one secret.
  const clients = kinds.map((token_endpoint_auth_method, n) => ({
    client_id: [client_id, 'portal-body'][n], client_secret, token_endpoint_auth_method, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
  }));
  const provider = new Provider('http://id.acme.test', { clients, routes: { token }, features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } } });
  return provider.callback();
}
function asItIs(client_secret) {
  return async (request, response) => {
    const body = new URLSearchParams(await text(request));
    const [, header = ''] = (request.headers.authorization ?? '').split(' ');
    const good = body.get('client_secret') === client_secret || Buffer.from(header, 'base64').toString() === `${client_id}:${client_secret}`;
    response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(good ? { access_token: 'made-up', token_type: 'Bearer' } : { error: 'invalid_client' }));
  };
}
const ways = {
  'openid-client': (base, client_secret) =>
    new (new Issuer({ issuer: base, token_endpoint: base + token }).Client)({ client_id, client_secret }).grant({ grant_type: 'client_credentials' }),
  'keycloak-admin-client': (baseUrl, clientSecret) =>
    getToken({ baseUrl, realmName: 'acme', credentials: { grantType: 'client_credentials', clientId: client_id, clientSecret } }),
  'passport-oauth2': (base, clientSecret) => new Promise((done, fail) => {
    const strategy = new Strategy({ clientID: 'portal-body', clientSecret, authorizationURL: base, tokenURL: base + token }, () => {});
    strategy._oauth2.getOAuthAccessToken('', { grant_type: 'client_credentials' }, error => (error ? fail(new Error(error.data)) : done()));
  }),
  pingidentity: async (base, clientSecret) => {
    const authPath = base + token.replace('/openid-connect/token', '');
    const client = new PingIdentityClient({ apiPath: base, authPath, envId: 'openid-connect', clientId: client_id, clientSecret });
    await client.fetchAccessToken();
  },
  'curl --user': async (base, secret) => {
    const curl = ['--silent', '--fail', '--noproxy', '*', '--user', `${client_id}:${secret}`, '--data', 'grant_type=client_credentials', base + token];
    await promisify(execFile)('curl', curl);
  },
};
async function serve(listener) {
  // Ping's module has a path of its own behind the address.
  const server = createServer((request, response) => {
    request.url = request.url.replace('/openid-connect/as/token', '/openid-connect/token');
    listener(request, response);
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${server.address().port}`;
}
// The server has much to say of being made for so short a time.
console.info = console.warn = () => {};
for (const secret of ['7Qk+Rr/3w=', '7QkRr3w']) {
  const servers = [await serve(byTheBook(secret)), await serve(asItIs(secret))];
  for (const [name, ask] of Object.entries(ways)) {
    const told = [];
    for (const base of servers) told.push(await ask(base, secret).then(() => 'token', () => 'invalid_client'));
    console.log(`${secret} | ${name} | ${told.join(' | ')}`);
  }
}
process.exit();
NODE
NODE_NO_WARNINGS=1 timeout 60 node look.mjs | tee said
{
  for way in openid-client keycloak-admin-client; do echo "7Qk+Rr/3w= | $way | token | invalid_client"; done
  echo '7Qk+Rr/3w= | passport-oauth2 | token | token'
  for way in pingidentity 'curl --user'; do echo "7Qk+Rr/3w= | $way | invalid_client | token"; done
  for way in openid-client keycloak-admin-client passport-oauth2 pingidentity 'curl --user'; do echo "7QkRr3w | $way | token | token"; done
} | diff said -
echo 'as it was'
