#!/usr/bin/env bash
# The resolver that Atlassian's sign-in brings of its own lets in nobody, and whoever puts the right one behind it does not either.
#
# Packages    @backstage/plugin-auth-backend-module-atlassian-provider 0.4.19, with passport-atlassian-oauth2 2.1.0,
#             @backstage/plugin-auth-backend-module-okta-provider 0.2.19, @backstage/plugin-auth-node 0.7.8, and for Okta's people
#             @roadiehq/catalog-backend-module-okta 1.4.1 (npm)
# Input       Ada, with one address at her provider and in the catalog, where she is `ada`; `signIn.resolvers` with the one resolver that each module
#             has beside the common ones, with that by address behind it, and with it in front
# Behaviour   Atlassian's looks for a user name, which Atlassian does not tell and its strategy does not give: every sign-in ends in "does not contain a
#             username", whatever the catalog has. That is no "not found", after which the next resolver is tried, so that one more line
#             below it changes nothing, and above it everything. Okta's looks for the annotation `okta.com/email`, which the module that
#             reads Okta's people does not write: it finds nobody, but there the next one is tried, and helps. Each is the one resolver
#             that the reference of its module has.
# Seen        2026-11:     its own alone          and then by address    by address, and then its own
#               Atlassian  no username            no username            ada
#               Okta       nobody of the catalog  ada                    ada
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-backend-module-atlassian-provider@0.4.19 passport-atlassian-oauth2@2.1.0 \
  @backstage/plugin-auth-backend-module-okta-provider@0.2.19 @backstage/plugin-auth-node@0.7.8 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 \
  @backstage/errors@1.4.0 >/dev/null
npm pack --silent @roadiehq/catalog-backend-module-okta@1.4.1 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { NotFoundError } = require('@backstage/errors');
const { commonSignInResolvers, readDeclarativeSignInResolver } = require('@backstage/plugin-auth-node');
const { userEntityFromOktaUser } = require(path.resolve('package/dist/providers/userEntityFromOktaUser.cjs.js'));

const email = 'ada@acme.test';
/** What Atlassian says of somebody, as its reference of `/me` has it. */
const me = { account_type: 'atlassian', account_id: '5b10', email, name: 'Ada Lovelace', picture: 'https://a.test/a', account_status: 'active', nickname: 'ada' };
const server = createServer(({ url }, response) => {
  const answers = { '/me': me, '/token': { access_token: 'made-up', refresh_token: 'made-up', scope: 'read:me', expires_in: 3600 } };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers[url] ?? []));
});
async function atlassian() {
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const at = name => `http://127.0.0.1:${server.address().port}/${name}`;
  const Strategy = require('passport-atlassian-oauth2');
  // The strategy itself, at another address.
  require.cache[require.resolve('passport-atlassian-oauth2')].exports = class extends Strategy {
    constructor(options, verify) {
      super({ ...options, profileURL: at('me'), tokenURL: at('token'), accessibleResourcesURL: at('resources') }, verify);
    }
  };
  const { atlassianAuthenticator, atlassianSignInResolvers } = require('@backstage/plugin-auth-backend-module-atlassian-provider');
  const client = atlassianAuthenticator.initialize({ callbackUrl: at('frame'), config: new ConfigReader({ clientId: 'portal', clientSecret: 'made-up' }) });
  const result = await atlassianAuthenticator.refresh({ refreshToken: 'made-up', scope: 'read:me' }, client);
  const { profile } = await atlassianAuthenticator.defaultProfileTransform(result, {});
  const ada = { kind: 'User', metadata: { name: 'ada', annotations: {} }, spec: { profile: { email } } };
  server.close();
  server.closeAllConnections();
  return { info: { profile, result }, ada, own: atlassianSignInResolvers };
}
async function okta() {
  const { oktaSignInResolvers } = require('@backstage/plugin-auth-backend-module-okta-provider');
  const ada = userEntityFromOktaUser({ id: '00u1', profile: { login: email, email } }, () => 'ada', { annotations: {} });
  return { info: { profile: { email }, result: {} }, ada, own: oktaSignInResolvers };
}
async function look(title, { info, ada, own }) {
  const context = {
    async signInWithCatalogUser({ entityRef, annotations = {}, filter }) {
      const all = { ...Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`metadata.annotations.${key}`, value])), ...filter };
      const has = { 'metadata.name': ada.metadata.name, 'spec.profile.email': ada.spec.profile.email };
      for (const [key, value] of Object.entries(ada.metadata.annotations)) has[`metadata.annotations.${key}`] = value;
      if (entityRef) all['metadata.name'] = entityRef.name;
      if (Object.entries(all).every(([key, value]) => has[key] === value)) return ada.metadata.name;
      throw new NotFoundError('User not found');
    },
  };
  const [name] = Object.keys(own);
  const mail = 'emailMatchingUserEntityProfileEmail';
  const orders = [[name], [name, mail], [mail, name]].map(async order => {
    const config = new ConfigReader({ signIn: { resolvers: order.map(resolver => ({ resolver })) } });
    const resolve = readDeclarativeSignInResolver({ config, signInResolverFactories: { ...own, ...commonSignInResolvers } });
    return resolve(info, context).catch(({ message }) => message.match(/does not contain a username|unable to resolve user identity/)[0]);
  });
  console.log([title, name, ...(await Promise.all(orders))].join(' | '));
}
(async () => {
  await look('Atlassian', await atlassian());
  await look('Okta', await okta());
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
Atlassian | usernameMatchingUserEntityName | does not contain a username | does not contain a username | ada
Okta | emailMatchingUserEntityAnnotation | unable to resolve user identity | ada | ada
SEEN
echo 'as it was'
