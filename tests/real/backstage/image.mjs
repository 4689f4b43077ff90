// What the v1 image does before Backstage reads its configuration: which files it loads, in which order, and what its
// start script sets in the environment.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The files below the operator's own layer, in the image's order. */
export function layers(folder, profile) {
  const names = ['', '.production', `.${profile}`, '.distro'].map(name => path.join(folder, `app-config${name}.yaml`));
  // A profile that the image does not know loads nothing.
  return names.filter(name => profile !== 'none' || !name.endsWith('.none.yaml'));
}

/** The same of the v2 image, for presets in their order; some bring no file. */
export function layersOfPresets(folder, presets) {
  const names = ['', '.production', '.distro', ...presets.map(preset => `.preset-${preset}`)];
  return names.map(name => path.join(folder, `app-config${name}.yaml`)).filter(file => fs.existsSync(file));
}

/** Reads a file of variables as `docker run --env-file` does: no quotes, no escapes. */
export function readAsDocker(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Reads the same file as a shell does, and keeps the names that the file sets. */
export function readAsShell(file, names) {
  const told = spawnSync('sh', ['-c', 'set -a; . "$1"; env -0', 'sh', path.resolve(file)], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  if (told.status !== 0) throw new Error(`sh refuses ${file}: ${told.stderr.trim()}`);
  const all = told.stdout.split('\0').map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
  return Object.fromEntries(all.filter(([name]) => names.includes(name)));
}

/** Names of the variables that the two readers do not agree on. Values stay out of the answer: they may be secret. */
export function disagreements(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(name => one[name] !== other[name]).sort();
}

/** What the image's start script makes of the variables. */
export function started(variables, profile) {
  const environment = { NODE_ENV: 'production', ...variables };
  const fill = (name, value) => {
    if (!environment[name] && value) environment[name] = value;
  };
  if (profile === 'github') {
    fill('GITHUB_AUTH_CLIENT_ID', environment.GITHUB_CLIENT_ID);
    fill('GITHUB_AUTH_CLIENT_SECRET', environment.GITHUB_CLIENT_SECRET);
    const encoded = environment.GITHUB_PRIVATE_KEY_BASE64;
    if (encoded) environment.GITHUB_PRIVATE_KEY = Buffer.from(encoded, 'base64').toString('utf8');
  }
  if (profile === 'ldap-ad') {
    fill('LDAP_TLS_REJECT_UNAUTHORIZED', 'true');
    fill('LDAP_SYNC_FREQUENCY', 'PT1H');
  }
  return environment;
}
