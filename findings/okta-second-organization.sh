#!/usr/bin/env bash
# Nobody of a second organization of Okta arrives in the catalog, and the first one's people come only every now and then, from the day that it is added.
#
# Packages    @roadiehq/catalog-backend-module-okta 1.4.1, with @okta/okta-sdk-nodejs 8.1.0, and what it is plugged into: @backstage/plugin-catalog-backend
#             4.0.5, and of @backstage/backend-defaults 0.19.0 the scheduler, with knex 3.1.0 and PGlite 0.5.17, which is PostgreSQL (npm)
# Input       two entries in `catalog.providers.okta`, which is a list, each with one person; with the module's factory for people and groups, and with
#             the one for people alone
# Behaviour   Each entry makes a reader of its own. Those of the factory for people and groups all have one name, and the catalog takes those of one name
#             for one and drops the second, without a word. The schedule goes by that name as well, and is not told: each time that it is due either
#             of the two is started, as it happens, and the one that the catalog did not take ends with "Not initialized", which counts as that
#             time's sync. With a sync an hour, new people of the first organization may so arrive after one, three or five. The factory for
#             people alone has the address in the name, and brings both.
# Seen        2026-11:                    in the catalog                  read           among the turns
#               people and groups         ada-of-acme                     acme           Not initialized
#               people alone              ada-of-acme, ada-of-tools       acme, tools    no error
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/plugin-catalog-backend@4.0.5 @electric-sql/pglite@0.5.17 \
  @okta/okta-sdk-nodejs@8.1.0 @opentelemetry/api@1.9.0 cron@3.5.0 express-promise-router@4.1.1 knex@3.1.0 knex-pglite@0.14.0 luxon@3.7.2 slugify@1.6.6 \
  zod@4.1.12 >/dev/null
# The files of the module and of the scheduler; what they load is there.
for package in backstage/backend-defaults@0.19.0 roadiehq/catalog-backend-module-okta@1.4.1; do
  place=node_modules/@${package%@*}
  mkdir -p "$place"
  (cd "$place" && npm pack --silent "@$package" >/dev/null && tar -xzf ./*.tgz --strip-components=1)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { PGlite } = require('@electric-sql/pglite');
const { ConfigReader } = require('@backstage/config');
const knex = require('knex');
const ClientPgLite = require('knex-pglite');
const from = (name, file) => require(path.resolve('node_modules', name, 'dist', file));
const { DefaultSchedulerService } = from('@backstage/backend-defaults', 'entrypoints/scheduler/lib/DefaultSchedulerService.cjs.js');
const { CatalogBuilder } = from('@backstage/plugin-catalog-backend', 'service/CatalogBuilder.cjs.js');
const okta = file => from('@roadiehq/catalog-backend-module-okta', file);
const { OktaEntityProvider } = okta('providers/OktaEntityProvider.cjs.js');

// Okta itself, as each organization has it.
const all = list => ({ each: async heed => list.forEach(heed) });
let read;
OktaEntityProvider.prototype.getClient = url => {
  const name = new URL(url).hostname.split('.')[0];
  read.push(name);
  return {
    userApi: { listUsers: async () => all([{ id: name, profile: { email: `ada-of-${name}@acme.test` } }]) },
    groupApi: { listGroups: async () => all([]) },
  };
};
const metric = () => ({ add() {}, record() {} });
const metrics = { createCounter: metric, createHistogram: metric, createGauge: metric, createObservableGauge: () => ({ addCallback() {} }) };
async function look(title, factory) {
  read = [];
  let errors = 0;
  const note = (...words) => { errors += /Not initialized/.test(words.join(' ')); };
  const logger = { info() {}, debug() {}, warn: note, error: note, child: () => logger };
  const client = knex({ client: ClientPgLite, dialect: 'postgres', connection: { pglite: new PGlite() } });
  // The name that a portal's configuration has, which is what the scheduler looks at.
  client.client.config.client = 'pg';
  const database = { getClient: async () => client };
  const scheduler = DefaultSchedulerService.create({
    database, logger, metrics, pluginMetadata: { getId: () => 'catalog' }, rootLifecycle: { addShutdownHook() {} }, httpRouter: { use() {} },
  });
  const schedule = { frequency: { seconds: 1 }, timeout: { minutes: 1 }, initialDelay: { seconds: 1 } };
  const entries = ['acme', 'tools'].map(name => ({ orgUrl: `https://${name}.okta.test`, token: 'made-up', schedule }));
  const config = new ConfigReader({ catalog: { providers: { okta: entries } } });
  const builder = CatalogBuilder.create({
    config, database, logger, scheduler, metrics, permissions: {}, auth: {}, httpAuth: {}, auditor: {}, reader: {},
    permissionsRegistry: { getPermissionRuleset: () => ({}), addResourceType() {} }, events: { subscribe() {} }, catalogScmEvents: { subscribe() {} },
  });
  // As a backend plugs one module into the other, and both into the catalog.
  const [module_] = okta('okta-entity-provider.cjs.js').default.getRegistrations();
  const [{ init }] = okta(factory).default.getRegistrations();
  await init.func({ provider: module_.extensionPoints[0].factory({}), logger });
  await module_.init.func({ catalog: { addEntityProvider: provider => builder.addEntityProvider({ provider }) }, config, scheduler });
  await builder.build();
  const both = () => read.includes('acme') && (errors || read.includes('tools'));
  for (let left = 60; left && !both(); left -= 1) await wait(1000);
  await wait(1000);
  const people = (await client('refresh_state').select('entity_ref').orderBy('entity_ref')).map(row => row.entity_ref.split('/')[1]);
  console.log(`${title} | ${people.join(', ')} | ${[...new Set(read)].sort().join(', ')} | ${errors ? 'Not initialized' : 'no error'}`);
}
(async () => {
  await look('people and groups', 'org-provider-factory.cjs.js');
  await look('people alone', 'user-provider-factory.cjs.js');
  process.exit();
})();
NODE
NODE_ENV=test NODE_NO_WARNINGS=1 timeout 150 node look.cjs | tee said
diff said - <<'SEEN'
people and groups | ada-of-acme | acme | Not initialized
people alone | ada-of-acme, ada-of-tools | acme, tools | no error
SEEN
echo 'as it was'
