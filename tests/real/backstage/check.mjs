// Loads what the v1 image would load with Backstage's own loader, and judges it by Backstage's own schema.
//
//   node check.mjs --cache DIR --layers DIR --profile NAME --config FILE --env FILE [--expect PATH=JSON]…
//
// Fails when our file adds a schema complaint to those of the image's files, names a variable that is not set, leaves
// a `${` behind, when docker and a shell read the variables differently, or when a fact is not as expected.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { disagreements, layers, readAsDocker, readAsShell, started } from './image.mjs';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string' },
    layers: { type: 'string' },
    profile: { type: 'string' },
    config: { type: 'string' },
    env: { type: 'string' },
    expect: { type: 'string', multiple: true, default: [] },
  },
});
const require = createRequire(path.resolve(options.cache, 'package.json'));
const { ConfigReader } = require('@backstage/config');
const { ConfigSources, FileConfigSource, loadConfigSchema } = require('@backstage/config-loader');

async function load(files, environment) {
  const source = ConfigSources.merge(
    files.map(file =>
      FileConfigSource.create({ path: path.resolve(file), watch: false, substitutionFunc: async name => environment[name] }),
    ),
  );
  for await (const { configs } of source.readConfigData()) return configs;
  throw new Error('the loader gave nothing');
}

async function readSchema() {
  const folder = path.join(options.cache, 'schemas');
  const packagePaths = fs
    .readdirSync(folder, { recursive: true })
    .filter(file => path.basename(file) === 'package.json')
    .map(file => path.resolve(folder, file));
  if (packagePaths.length === 0) throw new Error(`no schemas in ${folder}`);
  return loadConfigSchema({ dependencies: [], packagePaths, noUndeclaredProperties: true });
}

/**
 * The schemas lack keys that the image reads: its own page's, which each of its profiles has, and those of the module for Azure
 * DevOps, which is not published any more.
 */
const IMAGES_OWN = ['additionalProperty=signInPage', 'additionalProperty=azureDevOps'];

function complaints(schema, configs) {
  try {
    schema.process(configs);
    return [];
  } catch (error) {
    if (!error.messages) throw error;
    return error.messages.filter(message => !IMAGES_OWN.some(known => message.includes(known)));
  }
}

/**
 * The schema lacks resolvers that the image registers. While our file names only resolvers that the image's files name too, such
 * a complaint stays the same one under another environment and at another place in the list.
 */
function samePlace(complaint) {
  return complaint.replace(/(\/auth\/providers\/[a-z]+\/)(development|production)\/(signIn\/resolvers\/)\d+/, '$1*/$3*');
}

function resolvers(configs) {
  const environments = configs.flatMap(({ data }) => Object.values(data.auth?.providers ?? {}).flatMap(provider => Object.values(provider ?? {})));
  return environments.flatMap(environment => environment?.signIn?.resolvers ?? []).map(({ resolver }) => resolver);
}

function unset(file, environment) {
  const plain = fs.readFileSync(file, 'utf8').replace(/(^|\s)#.*$/gm, '');
  const names = [...plain.matchAll(/\$\{\s*([A-Za-z0-9_]+)\s*\}/g)].map(found => found[1]);
  return [...new Set(names)].filter(name => environment[name] === undefined || environment[name] === '');
}

function unresolved(value, route = []) {
  if (typeof value === 'string') return value.includes('${') ? [route.join('.')] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => unresolved(inner, [...route, key]));
}

/** `undefined` where the route leads nowhere, written as `absent` in an expectation. */
function fact(merged, route) {
  return route.split('.').reduce((inner, key) => (inner === null || inner === undefined ? undefined : inner[key]), merged);
}

function split(expectation) {
  const equals = expectation.indexOf('=');
  return [expectation.slice(0, equals), expectation.slice(equals + 1)];
}

/** The facts a person wants to see, without any secret's value. */
function facts(merged) {
  const integrations = Object.entries(merged.integrations ?? {});
  return {
    signInPage: merged.signInPage ?? 'absent',
    'app.baseUrl': merged.app?.baseUrl,
    'backend.baseUrl': merged.backend?.baseUrl,
    'auth.environment': merged.auth?.environment,
    'auth.providers': Object.entries(merged.auth?.providers ?? {}).map(([name, inner]) => `${name}: ${Object.keys(inner).join(' ')}`),
    integrations: integrations.map(([name, entries]) =>
      `${name}: ${[entries].flat().map(entry => `${entry.host ?? 'no host'} (${Object.keys(entry).join(' ')})`).join(', ')}`),
    'catalog.providers': Object.keys(merged.catalog?.providers ?? {}),
    superUsers: (merged.permission?.rbac?.admin?.superUsers ?? []).map(user => user.name),
  };
}

const docker = readAsDocker(options.env);
const environment = started(docker, options.profile);
const below = layers(options.layers, options.profile);
const schema = await readSchema();
const image = await load(below, environment);
const configs = await load([...below, options.config], environment);
const known = resolvers(image);
const place = resolvers(configs).every(name => known.includes(name)) ? samePlace : complaint => complaint;
const before = complaints(schema, image).map(place);
const after = complaints(schema, configs).map(place);
const merged = ConfigReader.fromConfigs(configs).get();

const wrong = [
  ...after.filter(complaint => !before.includes(complaint)).map(complaint => `new complaint: ${complaint}`),
  ...unresolved(merged).map(route => `\`${route}\` still holds \`\${\``),
  ...unset(options.config, environment).map(name => `\`${name}\` is named by our file and not set`),
  ...disagreements(docker, readAsShell(options.env, Object.keys(docker))).map(name => `docker and sh read \`${name}\` differently`),
  ...options.expect.flatMap(expectation => {
    const [route, wanted] = split(expectation);
    const found = fact(merged, route);
    const told = found === undefined ? 'absent' : JSON.stringify(found);
    return told === wanted ? [] : [`\`${route}\` is not ${wanted}`];
  }),
];

console.log(JSON.stringify({ profile: options.profile, complaints: { before: before.length, after: after.length }, ...facts(merged) }, null, 2));
for (const line of wrong) console.error(`wrong: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
