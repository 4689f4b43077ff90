#!/usr/bin/env bash
# One start without the part of the configuration that brings people takes them all away, and the next start, with it, does not bring them back.
#
# Packages    @backstage/plugin-catalog-backend 4.0.5, @backstage/backend-defaults 0.19.0, whose scheduler every sync is run by, with knex 3.1.0, and
#             PGlite 0.5.17, which is PostgreSQL, for a database (npm)
# Input       a provider of two people with `frequency: { hours: 1 }`, as each module makes its own; started as it is, once without it, as when a
#             `--config` is forgotten, a module is not in the image or a laptop is pointed at the same database, then as before, and under
#             another id; all of it with `catalog.orphanProviderStrategy` as it is by default, and with `keep`
# Behaviour   At each start the catalog deletes whatever came from a provider that this start does not have: people, groups, and with them sign-in and
#             ownership. The mistake is mended a minute later, and nobody is back: when the sync is next due stands in the database, was not
#             deleted with the people, and counts the sync before as done. The start in between has a warning in its log, the mended one has nothing,
#             until the whole `frequency` is over. Another id brings them at once, for it has no entry yet. With `keep` nothing is lost, but then
#             another id brings nothing that anybody sees: the people go on being the old one's, which reads no more.
# Seen        2026-11:                    by default                        keep
#               as it is                2 of production, 60 minutes       2 of production, 60 minutes
#               started once without    none                              2 of production
#               as it is again          none, 60 minutes                  2 of production, 60 minutes
#               under another id        2 of anew, 60 minutes             2 of production, 60 minutes
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 \
  @backstage/types@1.2.2 @electric-sql/pglite@0.5.17 @opentelemetry/api@1.9.0 cron@3.5.0 express-promise-router@4.1.1 fast-json-stable-stringify@2.1.0 \
  knex@3.1.0 knex-pglite@0.14.0 lodash@4.17.21 luxon@3.7.2 zod@4.1.12 >/dev/null
# The files of the scheduler and of the catalog's database, and what they load; the rest of both packages has no part in it.
for package in backend-defaults@0.19.0 plugin-catalog-backend@4.0.5; do
  mkdir "node_modules/@backstage/${package%@*}"
  (cd "node_modules/@backstage/${package%@*}" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz --strip-components=1)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { PGlite } = require('@electric-sql/pglite');
const knex = require('knex');
const ClientPgLite = require('knex-pglite');
const from = (name, file) => require(path.resolve('node_modules/@backstage', name, 'dist', file));
const { DefaultSchedulerService } = from('backend-defaults', 'entrypoints/scheduler/lib/DefaultSchedulerService.cjs.js');
const { applyDatabaseMigrations } = from('plugin-catalog-backend', 'database/migrations.cjs.js');
const { DefaultProviderDatabase } = from('plugin-catalog-backend', 'database/DefaultProviderDatabase.cjs.js');
const { connectEntityProviders } = from('plugin-catalog-backend', 'processing/connectEntityProviders.cjs.js');
const { evictEntitiesFromOrphanedProviders } = from('plugin-catalog-backend', 'processing/evictEntitiesFromOrphanedProviders.cjs.js');

const logger = { info() {}, debug() {}, warn() {}, error: console.error, child: () => logger };
const metric = () => ({ add() {}, record() {} });
const metrics = { createCounter: metric, createHistogram: metric, createGauge: metric };
/** Reads people for an id of the configuration, on a schedule. */
const people = id => scheduler => ({
  getProviderName: () => id,
  connect: async connection => {
    const entities = ['ada', 'bob'].map(name => ({
      locationKey: id,
      entity: { apiVersion: 'backstage.io/v1alpha1', kind: 'User', metadata: { name }, spec: { memberOf: [] } },
    }));
    const sync = () => connection.applyMutation({ type: 'full', entities });
    await scheduler.createScheduledTaskRunner({ frequency: { hours: 1 }, timeout: { minutes: 5 } }).run({ id: `${id}:refresh`, fn: sync });
  },
});
async function start(title, client, strategy, ...modules) {
  const ends = [];
  const scheduler = DefaultSchedulerService.create({
    database: { getClient: async () => client }, logger, metrics, pluginMetadata: { getId: () => 'catalog' },
    rootLifecycle: { addShutdownHook: end => ends.push(end) }, httpRouter: { use() {} },
  });
  const db = new DefaultProviderDatabase({ database: client, logger });
  const providers = modules.map(one => one(scheduler));
  await connectEntityProviders(db, providers.map(provider => ({ provider })));
  // As the catalog asks for it at its start.
  if (strategy !== 'keep') await evictEntitiesFromOrphanedProviders({ db, providers, logger });
  await wait(3000);
  const [whose] = await client('refresh_state').select('location_key').count().groupBy('location_key');
  const due = client.raw('extract(epoch from next_run_start_at - now()) / 60 as minutes');
  const [next] = await client('backstage_backend_tasks__tasks').where('id', `${providers[0]?.getProviderName()}:refresh`).select(due);
  console.log(`${title} | ${whose ? `${whose.count} of ${whose.location_key}` : 'none'}${next ? `, ${Math.round(Number(next.minutes))} minutes` : ''}`);
  for (const end of ends) end();
}
(async () => {
  for (const strategy of ['delete', 'keep']) {
    const client = knex({ client: ClientPgLite, dialect: 'postgres', connection: { pglite: new PGlite() } });
    // The name that a portal's configuration has, which is what the scheduler looks at.
    client.client.config.client = 'pg';
    await applyDatabaseMigrations(client);
    await start(`${strategy}: as it is`, client, strategy, people('production'));
    await start(`${strategy}: started once without`, client, strategy);
    await start(`${strategy}: as it is again`, client, strategy, people('production'));
    await start(`${strategy}: under another id`, client, strategy, people('anew'));
  }
  process.exit();
})();
NODE
NODE_ENV=test node look.cjs | tee said
diff said - <<'SEEN'
delete: as it is | 2 of production, 60 minutes
delete: started once without | none
delete: as it is again | none, 60 minutes
delete: under another id | 2 of anew, 60 minutes
keep: as it is | 2 of production, 60 minutes
keep: started once without | 2 of production
keep: as it is again | 2 of production, 60 minutes
keep: under another id | 2 of production, 60 minutes
SEEN
echo 'as it was'
