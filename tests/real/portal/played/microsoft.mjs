// Microsoft on the loopback address: `node microsoft.mjs CACHE PORT FOLDER CALLBACK`. An independent emulator signs in and gives tokens;
// the lists of people and groups that the catalog reads, and Azure DevOps, are answered here. PORT has TLS, PORT+1 has none, for the
// person's browser; PORT+2 is a proxy for programs that will only ask Microsoft's own hosts; PORT+3 is the emulator.
import fs from 'node:fs';
import path from 'node:path';

import { HOSTS, RESOURCE, TOKEN, azureDevOps } from './azure_devops.mjs';
import { front } from './front.mjs';
import { proxy } from './proxy.mjs';

const [cache, given, folder, callback] = process.argv.slice(2);
const port = Number(given);
const { createEmulator } = await import(path.resolve(cache, 'node_modules/emulate/dist/api.js'));
const TENANT = '9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31';
const CLIENT = '1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58';
const SECRET = 'aB1~loopback-only-loopback-only-loopback';
/** A registration of its own, which is a user of the organisation in Azure DevOps. */
const PRINCIPAL = '7c0d3e51-2b9a-4d68-8f14-5e6a7b8c9d02';
const PRINCIPAL_SECRET = 'cD2~loopback-only-loopback-only-loopback';
const GRAPH = 'https://graph.microsoft.com';
const LOGIN = 'https://login.microsoftonline.com';
const emulatorAt = `http://127.0.0.1:${port + 3}`;

const people = ['ada', 'bob', 'carol'].map(name => ({ id: `00000000-0000-4000-8000-00000000${Buffer.from(name).toString('hex').slice(0, 4)}`, name, mail: `${name}@acme.test` }));
await createEmulator({
  service: 'microsoft',
  port: port + 3,
  baseUrl: LOGIN,
  seed: {
    microsoft: {
      users: people.map(({ name, mail }) => ({ email: mail, name, tenant_id: TENANT })),
      oauth_clients: [
        { client_id: CLIENT, client_secret: SECRET, name: 'Portal', redirect_uris: [callback], tenant_id: TENANT },
        { client_id: PRINCIPAL, client_secret: PRINCIPAL_SECRET, name: 'Code', redirect_uris: [], tenant_id: TENANT },
      ],
    },
  },
});

/** A registration's own token names its roles, as Microsoft's do; the emulator's is inside, and says nothing. */
const ROLES = ['GroupMember.Read.All', 'User.Read.All'];
const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
async function token({ headers, body }) {
  const answer = await fetch(`${emulatorAt}/oauth2/v2.0/token`, { method: 'POST', headers: { 'content-type': headers['content-type'], ...(headers.authorization && { authorization: headers.authorization }) }, body });
  const told = await answer.json();
  const asked = clientOf(headers, body);
  if (asked.grant_type !== 'client_credentials' || !told.access_token) return { status: answer.status, body: told };
  const aud = asked.scope.replace(/\/\.default$/, '');
  const claims = { aud, tid: TENANT, appid: asked.client_id, ...(aud === GRAPH && { roles: ROLES }), exp: Math.floor(Date.now() / 1000) + 3600, inside: told.access_token };
  return { body: { ...told, access_token: `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.none` } };
}

/** What is asked for, and by which registration, whichever way that says who it is. */
function clientOf(headers, body) {
  const basic = /^Basic (.*)$/.exec(headers.authorization ?? '')?.[1];
  const [client_id] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
  return { client_id, ...Object.fromEntries(new URLSearchParams(body)) };
}

/** A token is for one audience, and its registration's. The emulator knows it, and has nobody to show for it. */
async function known(headers, audience, client) {
  const [, claims] = (headers.authorization ?? '').split('.');
  const { inside, aud, appid } = claims ? JSON.parse(Buffer.from(claims, 'base64url')) : {};
  if (aud !== audience || appid !== client) return false;
  const answer = await fetch(`${emulatorAt}/oidc/userinfo`, { headers: { authorization: `Bearer ${inside}` } });
  return answer.ok || (await answer.json()).error_description === 'User not found.';
}

const refused = { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } } };
const told = answer => async asked => ((await known(asked.headers, GRAPH, CLIENT)) ? answer(asked) : refused);
const user = ({ id, name, mail }) => ({ '@odata.type': '#microsoft.graph.user', id, displayName: name, mail, userPrincipalName: mail, accountEnabled: true, userType: 'Member' });
const group = { id: '00000000-0000-4000-8000-0000000000aa', displayName: 'backstage-platform', mailNickname: 'backstage-platform', securityEnabled: true, mailEnabled: false };
const missing = { status: 404, body: { error: { code: 'ImageNotFound', message: 'nothing there' } } };

/** The filters that are understood, and what they leave; none at all is understood, too. */
const GROUPS = { null: [group], "startsWith(displayName,'backstage-')": [group] };
const USERS = { null: people.map(user), "accountEnabled eq true and userType eq 'member'": people.map(user) };
const filtered = lists => ({ url }) => {
  const filter = url.searchParams.get('$filter');
  if (lists[filter]) return { body: { value: lists[filter], '@odata.count': lists[filter].length } };
  console.error(`nobody expected the filter ${filter}`);
  return { status: 400, body: { error: { code: 'Request_UnsupportedQuery', message: 'Unsupported or invalid query filter clause' } } };
};

const routes = [
  ...azureDevOps(headers => known(headers, RESOURCE, PRINCIPAL)),
  ['GET', /^\/v1\.0\/users$/, told(filtered(USERS))],
  ['GET', /^\/v1\.0\/groups$/, told(filtered(GROUPS))],
  ['GET', /^\/v1\.0\/groups\/[^/]+\/members(\/microsoft\.graph\.user)?$/, told(() => ({ body: { value: people.filter(({ name }) => name !== 'carol').map(user) } }))],
  ['GET', /^\/v1\.0\/organization(\/[^/]+)?$/, told(({ found }) => ({ body: found[1] ? { id: TENANT, displayName: 'Acme' } : { value: [{ id: TENANT, displayName: 'Acme' }] } }))],
  ['GET', /^\/v1\.0\/.*\/photos?(\/.*)?$/, told(() => missing)],
  ['GET', /^\/v1\.0\/me\/?$/, '/v1.0/me'],
  ['GET', /^(?=\/[^/]+\/v2\.0\/\.well-known\/)/, ''],
  ['GET', /^(?=\/(oauth2|discovery)\/v2\.0\/)/, ''],
  ['POST', /^\/[^/]+\/oauth2\/v2\.0\/token$/, token],
  ['POST', /^\/oauth2\/v2\.0\/token$/, token],
  ['POST', /^(?=\/oauth2\/v2\.0\/)/, ''],
  // It has not been given the right to read itself.
  ['GET', /^\/v1\.0\/applications\(appId='[^']+'\)$/, told(() => ({ status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' } } }))],
  ['GET', /^\/[^/]+(?=\/(oauth2|discovery)\/v2\.0\/)/, ''],
  ['POST', /^\/[^/]+(?=\/oauth2\/v2\.0\/)/, ''],
];
const tls = { key: fs.readFileSync(path.join(folder, 'server.key')), cert: fs.readFileSync(path.join(folder, 'server.pem')) };
await front(port, emulatorAt, routes, {}, tls);
await front(port + 1, emulatorAt, routes);

await proxy(port + 2, ['login.microsoftonline.com', 'graph.microsoft.com', ...HOSTS], port);
console.log(`READY ${TENANT} ${CLIENT} ${SECRET} ${PRINCIPAL} ${PRINCIPAL_SECRET} ${TOKEN}`);
