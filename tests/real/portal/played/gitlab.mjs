// A GitLab of one's own, strict and ours: `node gitlab.mjs PORT FOLDER HOST CALLBACK`. It knows what sign-in, the catalog's readers and
// the program's proofs ask, by GitLab's documentation, and refuses anything else aloud. PORT has TLS, PORT+1 has none, for the person's
// browser; PORT+2 is a proxy to HOST.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { front } from './front.mjs';
import { proxy } from './proxy.mjs';
import { SHOP } from './shop.mjs';

const [given, folder, host, callback] = process.argv.slice(2);
const port = Number(given);
const base = `https://${host}`;
const TOKEN = 'glpat-loopbackLoopback0123';
const CLIENT = crypto.createHash('sha256').update('loopback portal').digest('hex');
const SECRET = `gloas-${crypto.createHash('sha256').update('loopback secret').digest('hex')}`;

const people = ['ada', 'bob', 'carol'].map((username, number) => ({
  id: number + 1, username, name: username, state: 'active', email: `${username}@acme.test`, public_email: '', web_url: `${base}/${username}`, avatar_url: null,
}));
const groups = [
  { id: 7, name: 'acme', path: 'acme', full_path: 'acme', description: '', visibility: 'private', parent_id: null, web_url: `${base}/groups/acme`, members: ['ada', 'bob', 'carol'] },
  { id: 8, name: 'platform', path: 'platform', full_path: 'acme/platform', description: '', visibility: 'private', parent_id: 7, web_url: `${base}/groups/acme/platform`, members: ['ada', 'bob'] },
];
const codes = new Map();
const sessions = new Map();
const refreshes = new Map();

const refused = { status: 401, body: { message: '401 Unauthorized' } };
const bearer = headers => headers['private-token'] ?? (headers.authorization ?? '').replace(/^Bearer /, '');
const reader = answer => async asked => (bearer(asked.headers) === TOKEN ? answer(asked) : refused);
const whose = headers => (bearer(headers) === TOKEN ? people[0] : people.find(({ username }) => username === sessions.get(bearer(headers))));
const found = path => groups.find(({ full_path, id }) => full_path === decodeURIComponent(path) || String(id) === path);
const shown = ({ members, ...group }) => group;
const missing = { status: 404, body: { message: '404 Group Not Found' } };

function authorize({ url }) {
  const { client_id, redirect_uri, response_type, state, scope } = Object.fromEntries(url.searchParams);
  if (client_id !== CLIENT) return page(401, 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.');
  if (redirect_uri !== callback) return page(200, 'The redirect URI included is not valid.');
  if (response_type !== 'code' || !/\bread_user\b/.test(scope ?? '')) return page(400, 'The requested scope is invalid, unknown, or malformed.');
  const field = ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`;
  const form = name => `<form action="/oauth/person" method="post">${Object.entries({ login: name, state, redirect_uri }).map(field).join('')}<button>Authorize</button></form>`;
  return page(200, people.map(({ username }) => form(username)).join(''));
}

const page = (status, text) => ({ status, html: `<!doctype html><title>GitLab</title>${text}` });

function person({ body }) {
  const { login, state, redirect_uri } = Object.fromEntries(new URLSearchParams(body));
  const code = crypto.randomUUID();
  codes.set(code, login);
  const to = new URL(redirect_uri);
  to.search = new URLSearchParams({ code, state });
  return { status: 302, location: to.href };
}

function token({ body, headers }) {
  const basic = /^Basic (.*)$/.exec(headers.authorization ?? '')?.[1];
  const [id, secret] = basic ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent) : [];
  const form = { client_id: id, client_secret: secret, ...Object.fromEntries(new URLSearchParams(body)) };
  if (form.client_id !== CLIENT || form.client_secret !== SECRET) return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.' } };
  const given = form.grant_type === 'refresh_token' ? refreshes : codes;
  const login = given.get(form.grant_type === 'refresh_token' ? form.refresh_token : form.code);
  if (!login || (form.grant_type === 'authorization_code' && form.redirect_uri !== callback)) {
    return { status: 400, body: { error: 'invalid_grant', error_description: 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.' } };
  }
  given.delete(form.refresh_token ?? form.code);
  const [access_token, refresh_token] = [crypto.randomUUID(), crypto.randomUUID()];
  sessions.set(access_token, login);
  refreshes.set(refresh_token, login);
  return { body: { access_token, refresh_token, token_type: 'Bearer', expires_in: 7200, scope: 'read_user', created_at: Math.floor(Date.now() / 1000) } };
}

const user = headers => {
  const who = whose(headers);
  return who ? { body: who } : refused;
};
const members = ({ found: [, path] }) => {
  const group = found(path);
  return group ? { body: people.filter(({ username }) => group.members.includes(username)).map(one => ({ ...one, access_level: 30 })) } : missing;
};

const QUESTIONS = {
  listDescendantGroups: () => ({
    descendantGroups: {
      nodes: groups.slice(1).map(({ id, name, description, full_path, visibility, parent_id }) => ({
        id: `gid://gitlab/Group/${id}`, name, description, fullPath: full_path, visibility, parent: { id: `gid://gitlab/Group/${parent_id}` },
      })),
      pageInfo: { endCursor: null, hasNextPage: false },
    },
  }),
  getGroupMembers: ({ group }) => ({
    groupMembers: {
      nodes: people.filter(({ username }) => found(group).members.includes(username)).map(({ id, username, name, state, web_url }) => ({
        user: { id: `gid://gitlab/User/${id}`, username, publicEmail: '', name, state, webUrl: web_url, avatarUrl: null },
      })),
      pageInfo: { endCursor: null, hasNextPage: false },
    },
  }),
};

function graphql({ body }) {
  const { query, variables } = JSON.parse(body);
  const answer = QUESTIONS[/query (\w+)/.exec(query)?.[1]];
  if (answer) return { body: { data: { group: answer(variables) } } };
  console.error(`nobody expected the question ${query}`);
  return { status: 400, body: { errors: [{ message: 'not a question of the catalog' }] } };
}

/** A private project is not there for whom it does not know. */
function file({ headers, url }) {
  if (!bearer(headers)) return { status: 404, body: { message: '404 Project Not Found' } };
  if (bearer(headers) !== TOKEN) return refused;
  return url.searchParams.get('ref') === 'main' ? { text: SHOP } : { status: 404, body: { message: '404 Commit Not Found' } };
}

const api = rest => new RegExp(`^/api/v4/${rest}$`);
const routes = [
  ['GET', /^\/oauth\/authorize$/, authorize],
  ['POST', /^\/oauth\/person$/, person],
  ['POST', /^\/oauth\/token$/, token],
  ['GET', api('user'), ({ headers }) => user(headers)],
  ['GET', api('personal_access_tokens/self'), reader(() => ({ body: { id: 1, name: 'portal', revoked: false, active: true, scopes: ['read_api', 'read_repository'], user_id: 1, expires_at: '2099-01-01' } }))],
  ['GET', api('(?:version|metadata)'), reader(() => ({ body: { version: '17.0.0', revision: 'loopback' } }))],
  ['GET', api('groups'), reader(() => ({ body: groups.map(shown) }))],
  ['GET', api('groups/([^/]+)/members(?:/all)?'), reader(members)],
  ['GET', api('groups/([^/]+)/projects'), reader(() => ({ body: [] }))],
  ['GET', api('groups/([^/]+)/descendant_groups'), reader(() => ({ body: groups.slice(1).map(shown) }))],
  ['GET', api('projects/acme%2Fshop/repository/files/catalog-info\\.yaml/raw'), file],
  ['GET', api('groups/([^/]+)'), reader(({ found: [, path] }) => (found(path) ? { body: shown(found(path)) } : missing))],
  ['POST', /^\/api\/graphql$/, reader(graphql)],
];
const tls = { key: fs.readFileSync(path.join(folder, 'server.key')), cert: fs.readFileSync(path.join(folder, 'server.pem')) };
await front(port, undefined, routes, {}, tls);
await front(port + 1, undefined, routes);
await proxy(port + 2, [host], port);
console.log(`READY ${TOKEN} ${CLIENT} ${SECRET}`);
