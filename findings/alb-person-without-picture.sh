#!/usr/bin/env bash
# Behind a load balancer of AWS, whoever has no picture cannot sign in, unless the provider's access tokens happen to be JWTs.
#
# Package     @backstage/plugin-auth-backend-module-aws-alb-provider 0.4.20, with jose 5.10.0 (npm)
# Input       what an ALB sends after its own sign-in: `x-amzn-oidc-data`, signed, with Ada's claims, and `x-amzn-oidc-accesstoken`, as a server gives
#             it to whom it likes: a JWT, as Cognito and Keycloak do, or a text without meaning, as Auth0 does for its own API; with a picture and without
# Behaviour   The claims have all that is needed, name and address. When one of address, picture and name is not there, the missing one is looked for in
#             the access token, which is called an id token there: RFC 6749 says that it is none of a client's business what is in it, and
#             where it is no JWT the sign-in ends. So with such a server the portal lets in whoever has uploaded a picture, and tells everybody
#             else, "Failed to parse id token and get profile info", of a token that no part of this setup ever gets. Whoever set it up, and has
#             a picture, sees it work.
# Seen        2026-11:                     access token: a JWT     a text
#               with a picture             signed in               signed in
#               without                    signed in               Failed to parse id token and get profile info
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; the part that it is plugged into hands over what it is given.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/errors@1.4.0 jose@5.10.0 node-cache@5.1.2 >/dev/null
npm pack --silent @backstage/plugin-auth-backend-module-aws-alb-provider@0.4.20 >/dev/null
tar -xzf ./*.tgz
mkdir -p node_modules/@backstage/plugin-auth-node
echo 'exports.createProxyAuthenticator = one => one;' >node_modules/@backstage/plugin-auth-node/index.js
cat >look.cjs <<'NODE'
const path = require('node:path');
const { SignJWT, exportSPKI, generateKeyPair } = require('jose');
const { awsAlbAuthenticator } = require(path.resolve('package/dist/authenticator.cjs.js'));

const settings = { issuer: 'https://id.acme.test', region: 'eu-central-1' };
const config = { getString: key => settings[key], getOptionalString: key => settings[key] };
(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  // Where AWS has the load balancer's key.
  global.fetch = async () => new Response(await exportSPKI(publicKey));
  const signed = claims => new SignJWT({ iss: settings.issuer, sub: '1', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'alb' }).setExpirationTime('2m').sign(privateKey);
  const context = awsAlbAuthenticator.initialize({ config });
  async function signIn(claims, accessToken) {
    const headers = { 'x-amzn-oidc-data': await signed(claims), 'x-amzn-oidc-accesstoken': accessToken };
    const { result } = await awsAlbAuthenticator.authenticate({ req: { header: name => headers[name] } }, context);
    const { profile } = await awsAlbAuthenticator.defaultProfileTransform(result);
    return `${profile.email} is signed in`;
  }
  const ada = { name: 'Ada', email: 'ada@acme.test' };
  const people = { 'with a picture': { ...ada, picture: 'https://id.acme.test/ada.png' }, without: ada };
  for (const [title, claims] of Object.entries(people)) {
    for (const [kind, token] of [['a JWT', await signed({ scope: 'openid' })], ['a text', 'made-up']]) {
      console.log(`${title} | ${kind} | ${await signIn(claims, token).catch(error => error.message)}`);
    }
  }
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
with a picture | a JWT | ada@acme.test is signed in
with a picture | a text | ada@acme.test is signed in
without | a JWT | ada@acme.test is signed in
without | a text | Failed to parse id token and get profile info, JWTInvalid: Invalid JWT
SEEN
echo 'as it was'
