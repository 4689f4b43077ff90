#!/usr/bin/env bash
# A server that vouches for an address in words is not believed by the sign-in that any server can be used with, and is by all the others.
#
# Packages    @backstage/plugin-auth-backend-module-oidc-provider 0.4.14 and 0.4.21, @backstage/plugin-auth-node 0.7.8, of which the modules of Google,
#             Okta, Auth0, GitLab, Atlassian and others have their profile (npm)
# Input       one person with an address, and `email_verified` as servers send it: the boolean, the text "true" (Amazon Cognito's answer about a
#             person has texts alone), not at all (Microsoft Entra, AD FS), and `false`, which Keycloak has for whom an administrator made
# Behaviour   Since 0.4.20 the module for OpenID Connect takes an address only with the boolean, where it took each before, and the others only
#             leave one out that is said to be not verified. So the upgrade of a portal at Cognito or Entra ends everybody's sign-in by
#             address with "user profile does not contain an email", though the address is in the server's answer, in the token, and was
#             there the day before. The same server through the module of its own name lets the same people in.
# Seen        2026-11:      oidc 0.4.14     oidc 0.4.21     the others
#               true        ada@acme.test   ada@acme.test   ada@acme.test
#               "true"      ada@acme.test   none            ada@acme.test
#               not sent    ada@acme.test   none            ada@acme.test
#               false       ada@acme.test   none            none
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@backstage/plugin-auth-backend-module-oidc-provider@0.4.14 \
  new@npm:@backstage/plugin-auth-backend-module-oidc-provider@0.4.21 @backstage/plugin-auth-node@0.7.8 >/dev/null
cat >look.cjs <<'NODE'
const { PassportOAuthAuthenticatorHelper } = require('@backstage/plugin-auth-node');
const oidc = ['old', 'new'].map(release => require(release).oidcAuthenticator);

async function look(title, verified) {
  const claims = { sub: '7', name: 'Ada', email: 'ada@acme.test', ...(verified !== undefined && { email_verified: verified }) };
  const idToken = ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'x'].join('.');
  const told = [];
  for (const { defaultProfileTransform } of oidc) told.push(await defaultProfileTransform({ fullProfile: { userinfo: claims, tokenset: {} } }));
  // What passport makes of such an answer: the address on its own, and the answer as it came.
  const fullProfile = { displayName: claims.name, emails: [{ value: claims.email }], _json: claims };
  told.push(await PassportOAuthAuthenticatorHelper.defaultProfileTransform({ fullProfile, session: { idToken } }));
  console.log([title, ...told.map(({ profile }) => profile.email ?? 'none')].join(' | '));
}
(async () => {
  await look('true', true);
  await look('"true"', 'true');
  await look('not sent');
  await look('false', false);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
true | ada@acme.test | ada@acme.test | ada@acme.test
"true" | ada@acme.test | none | ada@acme.test
not sent | ada@acme.test | none | ada@acme.test
false | ada@acme.test | none | none
SEEN
echo 'as it was'
