// What stands below what `init` wrote: the files of an image, or of a Backstage that has little of its own.
import fs from 'node:fs';
import path from 'node:path';

import { layers, layersOfPresets, readAsDocker } from '../backstage/image.mjs';

/** In place of the v2 image's folder for its data. */
const KEPT = `
backend:
  database: { client: better-sqlite3, connection: ':memory:' }
`;

/** What every new app has, as far as a backend reads it. */
const PLAIN = `
app: { title: Portal, baseUrl: http://localhost:3000 }
organization: { name: Acme }
backend:
  baseUrl: http://localhost:7007
  listen: { port: 7007 }
  cors: { origin: http://localhost:3000, credentials: true }
  database: { client: better-sqlite3, connection: ':memory:' }
catalog: { rules: [{ allow: [Component, System, API, Resource, Location, User, Group] }] }
permission: { enabled: true, rbac: { policies-csv-file: '\${RBAC_POLICY_PATH}' } }
`;

export function below({ templates, target, out, work }, row) {
  if (target === 'v1') return layers(path.join(templates, 'v1/layers'), row.profile);
  if (target === 'v2') {
    const { VEECODE_PRESETS } = readAsDocker(path.join(out, '.env'));
    const presets = VEECODE_PRESETS.split(/[,\s]+/).filter(Boolean);
    return [...layersOfPresets(path.join(templates, 'v2/layers'), presets), own(work, 'database.yaml', KEPT)];
  }
  return [own(work, 'app-config.yaml', PLAIN)];
}

function own(folder, name, text) {
  const file = path.join(folder, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}
