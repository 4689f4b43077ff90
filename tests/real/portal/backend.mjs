// Runs one real backend at a time, with HTTP, for the process that forked it.
//
//   fork(backend.mjs, [CACHE, PLAYED, MORE])   takes { boot: { files, environment, plain } }, { log: true } and { stop: true };
//                                              answers { started } or { refused: [text…] }, { log: [text…] } and { stopped }
//
// PLAYED is JSON: a port for each host on the internet that something on this machine plays. MORE is where plugins are that the image
// has not, all that its package.json names.
import { createRequire } from 'node:module';
import path from 'node:path';

import { features, reasons } from '../backstage/features.mjs';
import { shut } from '../backstage/shut.mjs';
import { rbac } from './administration.mjs';
import { resolversOfTheImage } from './resolvers.mjs';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
const kept = Object.fromEntries(['PATH', 'NODE_EXTRA_CA_CERTS', 'NODE_NO_WARNINGS'].map(name => [name, process.env[name]]).filter(([, value]) => value));
shut(JSON.parse(process.argv[3] ?? '{}'));
const plugins = process.argv[4] ? besides(process.argv[4]) : [];

const { coreServices, createServiceFactory } = require('@backstage/backend-plugin-api');
const { createBackend } = require('@backstage/backend-defaults');
const { ConfigSources } = require('@backstage/config-loader');
/** Every new app has it: what the catalog cannot read is in the log. */
const LOGS = '@backstage/plugin-catalog-backend-module-logs';
const OIDC = '@backstage/plugin-auth-backend-module-oidc-provider';

let lines = [];
const note = (message, more) => lines.push([message?.message ?? message, more?.error?.message ?? more?.message].filter(Boolean).join(' '));
const logger = { debug: process.env.TRACE ? note : () => {}, info: process.env.TRACE ? note : () => {}, warn: note, error: note, child: () => logger };
let running;

/** What a package.json names, as features of a backend. */
function besides(folder) {
  const require = createRequire(path.resolve(folder, 'package.json'));
  return Object.keys(require('./package.json').dependencies).map(name => require(name).default);
}

/** The files in the image's order, read as its start script has them read. */
async function configured({ files, environment }) {
  const source = ConfigSources.default({
    argv: files.flatMap(file => ['--config', file]),
    env: environment,
    substitutionFunc: async name => environment[name],
    watch: false,
  });
  return ConfigSources.toConfig(source);
}

async function boot(asked) {
  lines = [];
  process.env = { ...kept, ...asked.environment };
  const config = await configured(asked);
  const backend = createBackend();
  backend.add(createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }));
  backend.add(createServiceFactory({ service: coreServices.rootLogger, deps: {}, factory: () => logger }));
  features(require, config, asked.plain ? [] : [OIDC]).forEach(feature => backend.add(feature));
  plugins.forEach(plugin => backend.add(plugin));
  backend.add(require(LOGS).default);
  if (!asked.plain) backend.add(resolversOfTheImage(require));
  if (config.getOptionalBoolean('permission.enabled')) backend.add(rbac(require));
  await backend.start();
  running = backend;
  return { started: true };
}

async function stop() {
  const last = running;
  running = undefined;
  await Promise.race([last?.stop().catch(() => {}), new Promise(resolve => setTimeout(resolve, 2000))]);
  return { stopped: true };
}

async function answer(message) {
  if (message.boot) return boot(message.boot).catch(error => ({ refused: reasons(error) }));
  return message.stop ? stop() : { log: lines };
}

// What a part cannot do in the background is in its log, and never the end of all.
process.on('uncaughtException', error => note(error));
process.on('unhandledRejection', error => note(error));
process.setMaxListeners(0);
process.on('disconnect', () => process.exit());
process.on('message', async message => process.send(await answer(message)));
process.send({ ready: true });
