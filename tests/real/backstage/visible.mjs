// What of the written files every visitor's browser gets, by Backstage's own schemas: no secret, and what the pages cannot do without.
//
//   node visible.mjs --cache DIR --expect ROUTE… FOLDER…
//
// Each variable has its own name for a value, so that what is seen tells where it came from. Fails when one that holds a secret is seen, or
// when a route that is expected is written and not seen.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals: folders } = parseArgs({
  options: { cache: { type: 'string' }, expect: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const require = createRequire(path.resolve(options.cache, 'package.json'));
const { ConfigReader } = require('@backstage/config');
const { ConfigSources, FileConfigSource, loadConfigSchema } = require('@backstage/config-loader');

/** The names of variables that hold a secret, whatever else they hold. */
const SECRET = /SECRET|TOKEN|PASSWORD|PASSPHRASE|KEY|CREDENTIAL/;
const mark = name => `<<${name}>>`;

async function load(folder) {
  const files = fs.readdirSync(folder).filter(name => /^app-config.*\.yaml$/.test(name));
  if (files.length === 0) throw new Error(`${folder} holds no configuration`);
  const source = ConfigSources.merge(
    files.map(name => FileConfigSource.create({ path: path.resolve(folder, name), watch: false, substitutionFunc: async variable => mark(variable) })),
  );
  for await (const { configs } of source.readConfigData()) return configs;
  throw new Error('the loader gave nothing');
}

async function readSchema() {
  const lists = ['schemas', 'systems'].flatMap(name => {
    const folder = path.join(options.cache, name);
    const found = fs.readdirSync(folder, { recursive: true }).filter(file => path.basename(file) === 'package.json');
    if (found.length === 0) throw new Error(`no schemas in ${folder}`);
    return found.map(file => path.resolve(folder, file));
  });
  return loadConfigSchema({ dependencies: [], packagePaths: lists });
}

const at = (data, route) => route.split('.').reduce((inner, key) => inner?.[key], data);
const marks = text => [...text.matchAll(/<<([A-Za-z0-9_]+)>>/g)].map(found => found[1]);

const schema = await readSchema();
const wrong = [];
const seen = new Set();
let hidden = 0;
for (const folder of folders) {
  const configs = await load(folder);
  const pages = schema.process(configs, { visibility: ['frontend'], ignoreSchemaErrors: true });
  const [all, shown] = [configs, pages].map(part => ConfigReader.fromConfigs(part).get());
  const text = JSON.stringify(pages);
  marks(text).forEach(name => seen.add(name));
  hidden += new Set(marks(JSON.stringify(configs)).filter(name => SECRET.test(name))).size;
  marks(text).filter(name => SECRET.test(name)).forEach(name => wrong.push(`${folder}: every browser gets \`${name}\``));
  if (text.includes('PRIVATE KEY')) wrong.push(`${folder}: every browser gets a private key`);
  for (const route of options.expect) {
    if (at(all, route) !== undefined && at(shown, route) === undefined) wrong.push(`${folder}: the pages do not get \`${route}\``);
  }
}
if (hidden === 0) wrong.push('no secret is written at all, so nothing was tried');
console.log(`${folders.length} folders; ${hidden} secrets stay in the backend; the pages get the variables ${[...seen].sort().join(', ') || 'none'}`);
for (const line of wrong) console.error(`wrong: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
