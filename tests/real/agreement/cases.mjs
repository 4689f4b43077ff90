// The corpus of the rules, and more cases of the same form, as files on a disk with what the portal would load below them.
import fs from 'node:fs';
import path from 'node:path';

import { started } from '../backstage/image.mjs';

const CARRIERS = /^(apiVersion|kind|services|upstream|global|appConfig)\s*:|^ +appConfig\s*:/m;

/** Every case with where it comes from; what is not a configuration itself but carries one stays out. */
export function corpus(yaml, folders) {
  const files = folders.flatMap(folder => fs.readdirSync(folder).filter(name => name.endsWith('.yaml')).sort().map(name => path.join(folder, name)));
  return files.flatMap(file => {
    const { fires = [], almost = [], cases = [] } = parsed(yaml, fs.readFileSync(file, 'utf8'), file);
    const rule = path.basename(file, '.yaml');
    const told = (list, kind) => list.map((it, number) => ({ ...it, rule, kind, name: `${rule} ${kind} ${number + 1}` }));
    return [...told(fires, 'fires'), ...told(almost, 'almost'), ...told(cases, 'cases')];
  });
}

/** A bare `-` in a list in brackets is text to the corpus' own reader and none to this one. */
function parsed(yaml, text, file) {
  try {
    // A release is a name, though it looks like a number.
    const named = text.replaceAll(/^( *backstage): ([\d.]+)$/gm, "$1: '$2'");
    return yaml.parse(named.replaceAll(/^ *finds: \[.*\]$/gm, line => line.replaceAll(/(?<=[[ ])-(?=[,\]])/g, "'-'")), { logLevel: 'error' });
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

export function carries(it) {
  return Object.values(it.files ?? {}).some(text => CARRIERS.test(text));
}

/** Writes a case's files and tells how both sides are asked. */
export function written(it, folder, templates) {
  const files = Object.keys(it.files ?? {}).length > 0 ? it.files : { 'app-config.local.yaml': '' };
  for (const [name, text] of Object.entries({ ...it.beside, ...files, ...(it.dotenv === undefined ? {} : { '.env': it.dotenv }) })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const flags = [
    ...(it.profile ? ['--profile', it.profile] : []),
    ...(it.presets?.length ? ['--presets', it.presets.join(',')] : []),
    ...(it.stage ? ['--stage', it.stage] : []),
    ...(it.dotenv === undefined ? [] : ['--env-file', '.env']),
    ...(it.env === undefined ? [] : ['--process-env']),
  ];
  return { folder, flags, files: Object.keys(files), below: below(it, templates) };
}

/** The image's files, or none. */
function below(it, templates) {
  const v1 = name => path.join(templates, 'v1/layers', `app-config${name}.yaml`);
  const v2 = name => path.join(templates, 'v2/layers', `app-config${name}.yaml`);
  const profile = profileOf(it);
  const presets = presetsOf(it);
  if (presets.length > 0) return ['', '.production', '.distro', ...presets.map(preset => `.preset-${preset}`)].map(v2).filter(fs.existsSync);
  if (profile) return ['', '.production', `.${profile}`, '.distro'].map(v1).filter(fs.existsSync);
  return [];
}

const presetsOf = it => (it.presets?.length ? it.presets : it.profile ? [] : (variables(it).VEECODE_PRESETS ?? '').split(',').filter(Boolean));
const profileOf = it => it.profile ?? (presetsOf(it).length > 0 ? undefined : variables(it).VEECODE_PROFILE);

function variables(it) {
  return { ...readDotenv(it.dotenv ?? ''), ...it.env };
}

/** The usual reading of a file of variables: quotes around a whole value go. */
function readDotenv(text) {
  const lines = text.split(/\r?\n/).map(line => line.match(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]));
}

/** What the variables are; where nobody said, something of the right form stands in (`made`). */
export function environment(it, texts, tree) {
  const told = started(variables(it), profileOf(it));
  if (it.dotenv !== undefined || it.env !== undefined) return { variables: told, made: [] };
  const filled = Object.fromEntries(texts.flatMap(text => named(tree(text), '')).map(([name, route]) => [name, formed(name, route)]));
  return { variables: { ...filled, ...told }, made: Object.values(filled) };
}

/** The variables that a tree names, each with where. */
function named(value, route) {
  if (typeof value === 'string') {
    const names = route.endsWith('.$env') ? [value] : [...value.matchAll(/\$\{\s*(\w+)\s*(?::-[^{}]*)?\}/g)].map(found => found[1]);
    return names.map(name => [name, route]);
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => named(inner, `${route}.${key}`));
}

/** By where it stands, then by its name. */
const FORMS = [
  [/github\..*\.host /, 'github.com'],
  [/gitlab\..*\.host /, 'gitlab.com'],
  [/azure.*\.host /i, 'dev.azure.com'],
  [/LDAP.*URL$/, 'ldaps://ldap.acme.test'],
  [/(URL|ORIGIN|ENDPOINT|TARGET)$/, 'https://some.acme.test'],
  [/GITHUB.*HOST$/, 'github.com'],
  [/GITLAB.*HOST$/, 'gitlab.com'],
  [/(AZURE|DEVOPS).*HOST$/, 'dev.azure.com'],
  [/HOST$/, 'some.acme.test'],
  [/FREQUENCY|TIMEOUT|INTERVAL|DELAY/, 'PT1H'],
  [/appId |APP_ID/, '12345'],
  [/PORT$/, '7007'],
  [/PATTERN/, '.*'],
  [/VERIFY|REJECT|ENABLED|SKIP|INSECURE/, 'true'],
];
const formed = (name, route) => FORMS.find(([form]) => form.test(`${route} ${name}`))?.[1] ?? `some-${name.toLowerCase().replaceAll('_', '-')}`;
