#!/usr/bin/env bash
# Restarting the portal reads the directory at once on a laptop, and not before an hour is over where people use it.
#
# Packages    @backstage/backend-defaults 0.19.0, whose scheduler every sync of people and repositories is run by, with knex 3.1.0, and PGlite 0.5.17,
#             which is PostgreSQL, for a database (npm)
# Input       a sync with `frequency: { hours: 1 }`; the portal is started, and started anew after a credential has been mended: with a database in
#             memory, as create-app configures it, and with one that stays; then with `frequency` shortened, and with `initialDelay`
# Behaviour   When a sync is next due stands in the database. A restart reads it from there, and a sync that failed counts as one that was done. So
#             a mended token, a new organization or another filter shows nothing at all for up to the whole `frequency`, where on the machine
#             that it was tried on each restart began with a sync. A shorter `frequency` is taken up at the restart, and is no "now" either.
#             `initialDelay` does not bring it forward: it holds for a start that finds no entry, and a restart only waits for it.
# Seen        2026-11:
#               in memory, first start    synced   next in 60 minutes
#               in memory, restart        synced   next in 60 minutes
#               that stays, first start   synced   next in 60 minutes
#               that stays, restart       -        next in 60 minutes
#               and a shorter frequency   -        next in 10 minutes
#               and an initial delay      -        next in 10 minutes
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/errors@1.4.0 @backstage/types@1.2.2 \
  @electric-sql/pglite@0.5.17 @opentelemetry/api@1.9.0 cron@3.5.0 express-promise-router@4.1.1 knex@3.1.0 knex-pglite@0.14.0 lodash@4.17.21 luxon@3.7.2 \
  zod@4.1.12 >/dev/null
# The scheduler's files and what they load; the rest of the package has no part in it.
npm pack --silent @backstage/backend-defaults@0.19.0 >/dev/null
tar -xzf ./*.tgz
mv package node_modules/@backstage/backend-defaults
cat >look.cjs <<'NODE'
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { PGlite } = require('@electric-sql/pglite');
const knex = require('knex');
const ClientPgLite = require('knex-pglite');
const { DefaultSchedulerService } = require(path.resolve('node_modules/@backstage/backend-defaults/dist/entrypoints/scheduler/lib/DefaultSchedulerService.cjs.js'));

function database() {
  const client = knex({ client: ClientPgLite, dialect: 'postgres', connection: { pglite: new PGlite() } });
  // The name that a portal's configuration has, which is what the scheduler looks at.
  client.client.config.client = 'pg';
  return client;
}
const logger = { info() {}, debug() {}, warn() {}, error: console.error, child: () => logger };
const metric = () => ({ add() {}, record() {} });
const metrics = { createCounter: metric, createHistogram: metric, createGauge: metric };
async function start(title, client, schedule) {
  const ends = [];
  const scheduler = DefaultSchedulerService.create({
    database: { getClient: async () => client }, logger, metrics, pluginMetadata: { getId: () => 'catalog' },
    rootLifecycle: { addShutdownHook: end => ends.push(end) }, httpRouter: { use() {} },
  });
  let synced = '-';
  // A sync that fails says so in the log, and is done.
  await scheduler.createScheduledTaskRunner({ timeout: { minutes: 5 }, ...schedule }).run({ id: 'org:refresh', fn: async () => { synced = 'synced'; } });
  await wait(4000);
  const [{ seconds }] = await client('backstage_backend_tasks__tasks').select(client.raw('extract(epoch from next_run_start_at - now()) as seconds'));
  console.log(`${title} | ${synced} | next in ${Math.round(Number(seconds) / 60)} minutes`);
  for (const end of ends) end();
}
(async () => {
  const frequency = { hours: 1 };
  await start('in memory, first start', database(), { frequency });
  await start('in memory, restart', database(), { frequency });
  const stays = database();
  await start('that stays, first start', stays, { frequency });
  await start('that stays, restart', stays, { frequency });
  await start('and a shorter frequency', stays, { frequency: { minutes: 10 } });
  await start('and an initial delay', stays, { frequency: { minutes: 10 }, initialDelay: { seconds: 1 } });
  process.exit();
})();
NODE
NODE_ENV=test node look.cjs | tee said
diff said - <<'SEEN'
in memory, first start | synced | next in 60 minutes
in memory, restart | synced | next in 60 minutes
that stays, first start | synced | next in 60 minutes
that stays, restart | - | next in 60 minutes
and a shorter frequency | - | next in 10 minutes
and an initial delay | - | next in 10 minutes
SEEN
echo 'as it was'
