// Does what a portal does with the written variables, against a real Keycloak.
//
//   node portal.mjs sign-in FOLDER USER      walks the code flow as a person's browser would, prints who came out of it
//   node portal.mjs people FOLDER            reads users and groups as the organisation's reader, prints their names
//   node portal.mjs clients URL REALM NAME   counts the clients of that name, as ADMIN_USERNAME with ADMIN_PASSWORD
import fs from 'node:fs';
import path from 'node:path';

const CALLBACK = '/api/auth/oidc/handler/frame';

function variables(folder) {
  const lines = fs.readFileSync(path.join(folder, '.env'), 'utf8').split('\n').filter(line => /^[A-Z]/.test(line));
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

async function answered(response, wanted) {
  if (response.status !== wanted) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return response;
}

const json = async response => (await answered(response, 200)).json();

async function metadata(of) {
  return json(await fetch(`${of.KEYCLOAK_BASE_URL}/realms/${of.KEYCLOAK_REALM}/.well-known/openid-configuration`));
}

async function token(of, endpoint, form) {
  const basic = Buffer.from(`${of.KEYCLOAK_CLIENT_ID}:${of.KEYCLOAK_CLIENT_SECRET}`).toString('base64');
  return json(await fetch(endpoint, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams(form) }));
}

/** Asks for a code at the sign-in page, gives the person's name and password there, and returns where Keycloak sends them. */
async function walk(of, endpoints, redirect, person) {
  const ask = new URL(endpoints.authorization_endpoint);
  ask.search = new URLSearchParams({ client_id: of.KEYCLOAK_CLIENT_ID, redirect_uri: redirect, response_type: 'code', scope: 'openid profile email', state: 'of-the-portal' });
  const page = await answered(await fetch(ask, { redirect: 'manual' }), 200);
  const cookie = page.headers.getSetCookie().map(line => line.split(';')[0]).join('; ');
  const action = /<form[^>]*\baction="([^"]+)"/.exec(await page.text())?.[1].replaceAll('&amp;', '&');
  if (!action) throw new Error('the sign-in page has no form');
  const body = new URLSearchParams({ username: person.name, password: person.password });
  const sent = await answered(await fetch(action, { method: 'POST', redirect: 'manual', headers: { cookie }, body }), 302);
  return new URL(sent.headers.get('location'));
}

async function signIn(folder, name) {
  const of = variables(folder);
  const portal = process.env.PORTAL_URL ?? 'http://localhost:7007';
  const endpoints = await metadata(of);
  const back = await walk(of, endpoints, portal + CALLBACK, { name, password: process.env.PERSON_PASSWORD });
  if (!back.href.startsWith(portal + CALLBACK) || back.searchParams.get('state') !== 'of-the-portal') throw new Error(`sent to ${back.origin}${back.pathname}`);
  const granted = await token(of, endpoints.token_endpoint, { grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: portal + CALLBACK });
  const who = await json(await fetch(endpoints.userinfo_endpoint, { headers: { authorization: `Bearer ${granted.access_token}` } }));
  return who.preferred_username;
}

async function people(folder) {
  const of = variables(folder);
  const { access_token } = await token(of, (await metadata(of)).token_endpoint, { grant_type: 'client_credentials' });
  const read = async what => json(await fetch(`${of.KEYCLOAK_BASE_URL}/admin/realms/${of.KEYCLOAK_REALM}/${what}`, { headers: { authorization: `Bearer ${access_token}` } }));
  const [users, groups] = [await read('users'), await read('groups')];
  return [...users.map(user => user.username), ...groups.map(group => group.name)].sort().join(' ');
}

async function clients(url, realm, name) {
  const form = { grant_type: 'password', client_id: 'admin-cli', username: process.env.ADMIN_USERNAME, password: process.env.ADMIN_PASSWORD };
  const { access_token } = await json(await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) }));
  const found = await json(await fetch(`${url}/admin/realms/${realm}/clients?clientId=${name}&search=true`, { headers: { authorization: `Bearer ${access_token}` } }));
  return found.length;
}

const [command, ...given] = process.argv.slice(2);
console.log(await { 'sign-in': signIn, people, clients }[command](...given));
