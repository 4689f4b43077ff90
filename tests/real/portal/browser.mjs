// A person's browser: keeps cookies as their attributes say, follows redirects, fills in forms. No page is run.
import http from 'node:http';
import https from 'node:https';

const MOST_STEPS = 20;
const HERE = ['localhost', '127.0.0.1'];
const PATIENCE = 20_000;

/** How a browser takes a cookie: whose it is, below which path, and whether it may only go over TLS. */
function parsed(line, url) {
  const [pair, ...attributes] = line.split(';').map(part => part.trim());
  const equals = pair.indexOf('=');
  const told = Object.fromEntries(attributes.map(attribute => attribute.split('=')).map(([name, value]) => [name.toLowerCase(), value ?? true]));
  const folder = url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/';
  const ended = told['max-age'] !== undefined ? Number(told['max-age']) <= 0 : told.expires !== undefined && Date.parse(told.expires) <= Date.now();
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1), host: url.hostname, path: told.path ?? folder, secure: Boolean(told.secure), ended };
}

const below = (path, folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
/** A browser takes this machine for safe, too. */
const encrypted = url => url.protocol === 'https:' || HERE.includes(url.hostname);

export class Browser {
  #cookies = [];

  /** `served` tells for an address in people's browsers where it is served on this machine, as if TLS ended in front of it. */
  constructor(served) {
    this.served = served;
  }

  cookie(name) {
    return this.#cookies.find(cookie => cookie.name === name);
  }

  /** One request, whose redirect is not followed. */
  async visit(address, { method = 'GET', headers = {}, body } = {}) {
    const url = new URL(address);
    const to = this.#served(url);
    const cookie = this.#cookies
      .filter(each => each.host === url.hostname && below(url.pathname, each.path) && (!each.secure || encrypted(url)))
      .map(each => `${each.name}=${each.value}`)
      .join('; ');
    const sent = { host: url.host, 'x-forwarded-proto': url.protocol.slice(0, -1), connection: 'close', ...(cookie && { cookie }), ...headers };
    const answer = await send(to, { method, headers: sent }, body);
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(parsed(line, url));
    return { ...answer, url, location: answer.headers.location && new URL(answer.headers.location, url) };
  }

  /** Nothing leaves the machine. */
  #served(url) {
    const at = this.served[url.origin];
    if (at) return new URL(url.pathname + url.search, at);
    if (!HERE.includes(url.hostname)) throw new Error(`sent to ${url.origin}${url.pathname}`);
    return url;
  }

  #keep(cookie) {
    this.#cookies = this.#cookies.filter(each => !(each.name === cookie.name && each.host === cookie.host && each.path === cookie.path));
    if (!cookie.ended) this.#cookies.push(cookie);
  }

  /** Goes where it is sent, and fills in what is asked, until a page is shown for which `arrived` says so. */
  async walk(address, person, arrived) {
    let page = await this.visit(address);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (page.location) page = await this.visit(page.location);
      else if (arrived(page)) return page;
      else page = await this.visit(...filledIn(page, person));
    }
    throw new Error(`sent to and fro: ${page.url.origin}${page.url.pathname}`);
  }
}

function send(url, options, body) {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, { ...options, timeout: PATIENCE }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no answer from ${url.origin}${url.pathname}`)));
    request.on('error', reject);
    request.end(body);
  });
}

const attribute = (tag, name) => unescaped(new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag)?.slice(1).find(Boolean) ?? '');
const unescaped = text => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x3D;', '=').replaceAll('&#39;', "'");

/** The form that has the person's name in it, or else the first one, as the person sends it. */
function filledIn(page, { name, password }) {
  const forms = [...page.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => form);
  const form = forms.find(each => each.includes(`value="${name}"`)) ?? forms[0];
  if (!form) throw new Error(`${page.url.origin}${page.url.pathname} answered ${page.status} without a form: ${spoken(page.text)}`);
  const fields = [...form.matchAll(/<(?:input|button)\b[^>]*>/gi)]
    .map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'type'), attribute(tag, 'value')])
    .filter(([field]) => field)
    .map(([field, type, value]) => [field, type === 'password' ? password : /^(username|login|email)$/.test(field) && value === '' ? name : value]);
  const body = new URLSearchParams(fields).toString();
  const opening = form.slice(0, form.indexOf('>') + 1);
  return [new URL(attribute(opening, 'action') || page.url, page.url), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }];
}

/** What a page says to a person, in short. */
export const spoken = text => text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300);
