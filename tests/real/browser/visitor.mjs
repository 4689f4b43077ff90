// Goes to an address as a tab does: keeps cookies, follows redirects, and fills in forms with a name and a password, until a page has none.
import http from 'node:http';

const MOST = 24;
const name = process.env.VISITOR_AS;
const password = process.env.VISITOR_PASSWORD ?? 'any';
const jars = new Map();

/** `fetch` would say of itself that it is a script's, which no page of a sign-in lets in. */
function visit(url, { method = 'GET', body } = {}) {
  const jar = jars.get(url.host) ?? new Map();
  jars.set(url.host, jar);
  const headers = { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') };
  if (body) headers['content-type'] = 'application/x-www-form-urlencoded';
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, answer => {
      for (const set of answer.headers['set-cookie'] ?? []) {
        const pair = set.split(';')[0];
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      const parts = [];
      answer.on('data', part => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, location: answer.headers.location, page: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body?.toString());
  });
}

const plain = text => text.replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#61;', '=');
const attribute = (tag, key) => plain(new RegExp(`\\b${key}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** What a person would put into a form: their name, their password, and whatever stands there already. */
function filled(page) {
  const form = new URLSearchParams();
  for (const [tag] of page.matchAll(/<input\b[^>]*>/g)) {
    const field = attribute(tag, 'name');
    if (!field || ['checkbox', 'submit'].includes(attribute(tag, 'type'))) continue;
    if (['login', 'username'].includes(field)) form.set(field, name);
    else form.set(field, field === 'password' ? password : attribute(tag, 'value'));
  }
  return form;
}

let url = new URL(process.argv[2]);
let answer = await visit(url);
for (let step = 0; step < MOST; step += 1) {
  console.log(`${answer.status} ${url.origin}${url.pathname}`);
  if (answer.location) {
    url = new URL(answer.location, url);
    answer = await visit(url);
    continue;
  }
  const form = /<form\b[^>]*>/.exec(answer.page)?.[0];
  if (!form) break;
  url = new URL(attribute(form, 'action'), url);
  answer = await visit(url, { method: 'POST', body: filled(answer.page) });
}
