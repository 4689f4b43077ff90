// GitHub on the loopback address, as an Enterprise server is laid out: `node github.mjs CACHE PORT CALLBACK`. An independent
// emulator has its pages and its REST; the two questions that the catalog asks by GraphQL are answered out of that REST here.
import path from 'node:path';

import { front } from './front.mjs';

const [cache, port, callback] = process.argv.slice(2);
const { createEmulator } = await import(path.resolve(cache, 'node_modules/emulate/dist/api.js'));
const baseUrl = `http://127.0.0.1:${port}`;
/** Of the old form: one of today's ends in a checksum, which is a fact of GitHub and not of the emulator. */
const TOKEN = 'c0ffee'.repeat(7).slice(0, 40);
const SCOPES = ['repo', 'read:org', 'read:user', 'user:email'];

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
      repos: [{ owner: 'acme', name: 'shop' }],
      oauth_apps: [{ client_id: 'Ov23liLoopbackPortal', client_secret: '0123456789abcdef0123456789abcdef01234567', name: 'Portal', redirect_uris: [callback] }],
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

const page = nodes => ({ pageInfo: { hasNextPage: false, endCursor: null }, nodes });
async function person(login, authorization) {
  const { avatar_url, bio, node_id, name } = await rest(`/users/${login}`, authorization);
  // Whom an App reads, and mostly whom a token reads, has no mail address.
  return { avatarUrl: avatar_url, bio, email: '', id: node_id, login, name, organizationVerifiedDomainEmails: [] };
}
const all = async (route, authorization) => Promise.all((await rest(route, authorization)).map(({ login }) => person(login, authorization)));

const QUESTIONS = [
  // Nobody has described anything yet.
  [/\brepositoryOwner\(/, async ({ org }) => ({ repositoryOwner: { login: org, repositories: page([]) } })],
  [/\bmembersWithRole\(/, async ({ org }, authorization) => ({ organization: { membersWithRole: page(await all(`/orgs/${org}/members?per_page=100`, authorization)) } })],
  [/\bteams\(first: \$teamsPageSize/, async ({ org }, authorization) => {
    const teams = (await rest(`/orgs/${org}/teams?per_page=100`, authorization)).filter(({ slug }) => slug === 'platform');
    return { organization: { teams: page(await Promise.all(teams.map(async ({ slug, name, description }) => ({
      slug, combinedSlug: `${org}/${slug}`, name, description, avatarUrl: '', editTeamUrl: '', parentTeam: null,
      members: page(await all(`/orgs/${org}/teams/${slug}/members?per_page=100`, authorization)),
    })))) } };
  }],
];

async function graphql({ headers, body }) {
  const { query, variables } = JSON.parse(body);
  const answer = QUESTIONS.find(([asked]) => asked.test(query))?.[1];
  if (!answer) {
    console.error(`nobody expected the question ${query}`);
    return { status: 400, body: { message: 'not a question of the catalog' } };
  }
  const authorization = (headers.authorization ?? '').replace(/^token /i, 'Bearer ');
  try {
    await rest('/user', authorization);
    return { body: { data: await answer(variables, authorization) } };
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
  ...['GET', 'POST', 'PATCH', 'HEAD'].flatMap(method => [
    [method, /^\/api\/v3(?=\/)/, ''],
    [method, /^(?=\/(?:login|settings)\/)/, ''],
    [method, /^\/(?=_emulate\/)/, '/'],
  ]),
], { 'x-oauth-scopes': SCOPES.join(', ') });
console.log(`READY ${baseUrl} ${TOKEN}`);
