// What Backstage's own modules send to a sign-in provider, beside what a rehearsal sends: `node ask.mjs MODULES PROGRAM FOLDER`. Every
// provider is asked for with the same block; addresses, names and values have to be the same, but for what is drawn anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, program, folder] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, 'package.json'));
const { createOAuthRouteHandlers } = require('@backstage/plugin-auth-node');
const { ConfigReader } = require('@backstage/config');
const authenticator = name => require(`@backstage/plugin-auth-backend-module-${name}-provider`)[`${name}Authenticator`];

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

// An OpenID Connect server as far as its description; nobody is sent further.
const server = http.createServer((request, response) => {
  const url = `http://${request.headers.host}`;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({
    issuer: url, authorization_endpoint: `${url}/auth?tenant=1`, token_endpoint: `${url}/token`, userinfo_endpoint: `${url}/me`, jwks_uri: `${url}/keys`,
  }));
});
const issuer = `http://127.0.0.1:${await listen(server)}`;
const spare = http.createServer();
const port = await listen(spare);
spare.close();
const portal = `http://localhost:${port}`;

const client = { clientId: 'portal', clientSecret: 'secret-of-nobody-0123456789', signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] } };
// `page` is what Backstage's sign-in page asks for (core-app-api).
const CASES = [
  { name: 'github', page: 'read:user', block: { ...client } },
  { name: 'github', page: 'read:user', block: { ...client, enterpriseInstanceUrl: 'https://ghe.acme.test/', additionalScopes: 'read:org, user:email', scope: 'repo' } },
  { name: 'gitlab', page: 'read_user', block: { ...client } },
  { name: 'gitlab', page: 'read_user', block: { ...client, audience: 'https://gitlab.acme.test', additionalScopes: ['openid', 'read_user'] } },
  { name: 'microsoft', page: 'openid offline_access profile email User.Read', block: { ...client, tenantId: 'acme' } },
  { name: 'microsoft', page: 'openid offline_access profile email User.Read', block: { ...client, tenantId: 'acme', domainHint: 'acme.test', additionalScopes: ['Calendars.Read'] } },
  { name: 'oidc', page: '', block: { ...client, metadataUrl: issuer } },
  { name: 'oidc', page: '', block: { ...client, metadataUrl: `${issuer}/.well-known/openid-configuration`, prompt: 'auto', additionalScopes: ['groups'], callbackUrl: `${portal}/api/auth/oidc/handler/frame` } },
  { name: 'oidc', page: '', block: { ...client, metadataUrl: issuer, prompt: 'login', startUrlSearchParams: { kc_idp_hint: 'acme', max_age: '60' } } },
];

/** Where the module sends the browser. */
async function byModule({ name, page, block }) {
  const handlers = createOAuthRouteHandlers({
    authenticator: authenticator(name),
    config: new ConfigReader(block),
    baseUrl: `${portal}/api/auth`,
    appUrl: portal,
    providerId: name,
    isOriginAllowed: () => true,
  });
  const query = { env: 'production', origin: portal, flow: 'popup', ...(page && { scope: page }) };
  return new Promise((resolve, reject) => {
    const res = { cookie() {}, clearCookie() {}, setHeader: (key, value) => key === 'Location' && resolve(new URL(value)), end() {} };
    const req = res.req = { query, session: {}, cookies: {}, get: () => undefined, method: 'GET', url: '/start', res };
    handlers.start(req, res).catch(reject);
  });
}

/** Where a rehearsal sends it. */
async function byRehearsal({ name, block }) {
  const note = path.join(folder, 'opened');
  fs.rmSync(note, { force: true });
  const config = {
    app: { baseUrl: portal },
    backend: { baseUrl: portal },
    auth: { environment: 'production', session: { secret: 'session-of-nobody-0123456789' }, providers: { [name]: { production: block } } },
  };
  fs.writeFileSync(path.join(folder, 'app-config.yaml'), JSON.stringify(config));
  // The program takes no browser out of the folder that it stands in.
  const browser = `${folder}.browser`;
  fs.writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" >'${note}.new' && mv '${note}.new' '${note}'\n`, { mode: 0o755 });
  const flags = ['github.com', 'api.github.com', 'ghe.acme.test', 'gitlab.com', 'gitlab.acme.test', 'login.microsoftonline.com', 'graph.microsoft.com'].flatMap(host => ['--only-host', host]);
  const child = spawn(program, ['rehearse', '.', '--only-host', issuer.slice(7), ...flags, '--patience', '20'], {
    cwd: folder, env: { PATH: process.env.PATH, HOME: folder, BROWSER: browser }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', data => (said += data));
  child.stderr.on('data', data => (said += data));
  try {
    for (let tries = 0; !fs.existsSync(note); tries += 1) {
      if (tries > 100 || child.exitCode !== null) throw new Error(`no page was opened: ${said}`);
      await wait(50);
    }
    const page = new URL(fs.readFileSync(note, 'utf8'));
    const location = await new Promise((resolve, reject) =>
      http.get({ host: '127.0.0.1', port, path: page.pathname, headers: { host: page.host } }, answer => resolve(answer.headers.location)).on('error', reject));
    return new URL(location);
  } finally {
    child.kill('SIGINT');
    if (child.exitCode === null) await new Promise(resolve => child.once('exit', resolve));
  }
}

/** The address as it can be compared: what is drawn anew by its length alone. */
function comparable(url) {
  const query = Object.fromEntries([...url.searchParams].sort());
  const state = Object.fromEntries(new URLSearchParams(Buffer.from(query.state, 'hex').toString()));
  state.nonce = state.nonce.length;
  for (const drawn of ['nonce', 'code_challenge']) if (drawn in query) query[drawn] = query[drawn].length;
  return { to: url.origin + url.pathname, query: { ...query, state } };
}

for (const one of CASES) {
  const [theirs, ours] = [comparable(await byModule(one)), comparable(await byRehearsal(one))];
  assert.deepEqual(ours, theirs, one.name);
  console.log(`${one.name}: ${Object.keys(theirs.query).join(' ')}`);
}
server.close();
