// Holds the program against Backstage's own configuration loader and a real backend: whatever they refuse of the corpus, it has to
// call an error, at the same file or the same key.
//
//   node compare.mjs --cache DIR --program FILE --root DIR --work DIR --line RELEASE [--only WORD] [--table FILE] [--write]
import { execFile, fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { carries, corpus, environment, written } from './cases.mjs';
import { judge } from './reasons.mjs';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string' },
    program: { type: 'string' },
    root: { type: 'string' },
    work: { type: 'string' },
    only: { type: 'string' },
    line: { type: 'string' },
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

/** What the backend takes as one value, of whatever kind. */
const TAKEN_WHOLE = /^backend\.database\.|^app\.packages$/;

/** Every route at which the topmost tree that says something has a map. */
function maps(trees) {
  const routes = [];
  const walk = (values, route) => {
    const top = values.findLast(value => value !== undefined);
    if (!isMap(top)) return;
    if (TAKEN_WHOLE.test(route)) return;
    if (route) routes.push(route);
    const keys = new Set(values.filter(isMap).flatMap(value => Object.keys(value)).filter(key => NAME.test(key)));
    for (const key of keys) walk(values.map(value => (isMap(value) ? value[key] : undefined)), route ? `${route}.${key}` : key);
  };
  walk(trees, '');
  return routes;
}

const isMap = value => value !== null && typeof value === 'object' && !Array.isArray(value);

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
  const asked = ['validate', '--format', 'json', '--backstage', options.line, ...flags, ...files];
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
  const trees = files.map(file => tree(fs.readFileSync(file, 'utf8')));
  const bottom = { app: {}, backend: {} };
  for (const part of ['app', 'backend']) {
    if (!withImage && !trees.some(tree => there(tree, `${part}.baseUrl`))) bottom[part].baseUrl = 'http://localhost:7007';
  }
  const own = { listen: { host: '127.0.0.1', port: 0 }, database: { client: 'better-sqlite3', connection: ':memory:' } };
  const without = data => (isMap(data?.backend) ? { ...data, backend: Object.fromEntries(Object.entries(data.backend).filter(([key]) => !(key in own))) } : data);
  const theirs = configs.map(({ data, context }) => ({ data: without(data), context }));
  return [{ context: 'bottom.yaml', data: bottom }, ...theirs, { context: 'top.yaml', data: { backend: own } }];
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
    const worker = fork(new URL('./boot.mjs', import.meta.url), [options.cache], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
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
/** What holds for another release cannot be held against this one. */
const ofLine = it => it.backstage === undefined || `${it.backstage}.`.startsWith(`${options.line}.`);
const chosen = all.filter(it => ofLine(it) && (!options.only || it.name.includes(options.only)));
const looked = chosen.filter(it => !carries(it));

/**
 * A part of a configuration says nothing about what is not in it, and Backstage takes it for the whole. Where the two disagree about
 * one, the program is asked again with the part as the whole.
 */
async function asWhole(it, at) {
  const names = Object.keys(it.files ?? {});
  if (at.below.length > 0 || names.includes('app-config.yaml') || names.length === 0) return undefined;
  const [first, ...rest] = Object.entries(it.files);
  const whole = { ...it, files: Object.fromEntries([['app-config.yaml', first[1]], ...rest]) };
  return said(written(whole, `${at.folder}-whole`, templates), whole);
}

async function compared(it, number) {
  const at = written(it, path.join(options.work, String(number)), templates);
  const files = [...at.below, ...at.files.map(name => path.join(at.folder, name))];
  const texts = files.map(file => fs.readFileSync(file, 'utf8'));
  const { variables, made } = environment(it, texts, text => tree(text));
  const [ours, theirs] = await Promise.all([said(at, it), loaded(files, variables)]);
  const answer = (by, refused, test) => judged(it, at, ours, by, refused.filter(text => !judge.ofHole(text, made, it, texts.map(tree))), test);
  if (theirs.refused !== undefined) return answer('loader', [theirs.refused], (text, told) => judge.loader(text, told, at));
  const { refused = [] } = await pool.boot(around(files, theirs.configs, at.below.length > 0), variables);
  // What cannot be made for one plugin cannot for the next, in the same words.
  const causes = new Set(refused.map(text => text.replace(/^Failed to instantiate service .* threw an error, \w+: /, '')));
  return answer('backend', [...causes], (text, told) => judge.backend(text, told, texts.map(tree)));
}

/** Notes that name what is not here yet or is no configuration, so that nothing of it is judged. */
const UNSEEN = new Set(['github-app-incomplete', 'include-not-found', 'left-alone', 'not-read', 'placeholder', 'several-documents', 'yaml-syntax']);
const isNamed = ours => ours.findings.some(finding => finding.severity === 'note' && UNSEEN.has(finding.rule));
/** Files that Backstage never loads together, which are loaded together here. */
const APART = new Set(['the two are never loaded together']);

async function judged(it, at, ours, by, refused, test) {
  if (refused.length > 0 && (isNamed(ours) || APART.has(it.because))) return { it, ours, by, wrong: [], refused };
  if (refused.length === 0) return { it, ours, by: 'nobody', wrong: [], refused };
  let wrong = refused.flatMap(text => test(text, ours));
  const whole = wrong.length > 0 ? await asWhole(it, at) : undefined;
  if (whole) wrong = refused.flatMap(text => test(text, { ...whole, findings: [...whole.findings.map(renamed(at)), ...ours.findings] }));
  return { it, ours, by, wrong, refused };
}

const renamed = at => finding => (finding.file === 'app-config.yaml' ? { ...finding, file: at.files[0] } : finding);

function tree(text) {
  try {
    return yaml.parse(text, { logLevel: 'error' }) ?? {};
  } catch {
    return {};
  }
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
