// Signs somebody in by nothing but what the program wrote: `node portal.mjs FOLDER PERSON`. Walks the code flow as a browser
// would, with the client's secret where the written configuration says that it stands, and prints who came out of it.
import fs from 'node:fs';
import path from 'node:path';

const [folder, person] = process.argv.slice(2);
const lines = fs.readFileSync(path.join(folder, '.env'), 'utf8').split('\n').filter(line => /^[A-Z]/.test(line));
const of = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
const written = fs.readFileSync(path.join(folder, 'app-config.local.yaml'), 'utf8');
const inHeader = written.includes('tokenEndpointAuthMethod: "client_secret_basic"');
const callback = `${process.env.PORTAL_URL ?? 'http://localhost:7007'}/api/auth/oidc/handler/frame`;

const jar = new Map();
async function visit(url, options = {}) {
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  const answer = await fetch(url, { redirect: 'manual', ...options, headers });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    jar.set(name, value);
  }
  return answer;
}

/** Follows the server's redirects and fills in its forms until it sends the browser back to the portal. */
async function walk(url) {
  let answer = await visit(url);
  for (let step = 0; step < 20; step += 1) {
    const location = answer.headers.get('location');
    if (location) {
      const next = new URL(location, url);
      if (next.href.startsWith(callback)) return next;
      answer = await visit(next);
      url = next;
      continue;
    }
    const page = await answer.text();
    const action = /<form[^>]*\baction="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`no form at ${url}: ${answer.status}`);
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
    const body = new URLSearchParams(prompt === 'login' ? { prompt, login: person, password: 'any' } : { prompt });
    answer = await visit(new URL(action, url), { method: 'POST', body });
  }
  throw new Error('the server never sent the browser back');
}

const json = async answer => {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  return answer.json();
};
const metadata = await json(await fetch(`${of.OIDC_ISSUER}/.well-known/openid-configuration`));
const ask = new URL(metadata.authorization_endpoint);
ask.search = new URLSearchParams({ client_id: of.OIDC_CLIENT_ID, redirect_uri: callback, response_type: 'code', scope: 'openid profile email', state: 'of-the-portal' });
const back = await walk(ask);
if (back.searchParams.get('state') !== 'of-the-portal') throw new Error('another state came back');
const form = { grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: callback };
const basic = Buffer.from(`${of.OIDC_CLIENT_ID}:${of.OIDC_CLIENT_SECRET}`).toString('base64');
const granted = await json(
  await fetch(metadata.token_endpoint, inHeader
    ? { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams(form) }
    : { method: 'POST', body: new URLSearchParams({ ...form, client_id: of.OIDC_CLIENT_ID, client_secret: of.OIDC_CLIENT_SECRET }) }),
);
const who = await json(await fetch(metadata.userinfo_endpoint, { headers: { authorization: `Bearer ${granted.access_token}` } }));
console.log(who.preferred_username);
