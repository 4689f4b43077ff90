// A real backend starts with one module and what `init` wrote for it, and sends a person where the row says, or refuses whoever no proxy
// let in: `node boot.mjs CACHE ROW FOLDER`.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

import { reasons } from '../backstage/features.mjs';
import { shut } from '../backstage/shut.mjs';
import { readAsCompose } from '../portal/compose.mjs';

const [cache, file, folder] = process.argv.slice(2);
const require = createRequire(path.resolve(cache, 'package.json'));
const yaml = createRequire(require.resolve('@backstage/config-loader'))('yaml');
const row = yaml.parse(fs.readFileSync(file, 'utf8'));
const { as: key, module, callback, authorize, scopes, front } = row['signs-in'];
const variables = readAsCompose(path.join(folder, '.env'));
shut();

const { coreServices, createServiceFactory } = require('@backstage/backend-plugin-api');
const { createBackend } = require('@backstage/backend-defaults');
const { ConfigSources } = require('@backstage/config-loader');

// What App Service says of itself; without it the module for it does not start.
const ofAppService = {
  WEBSITE_SKU: 'Standard', WEBSITE_AUTH_ENABLED: 'true', WEBSITE_AUTH_DEFAULT_PROVIDER: 'AzureActiveDirectory', WEBSITE_AUTH_TOKEN_STORE: 'true',
};
if (key === 'azureEasyAuth') Object.assign(process.env, ofAppService);

const port = await new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const machine = path.join(folder, 'machine.yaml');
fs.writeFileSync(machine, JSON.stringify({ backend: { listen: { host: '127.0.0.1', port }, database: { client: 'better-sqlite3', connection: ':memory:' } } }));
const source = ConfigSources.default({
  argv: ['--config', machine, '--config', path.join(folder, 'app-config.local.yaml')],
  env: {}, substitutionFunc: async name => variables[name], watch: false,
});
const config = await ConfigSources.toConfig(source);
const said = [];
const note = message => said.push(String(message?.message ?? message));
const logger = { debug() {}, info() {}, warn: note, error: note, child: () => logger };

const backend = createBackend();
backend.add(createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }));
backend.add(createServiceFactory({ service: coreServices.rootLogger, deps: {}, factory: () => logger }));
backend.add(require('@backstage/plugin-auth-backend').default);
backend.add(require(module).default);
process.on('unhandledRejection', note);
await backend.start().catch(error => {
  console.error(reasons(error).join('\n'));
  process.exit(1);
});

const portal = `http://127.0.0.1:${port}/api/auth/${key}`;
const address = config.getString('app.baseUrl');
if (front) {
  const refused = await fetch(`${portal}/refresh`, { headers: { 'x-requested-with': 'XMLHttpRequest' } });
  const text = await refused.text();
  assert.ok([401, 403, 500].includes(refused.status), `${key}: ${refused.status} ${text}`);
  console.log(`${row.name}: ${refused.status} ${JSON.parse(text).error?.message}`);
} else {
  const query = new URLSearchParams({ env: 'production', origin: address, flow: 'popup', scope: Object.keys(scopes).join(' ') });
  const sent = await fetch(`${portal}/start?${query}`, { redirect: 'manual' });
  assert.equal(sent.status, 302, `${key}: ${sent.status} ${await sent.text()} ${said.join(' ')}`);
  const to = new URL(sent.headers.get('location'));
  const setting = name => variables[row.settings?.[name]] ?? row.variables[row.settings?.[name]]?.example;
  const known = authorize.match(/`(<provider-url>\S*|https:\S*)`/)?.[1].replace('<provider-url>', row.url ?? setting('base-url'));
  assert.equal(to.origin + to.pathname, known ?? setting('authorization'), row.name);
  assert.equal(to.searchParams.get('redirect_uri'), address + callback, row.name);
  assert.equal(to.searchParams.get('client_id'), Object.entries(variables).find(([name]) => name.endsWith('CLIENT_ID'))[1], row.name);
  console.log(`${row.name}: ${to.origin}${to.pathname} for ${to.searchParams.get('scope')}`);
}
process.exit(0);
