#!/usr/bin/env bash
# A tool that renews its own token for the portal has the groups that its owner had when a page of the portal was last open.
#
# Packages    @backstage/plugin-auth-backend 0.31.0, with @backstage/plugin-auth-node 0.7.8, and @backstage/backend-defaults 0.19.0, by which plugins ask
#             who somebody is, with knex 3.1.0 and PGlite 0.5.17, which is PostgreSQL, for a database (npm)
# Input       Ada, in `platform`, signs in at the portal and lets a tool of hers, an assistant that goes there by MCP, have a token with a renewal, as
#             `auth.experimentalRefreshToken` allows it; later the directory has her in `security` instead, the catalog, too, and the tool renews
# Behaviour   The groups are not in a token, as they were in older releases; they are kept beside it, in one row for each person, and looked up for whoever has
#             a token of that person's. The row is written by a sign-in and by the reload of a page alone. A tool's renewal asks the catalog
#             whether Ada is still there, has her before it, and leaves the row as it is. So to her tools she is in `platform`, and what
#             `security` owns is refused to them, for as long as she does not look at the portal, which whoever works by tools has no reason to, and
#             renewals go on for up to a year. Opening any page mends it, for the tool's present token as well, so that whoever is asked to look
#             into it sees it work.
# Seen        2026-11: in the catalog | what plugins are told
#               signed in                platform | by the page's token: platform | by the tool's: platform
#               changed, renewed         security | by the tool's new one: platform
#               a page was opened        security | by the tool's: security
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 @backstage/errors@1.4.0 \
  @backstage/plugin-auth-node@0.7.8 @backstage/types@1.2.2 @electric-sql/pglite@0.5.17 ipaddr.js@2.2.0 jose@5.10.0 knex@3.1.0 knex-pglite@0.14.0 lodash@4.17.21 \
  luxon@3.7.2 matcher@4.0.0 >/dev/null
# The files that issue, renew and look up, and their tables; what they are plugged into has no part in it.
for package in plugin-auth-backend@0.31.0 backend-defaults@0.19.0; do
  name=${package%@*}
  mkdir "$name"
  (cd "$name" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const { PGlite } = require('@electric-sql/pglite');
const { ConfigReader } = require('@backstage/config');
const knex = require('knex');
const ClientPgLite = require('knex-pglite');
const part = file => require(path.resolve('plugin-auth-backend/package/dist', file));
const { UserInfoDatabase } = part('database/UserInfoDatabase.cjs.js');
const { MemoryKeyStore } = part('identity/MemoryKeyStore.cjs.js');
const { TokenFactory } = part('identity/TokenFactory.cjs.js');
const { CatalogAuthResolverContext } = part('lib/resolvers/CatalogAuthResolverContext.cjs.js');
const { OfflineAccessService } = part('service/OfflineAccessService.cjs.js');
const { OidcService } = part('service/OidcService.cjs.js');
const { DefaultUserInfoService } = require(path.resolve('backend-defaults/package/dist/entrypoints/userInfo/DefaultUserInfoService.cjs.js'));

const quiet = () => {};
const logger = { info: quiet, debug: quiet, warn: console.error, error: console.error };
(async () => {
  const client = knex({ client: ClientPgLite, dialect: 'postgres', connection: { pglite: new PGlite() } });
  // The name that a portal's configuration has, which is what the tables are made by.
  client.client.config.client = 'pg';
  await client.migrate.latest({ directory: path.resolve('plugin-auth-backend/package/migrations') });
  const database = { get: async () => client, getClient: async () => client };
  const config = new ConfigReader({ auth: { experimentalRefreshToken: { enabled: true } } });

  let group = 'platform';
  const ada = () => ({
    apiVersion: 'backstage.io/v1alpha1', kind: 'User', metadata: { name: 'ada', namespace: 'default' }, spec: {},
    relations: [{ type: 'memberOf', targetRef: `group:default/${group}` }],
  });
  const catalog = { getEntityByRef: async () => ada(), getEntities: async () => ({ items: [ada()] }) };
  const auth = {
    getOwnServiceCredentials: async () => ({}),
    authenticate: async () => ({ principal: { type: 'user' } }),
    isPrincipal: ({ principal }, type) => principal.type === type,
  };
  const tokenIssuer = new TokenFactory({
    issuer: 'https://portal.acme.test/api/auth', keyStore: new MemoryKeyStore(), keyDurationSeconds: 3600, logger, omitClaimsFromToken: ['ent'],
  });
  const userInfo = await UserInfoDatabase.create({ database });
  const portal = CatalogAuthResolverContext.create({ logger, catalog, auth, tokenIssuer, userInfo });
  const offlineAccess = await OfflineAccessService.create({ config, database, logger, lifecycle: { addShutdownHook: quiet }, catalog, auth });
  const server = OidcService.create({ auth, tokenIssuer, baseUrl: 'https://portal.acme.test/api/auth', userInfo, config, logger, offlineAccess });
  // Any plugin: it has somebody's token, and asks the portal for the rest.
  global.fetch = async (_, { headers }) => Response.json(await server.getUserInfo({ token: headers.Authorization.split(' ')[1] }));
  const plugins = new DefaultUserInfoService({ discovery: { getBaseUrl: async () => 'https://portal.acme.test/api/auth' } });
  async function told(token) {
    const credentials = { $$type: '@backstage/BackstageCredentials', version: 'v1', principal: { type: 'user' }, token };
    const { ownershipEntityRefs } = await plugins.getUserInfo(credentials);
    return ownershipEntityRefs.filter(ref => ref.startsWith('group:')).map(ref => ref.split('/')[1]).join();
  }
  // What a sign-in does, and what each reload of a page does.
  const open = async () => (await portal.signInWithCatalogUser({ entityRef: { name: 'ada' } })).token;

  const page = await open();
  const first = await offlineAccess.issueRefreshToken({ userEntityRef: 'user:default/ada', oidcClientId: 'tool' });
  const tool = await offlineAccess.refreshAccessToken({ refreshToken: first, tokenIssuer, clientId: 'tool' });
  console.log(`signed in | ${group} | page ${await told(page)} | tool ${await told(tool.accessToken)}`);
  group = 'security';
  const renewed = await offlineAccess.refreshAccessToken({ refreshToken: tool.refreshToken, tokenIssuer, clientId: 'tool' });
  console.log(`changed, renewed | ${group} | tool ${await told(renewed.accessToken)}`);
  await open();
  console.log(`a page was opened | ${group} | tool ${await told(renewed.accessToken)}`);
  process.exit();
})();
NODE
NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
signed in | platform | page platform | tool platform
changed, renewed | security | tool platform
a page was opened | security | tool security
SEEN
echo 'as it was'
