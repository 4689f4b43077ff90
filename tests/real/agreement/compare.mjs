// Holds the program against Backstage's own configuration loader and a real backend: whatever they refuse of the corpus, it has to
// call an error, at the same file or the same key.
//
//   node compare.mjs --cache DIR --program FILE --root DIR --work DIR [--only WORD] [--table FILE] [--write]
import { execFile, fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { carries, corpus, environment, written } from './cases.mjs';
import { judge, keyOf } from './reasons.mjs';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string' },
    program: { type: 'string' },
    root: { type: 'string' },
    work: { type: 'string' },
    only: { type: 'string' },
    table: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const require = createRequire(path.resolve(options.cache, 'package.json'));
const { ConfigReader } = require('@backstage/config');
const { ConfigSources, FileConfigSource } = require('@backstage/config-loader');
const yaml = createRequire(require.resolve('@backstage/config-loader'))('yaml');

const WORKERS = 2;
const MOST_BOOTS = 200;
/** A case that takes longer, its waiting for a worker included, is told. */
const SLOW = 20_000;
const templates = path.join(options.root, 'templates');

/** A name that the reader lets through. */
const NAME = /^[a-z][a-z0-9]*(?:[-_][a-z][a-z0-9]*)*$/i;

/** Every route at which one of the trees has a map. */
function maps(trees) {
  const routes = new Set();
  const walk = (value, route) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    if (route) routes.add(route);
    for (const [key, inner] of Object.entries(value)) if (NAME.test(key)) walk(inner, route ? `${route}.${key}` : key);
  };
  trees.forEach(tree => walk(tree, ''));
  return [...routes];
}

/** What the real loader makes of the files, or why it does not. */
async function loaded(files, environment) {
  const source = ConfigSources.merge(
    files.map(file => FileConfigSource.create({ path: file, watch: false, substitutionFunc: async name => environment[name] })),
  );
  try {
    for await (const { configs } of source.readConfigData()) {
      const reader = ConfigReader.fromConfigs(configs);
      maps(configs.map(({ data }) => data)).forEach(route => reader.getOptionalConfig(route));
      return { configs };
    }
  } catch (error) {
    return { refused: error.message };
  }
  return { configs: [] };
}

/** What the program says, asked as a person asks it. */
function said({ folder, flags, files }, it) {
  const asked = ['validate', '--format', 'json', ...flags, ...files];
  return new Promise(resolve => {
    execFile(options.program, asked, { cwd: folder, env: it.env ?? {}, timeout: 30_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      try {
        const { findings } = JSON.parse(stdout);
        if ((error?.code ?? 0) > 1) throw error;
        resolve({ findings });
      } catch {
        resolve({ findings: [], broken: `ended with ${error?.code ?? error?.signal}: ${stderr.slice(0, 300)}` });
      }
    });
  });
}

const there = (tree, route) => route.split('.').reduce((inner, key) => (inner && typeof inner === 'object' ? inner[key] : undefined), tree) !== undefined;

/** What every backend needs, where a part of a configuration does not say it; and where this one listens. */
function around(files, configs, withImage) {
  const trees = files.map(file => {
    try {
      return yaml.parse(fs.readFileSync(file, 'utf8'), { logLevel: 'error' });
    } catch {
      return {};
    }
  });
  const bottom = { app: {}, backend: {} };
  for (const part of ['app', 'backend']) {
    if (!withImage && !trees.some(tree => there(tree, `${part}.baseUrl`))) bottom[part].baseUrl = 'http://localhost:7007';
  }
  const top = { backend: { listen: { host: '127.0.0.1', port: 0 }, database: { client: 'better-sqlite3', connection: ':memory:' } } };
  return [{ context: 'bottom.yaml', data: bottom }, ...configs, { context: 'top.yaml', data: top }];
}

/** Workers that boot one backend after the other. One that dies is told as a refusal and replaced. */
function backends() {
  const idle = [];
  const waiting = [];
  const workers = new Set();
  let stopping = false;
  const free = worker => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const hire = () => {
    const worker = fork(new URL('./boot.mjs', import.meta.url), [options.cache], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    workers.add(worker);
    let boots = 0;
    worker.on('message', message => {
      worker.answer?.(message);
      worker.answer = undefined;
      // What a stopped backend leaves behind adds up.
      if (boots++ > MOST_BOOTS) worker.kill();
      else free(worker);
    });
    worker.on('exit', (code, signal) => {
      workers.delete(worker);
      worker.answer?.({ refused: [`the backend's process ended with ${code ?? signal}`] });
      if (!stopping) hire();
    });
  };
  for (let number = 0; number < WORKERS; number += 1) hire();
  return {
    async boot(configs, environment) {
      const worker = idle.pop() ?? (await new Promise(resolve => waiting.push(resolve)));
      return new Promise(resolve => {
        worker.answer = resolve;
        worker.send({ configs, environment });
      });
    },
    stop() {
      stopping = true;
      workers.forEach(worker => worker.kill());
    },
  };
}

const pool = backends();
const all = corpus(yaml, [path.join(options.root, 'tests/rules'), path.join(options.root, 'tests/real/agreement/cases')]);
const chosen = all.filter(it => !options.only || it.name.includes(options.only));
const looked = chosen.filter(it => !carries(it));

async function compared(it, number) {
  const at = written(it, path.join(options.work, String(number)), templates);
  const files = [...at.below, ...at.files.map(name => path.join(at.folder, name))];
  const variables = environment(it, files.map(file => fs.readFileSync(file, 'utf8')));
  const holes = it.dotenv === undefined && it.env === undefined;
  const [ours, theirs] = await Promise.all([said(at, it), loaded(files, variables)]);
  if (theirs.refused !== undefined) {
    return { it, ours, by: 'loader', wrong: judge.loader(theirs.refused, ours, at), refused: [theirs.refused] };
  }
  const withImage = at.below.length > 0;
  const { refused } = await pool.boot(around(files, theirs.configs, withImage), variables);
  if (refused === undefined) return { it, ours, by: 'nobody', wrong: [], refused: [] };
  const raw = holes ? files.map(file => yaml.parse(fs.readFileSync(file, 'utf8'), { logLevel: 'error' }) ?? {}) : [];
  // What cannot be made for one plugin cannot for the next, in the same words.
  const causes = refused.map(text => text.replace(/^Failed to instantiate service .* threw an error, \w+: /, ''));
  const counted = [...new Set(causes)].filter(text => !judge.ofHole(keyOf(text), raw));
  return { it, ours, by: counted.length > 0 ? 'backend' : 'nobody', wrong: counted.flatMap(text => judge.backend(text, ours)), refused: counted };
}

const began = Date.now();
const results = [];
let next = 0;
await Promise.all(
  Array.from({ length: WORKERS * 3 }, async () => {
    while (next < looked.length) {
      const number = next++;
      const start = Date.now();
      results[number] = await compared(looked[number], number);
      if (Date.now() - start > SLOW) console.error(`slow: ${looked[number].name} (${Date.now() - start} ms)`);
    }
  }),
);
pool.stop();

const count = test => results.filter(test).length;
const wrong = results.flatMap(({ it, ours, by, wrong, refused }) => {
  const told = [...wrong];
  if (ours.broken) told.push(`the program ${ours.broken}`);
  if (it.refused !== undefined && it.refused !== by) told.push(`should be refused by ${it.refused}, is by ${by}: ${refused.join(' | ')}`);
  return told.map(line => `${it.name} (${it.because}): ${line}`);
});

// By rule: how many of its cases fire, and who else minds them.
const rules = new Map();
for (const { it, by } of results.filter(({ it }) => it.kind === 'fires')) {
  const row = rules.get(it.rule) ?? { loader: 0, backend: 0, nobody: 0 };
  row[by] += 1;
  rules.set(it.rule, row);
}
const rows = [...rules].sort(([one], [other]) => (one < other ? -1 : 1)).map(([rule, row]) => `| ${rule} | ${row.loader} | ${row.backend} | ${row.nobody} |`);
const table = [
  '# What is found here, and who else would find it',
  '',
  'Written and compared by `tests/real/parts/agreement.sh`: how many of the configurations in `tests/rules/` that fire a rule are refused by',
  "Backstage's configuration loader, by a real backend when it starts, and by neither of them.",
  '',
  '| rule | loader | backend | found only here |',
  '| --- | --- | --- | --- |',
  ...rows,
  '',
].join('\n');

console.log(`${looked.length} cases in ${Math.round((Date.now() - began) / 1000)}s, ${chosen.length - looked.length} that only carry a configuration left out`);
console.log(`refused by the loader: ${count(({ by }) => by === 'loader')}, by the backend: ${count(({ by }) => by === 'backend')}, by neither: ${count(({ by }) => by === 'nobody')}`);
console.log(`found only here: ${count(({ it, by }) => it.kind === 'fires' && by === 'nobody')} cases of ${rows.length} rules`);
if (options.write) fs.writeFileSync(options.table, table);
else if (options.table && !options.only && fs.readFileSync(options.table, 'utf8') !== table) {
  wrong.push(`${path.basename(options.table)} is not what was found; write it anew with DEVPORTAL_AGREEMENT=write`);
  console.log(table);
}
for (const line of wrong) console.error(`disagrees: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
