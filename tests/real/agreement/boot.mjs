// Boots a real backend for each configuration that it is sent, one after the other, and tells whether it starts. Nothing leaves
// the machine: whatever wants out is sent to a closed port.
//
//   fork(boot.mjs, [CACHE])   takes { files, environment }, answers { started } or { refused: [text…] }
import net from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
const CLOSED = 9;
/** Longer than any start takes; a module that hangs has not refused. */
const PATIENCE = 20_000;

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function closed(...given) {
  const [options, ...rest] = Array.isArray(given[0]) ? given[0] : given;
  const to = typeof options === 'object' ? options : { port: options };
  const local = to.path !== undefined || ['127.0.0.1', '::1', 'localhost'].includes(to.host);
  if (local) return connect.apply(this, given);
  const callback = rest.find(each => typeof each === 'function');
  return connect.call(this, { ...to, host: '127.0.0.1', port: CLOSED, lookup: undefined }, callback);
};

const { coreServices, createServiceFactory } = require('@backstage/backend-plugin-api');
const { ConfigReader } = require('@backstage/config');
const { createBackend } = require('@backstage/backend-defaults');
const FEATURES = [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-github-provider',
  '@backstage/plugin-auth-backend-module-gitlab-provider',
  '@backstage/plugin-auth-backend-module-microsoft-provider',
  '@backstage/plugin-auth-backend-module-oidc-provider',
  '@veecode-platform/backstage-plugin-ldap-auth-backend',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-github',
  '@backstage/plugin-catalog-backend-module-github-org',
  '@backstage/plugin-catalog-backend-module-gitlab',
  '@backstage/plugin-catalog-backend-module-gitlab-org',
  '@backstage/plugin-catalog-backend-module-ldap',
  '@backstage/plugin-catalog-backend-module-msgraph',
  '@backstage-community/plugin-catalog-backend-module-keycloak',
].map(name => require(name).default);
/** The image's own module takes it in only where it is configured; by itself it refuses to start without. */
const guest = require('@backstage/plugin-auth-backend-module-guest-provider').default;

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** What a part that failed says; its cause is in its own words. */
function reasons(error) {
  const plugins = error.result?.plugins ?? [];
  const failures = plugins.flatMap(plugin => [plugin.failure, ...plugin.modules.map(module => module.failure)]);
  const told = failures.filter(failure => failure && !failure.allowed).map(failure => String(failure.error?.message ?? failure.error));
  return told.length > 0 ? told : [String(error.message ?? error)];
}

async function boot({ configs, environment }) {
  process.env = { PATH: process.env.PATH, NODE_ENV: 'production', ...environment };
  const backend = createBackend();
  const config = new Proxy(ConfigReader.fromConfigs(configs), {
    // Nothing changes while it runs.
    get: (reader, name) => (name === 'subscribe' ? () => ({ unsubscribe() {} }) : typeof reader[name] === 'function' ? reader[name].bind(reader) : reader[name]),
  });
  backend.add(createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }));
  backend.add(createServiceFactory({ service: coreServices.rootLogger, deps: {}, factory: () => quiet }));
  FEATURES.forEach(feature => backend.add(feature));
  if (config.has('auth.providers.guest')) backend.add(guest);
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
