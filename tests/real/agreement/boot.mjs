// Boots a real backend for each configuration that it is sent, one after the other, and tells whether it starts. Nothing leaves
// the machine: whatever wants out is sent to a closed port.
//
//   fork(boot.mjs, [CACHE])   takes { files, environment }, answers { started } or { refused: [text…] }
import { createRequire } from 'node:module';
import path from 'node:path';

import { features, reasons } from '../backstage/features.mjs';
import { shut } from '../backstage/shut.mjs';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
/** Longer than any start takes; a module that hangs has not refused. */
const PATIENCE = 20_000;

shut();

const { coreServices, createServiceFactory } = require('@backstage/backend-plugin-api');
const { ConfigReader } = require('@backstage/config');
const { createBackend } = require('@backstage/backend-defaults');

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

async function boot({ configs, environment }) {
  process.env = { PATH: process.env.PATH, NODE_ENV: 'production', ...environment };
  const backend = createBackend();
  const config = new Proxy(ConfigReader.fromConfigs(configs), {
    // Nothing changes while it runs.
    get: (reader, name) => (name === 'subscribe' ? () => ({ unsubscribe() {} }) : typeof reader[name] === 'function' ? reader[name].bind(reader) : reader[name]),
  });
  backend.add(createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }));
  backend.add(createServiceFactory({ service: coreServices.rootLogger, deps: {}, factory: () => quiet }));
  features(require, config).forEach(feature => backend.add(feature));
  let timer;
  const late = new Promise(resolve => (timer = setTimeout(resolve, PATIENCE, { started: true, slow: true })));
  const start = backend.start().then(() => ({ started: true }), error => ({ refused: reasons(error) }));
  const outcome = await Promise.race([start, late]);
  clearTimeout(timer);
  await Promise.race([backend.stop().catch(() => {}), new Promise(resolve => setTimeout(resolve, 2000))]);
  return outcome;
}

// What a stopped backend still does is no fault of the next one.
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
process.setMaxListeners(0);
process.on('disconnect', () => process.exit());
process.on('message', async message => process.send(await boot(message).catch(error => ({ refused: reasons(error) }))));
process.send({ ready: true });
