// GitHub on the loopback address, as an Enterprise server is laid out: `node github.mjs CACHE PORT CALLBACK KEY`. An independent
// emulator has its pages and its REST, and so decides who reads a private file; the questions that the catalog asks by GraphQL are
// answered out of that REST here. KEY is where the private key of an App is put.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { front } from './front.mjs';
import { SHOP } from './shop.mjs';

const [cache, port, callback, keyFile] = process.argv.slice(2);
const { createEmulator } = await import(path.resolve(cache, 'node_modules/emulate/dist/api.js'));
const baseUrl = `http://127.0.0.1:${port}`;
/** Of the old form: one of today's ends in a checksum, which is a fact of GitHub and not of the emulator. */
const TOKEN = 'c0ffee'.repeat(7).slice(0, 40);
const SCOPES = ['repo', 'read:org', 'read:user', 'user:email'];
const APP = { id: 998877, client: 'Iv23liLoopbackPortal', installation: 4711 };
const CLIENT_SECRET = '0123456789abcdef0123456789abcdef01234567';
const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
fs.writeFileSync(keyFile, privateKey, { mode: 0o600 });
const client = id => ({ client_id: id, client_secret: CLIENT_SECRET, name: 'Portal', redirect_uris: [callback] });

const people = ['ada', 'bob', 'carol'];
await createEmulator({
  service: 'github',
  port: Number(port) + 1,
  baseUrl,
  seed: {
    tokens: { [TOKEN]: { login: 'ada', scopes: SCOPES } },
    github: {
      users: people.map(login => ({ login, name: login, email: `${login}@acme.test` })),
      orgs: [{ login: 'acme', name: 'Acme', members: people.map(login => ({ login, role: login === 'ada' ? 'admin' : 'member' })) }],
      repos: [{ owner: 'acme', name: 'shop', private: true }],
      oauth_apps: [client('Ov23liLoopbackPortal'), client(APP.client)],
      apps: [{
        app_id: APP.id, slug: 'acme-portal', name: 'Acme portal', private_key: privateKey,
        permissions: { contents: 'read', metadata: 'read', statuses: 'read', members: 'read' },
        installations: [{ installation_id: APP.installation, account: 'acme' }],
      }],
    },
  },
});
const rest = async (route, authorization, options = {}) => {
  const answer = await fetch(emulatorAt + route, { ...options, headers: { authorization, accept: 'application/json', 'content-type': 'application/json' } });
  if (!answer.ok) throw Object.assign(new Error(`${route} answered ${answer.status}`), { status: answer.status });
  return answer.status === 204 ? undefined : answer.json();
};
const emulatorAt = `http://127.0.0.1:${Number(port) + 1}`;
const mine = `Bearer ${TOKEN}`;
await rest('/orgs/acme/teams', mine, { method: 'POST', body: JSON.stringify({ name: 'platform', privacy: 'closed' }) });
for (const login of ['ada', 'bob']) await rest(`/orgs/acme/teams/platform/memberships/${login}`, mine, { method: 'PUT', body: '{}' });
const described = { message: 'Describe the shop', content: Buffer.from(SHOP).toString('base64') };
await rest('/repos/acme/shop/contents/catalog-info.yaml', mine, { method: 'PUT', body: JSON.stringify(described) });

const page = nodes => ({ pageInfo: { hasNextPage: false, endCursor: null }, nodes });
async function person(login) {
  const { avatar_url, bio, node_id, name } = await rest(`/users/${login}`, mine);
  // Whom an App reads, and mostly whom a token reads, has no mail address.
  return { avatarUrl: avatar_url, bio, email: '', id: node_id, login, name, organizationVerifiedDomainEmails: [] };
}
const all = async route => Promise.all((await rest(route, mine)).map(({ login }) => person(login)));

const QUESTIONS = [
  // Nobody's description is found; the shop's is read by its address.
  [/\brepositoryOwner\(/, async ({ org }) => ({ repositoryOwner: { login: org, repositories: page([]) } })],
  [/\bmembersWithRole\(/, async ({ org }) => ({ organization: { membersWithRole: page(await all(`/orgs/${org}/members?per_page=100`)) } })],
  [/\bteams\(first: \$teamsPageSize/, async ({ org }) => {
    const teams = (await rest(`/orgs/${org}/teams?per_page=100`, mine)).filter(({ slug }) => slug === 'platform');
    return { organization: { teams: page(await Promise.all(teams.map(async ({ slug, name, description }) => ({
      slug, combinedSlug: `${org}/${slug}`, name, description, avatarUrl: '', editTeamUrl: '', parentTeam: null,
      members: page(await all(`/orgs/${org}/teams/${slug}/members?per_page=100`)),
    })))) } };
  }],
];

/** The emulator takes any word for a token of somebody. Whose these are is known. */
const readers = new Set([TOKEN]);
const bearer = headers => /^(?:Bearer|token) (.*)$/i.exec(headers.authorization ?? '')?.[1];
const stranger = { status: 401, body: { message: 'Bad credentials' } };

/** A token for an installation, for who signed as the App in the last minutes; the emulator judges the signature. */
async function installed({ headers, body }) {
  const { iss, iat, exp } = JSON.parse(Buffer.from(bearer(headers)?.split('.')[1] ?? 'e30', 'base64url'));
  const now = Date.now() / 1000;
  if (String(iss) !== String(APP.id) || !(iat <= now + 60 && exp > now && exp - now <= 600)) {
    return { status: 401, body: { message: "'Expiration time' claim ('exp') is too far in the future" } };
  }
  const answer = await fetch(`${emulatorAt}/app/installations/${APP.installation}/access_tokens`, { method: 'POST', headers: { authorization: headers.authorization }, body });
  const told = await answer.json();
  if (answer.ok) readers.add(told.token);
  return { status: answer.status, body: told };
}

/** A private file is not there for who may not read it. */
function file({ headers }) {
  if (!bearer(headers)) return { status: 404, body: { message: 'Not Found' } };
  return readers.has(bearer(headers)) ? '' : stranger;
}

async function graphql({ headers, body }) {
  if (!readers.has(bearer(headers))) return stranger;
  const { query, variables } = JSON.parse(body);
  const answer = QUESTIONS.find(([asked]) => asked.test(query))?.[1];
  if (!answer) {
    console.error(`nobody expected the question ${query}`);
    return { status: 400, body: { message: 'not a question of the catalog' } };
  }
  try {
    return { body: { data: await answer(variables) } };
  } catch (error) {
    return { status: error.status ?? 500, body: { message: error.message } };
  }
}

/** What the emulator has under the organisation alone. */
async function membership({ found, headers }) {
  const authorization = (headers.authorization ?? '').replace(/^token /i, 'Bearer ');
  const { login } = await rest('/user', authorization);
  return { body: await rest(`/orgs/${found[1]}/memberships/${login}`, authorization) };
}

await front(Number(port), emulatorAt, [
  ['GET', /^\/api\/v3\/user\/memberships\/orgs\/([^/]+)$/, membership],
  ['POST', /^\/api\/graphql$/, graphql],
  ['POST', new RegExp(`^/api/v3/app/installations/${APP.installation}/access_tokens$`), installed],
  ['GET', /^\/api\/v3(?=\/repos\/[^/]+\/[^/]+\/contents\/)/, file],
  ['GET', /^\/raw\//, () => ({ status: 404, text: '404: Not Found' })],
  ...['GET', 'POST', 'PATCH', 'HEAD'].flatMap(method => [
    [method, /^\/api\/v3(?=\/)/, ''],
    [method, /^(?=\/(?:login|settings)\/)/, ''],
    [method, /^\/(?=_emulate\/)/, '/'],
  ]),
], { 'x-oauth-scopes': SCOPES.join(', ') });
console.log(`READY ${baseUrl} ${TOKEN} ${APP.id} ${APP.client}`);
