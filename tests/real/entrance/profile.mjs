// Which mail address Backstage's own modules keep of a profile, beside what a rehearsal says: `node profile.mjs MODULES PROGRAM FOLDER RELEASE`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, program, folder, release] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, 'package.json'));
const authenticator = name => require(`@backstage/plugin-auth-backend-module-${name}-provider`)[`${name}Authenticator`];
const github = require('passport-github2/lib/profile');

// The profile as each module's strategy makes it of the provider's answer (`userProfile`).
const PROFILES = {
  github: json => ({ ...github.parse(json), _json: json }),
  gitlab: json => ({ id: String(json.id), username: json.username, emails: [{ value: json.email }], _json: json }),
  microsoft: json => ({ id: json.id, emails: [{ type: 'work', value: json.mail || json.userPrincipalName }], _json: json }),
  oidc: json => ({ userinfo: json }),
};
const verified = [undefined, true, false, 'true', 'false', null];
const ANSWERS = {
  github: [{ login: 'ada', id: 7, email: 'ada@acme.test' }, { login: 'ada', id: 7, email: null }, ...verified.map(email_verified => ({ login: 'ada', id: 7, email: 'ada@acme.test', email_verified }))],
  gitlab: [{ username: 'ada', id: 7 }, ...verified.map(email_verified => ({ username: 'ada', id: 7, email: 'ada@acme.test', email_verified }))],
  microsoft: [{ id: '7', mail: null, userPrincipalName: 'ada@acme.test' }, { id: '7', mail: 'a@acme.test', userPrincipalName: 'ada@acme.test' }, { id: '7' }],
  oidc: [{ sub: '7' }, ...verified.map(email_verified => ({ sub: '7', email: 'ada@acme.test', email_verified }))],
};

const block = { clientId: 'portal', clientSecret: 'secret-of-nobody-0123456789', tenantId: 'acme', metadataUrl: 'https://id.acme.test', signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] } };

/** What a rehearsal says that the portal is told. */
function rehearsed(name, answer) {
  const config = { app: { baseUrl: 'http://localhost:7007' }, backend: { baseUrl: 'http://localhost:7007' }, auth: { environment: 'production', providers: { [name]: { production: block } } } };
  fs.writeFileSync(path.join(folder, 'app-config.yaml'), JSON.stringify(config));
  fs.writeFileSync(path.join(folder, 'profile.json'), JSON.stringify(answer));
  const flags = ['rehearse', '.', '--profile-json', 'profile.json', '--backstage', release, '--format', 'json', '--no-input'];
  try {
    return execFileSync(program, flags, { cwd: folder, env: { HOME: folder, PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // Nobody is in a catalog that is not there.
    if (![1, 3].includes(error.status)) throw error;
    return error.stdout;
  }
}

let compared = 0;
for (const [name, answers] of Object.entries(ANSWERS)) {
  for (const answer of answers) {
    const { profile } = await authenticator(name).defaultProfileTransform({ fullProfile: PROFILES[name](answer), session: {} });
    const { told } = JSON.parse(rehearsed(name, answer));
    assert.equal(told.email ?? undefined, profile.email || undefined, `${name} of ${release}: ${JSON.stringify(answer)}`);
    compared += 1;
  }
}
console.log(`profiles: ${compared} alike`);
