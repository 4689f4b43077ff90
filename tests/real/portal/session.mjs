// What a person does at a portal, by the requests that Backstage's pages make for it.
import { spoken } from './browser.mjs';
import { ONLOOKER } from './portal.mjs';

const FROM_A_PAGE = { 'x-requested-with': 'XMLHttpRequest' };

/** Something was refused, in the portal's own words. */
export class Refused extends Error {}

const said = body => body?.error?.message ?? body?.message;

function json(answer) {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

function identity(response) {
  const { token, identity: who } = response?.backstageIdentity ?? {};
  if (!token || !who) throw new Refused('the answer has no identity');
  return { token, who: who.userEntityRef, groups: who.ownershipEntityRefs };
}

/** Opens the sign-in page's window, and reads what that sends back to the page. */
export async function signIn(browser, row, person) {
  const { address, provider, scope, environment = 'production' } = row;
  if (provider === 'ldap') return signInWithPassword(browser, row, person);
  const start = new URL(`${address}/api/auth/${provider}/start`);
  start.search = new URLSearchParams({ env: environment, scope, origin: address, flow: 'popup' });
  const atHome = page => page.url.origin === address;
  const page = await browser.walk(start, person, atHome).catch(error => {
    throw new Refused(error.message);
  });
  const payload = /decodeURIComponent\('([^']+)'\);\s*var origin/.exec(page.text)?.[1];
  if (!payload) throw new Refused(said(json(page)) ?? `${page.url.pathname} answered ${page.status}: ${spoken(page.text)}`);
  const message = JSON.parse(decodeURIComponent(payload));
  if (message.error) throw new Refused(message.error.message);
  return identity(message.response);
}

/** The provider `ldap` has no window: the page sends name and password. */
async function signInWithPassword(browser, { address }, { name, password }) {
  const body = JSON.stringify({ username: name, password });
  const answer = await browser.visit(`${address}/api/auth/ldap/refresh`, { method: 'POST', headers: { 'content-type': 'application/json', ...FROM_A_PAGE }, body });
  if (answer.status !== 200) throw new Refused(said(json(answer)) ?? `answered ${answer.status}`);
  return identity(json(answer));
}

/** What a page asks when it is opened anew: whether the cookie still stands for somebody. */
export async function refresh(browser, { address, provider, environment = 'production' }) {
  const method = provider === 'ldap' ? { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...FROM_A_PAGE } } : { headers: FROM_A_PAGE };
  const answer = await browser.visit(`${address}/api/auth/${provider}/refresh?optional&env=${environment}`, method);
  if (answer.status !== 200) throw new Refused(said(json(answer)) ?? `answered ${answer.status}`);
  return identity(json(answer));
}

export async function signOut(browser, { address, provider, environment = 'production' }) {
  const answer = await browser.visit(`${address}/api/auth/${provider}/logout?env=${environment}`, { method: 'POST', headers: { ...FROM_A_PAGE, origin: address } });
  if (answer.status !== 200) throw new Refused(said(json(answer)) ?? `answered ${answer.status}`);
}

/** What the catalog shows to that token: names, each with the groups that it is in. */
export async function people(browser, { address }, token = ONLOOKER) {
  const asked = `${address}/api/catalog/entities?filter=kind=user&filter=kind=group`;
  const answer = await browser.visit(asked, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Refused(`the catalog answers ${answer.status}: ${said(json(answer))}`);
  const named = ({ kind, metadata, relations = [] }) => {
    const groups = relations.filter(({ type }) => type === 'memberOf').map(({ targetRef }) => targetRef.split('/').pop());
    return kind === 'User' ? `user:${metadata.name}=${groups.sort().join('+')}` : `group:${metadata.name}`;
  };
  return json(answer).map(named).sort().join(' ');
}

/** Whether the permission backend lets that token administrate: 200, or what it answers instead. */
export async function administrates(browser, { address }, token) {
  const answer = await browser.visit(`${address}/api/permission/roles`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 200 ? 'allowed' : `${answer.status}`;
}

/** Who a stranger is to the portal that just presses Guest. */
export async function guest(browser, { address }) {
  const answer = await browser.visit(`${address}/api/auth/guest/refresh`, { headers: FROM_A_PAGE });
  return answer.status === 200 ? identity(json(answer)).who : undefined;
}

/** What the shop's page shows of it in each cluster, or what that answered instead. Without a metrics server nothing is there to be measured. */
export async function inClusters(browser, { address }, token = ONLOOKER) {
  const asked = { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } };
  const answer = await browser.visit(`${address}/api/kubernetes/services/shop`, { ...asked, body: JSON.stringify({ entity: await described(browser, { address }), auth: {} }) });
  if (answer.status !== 200) throw new Refused(`answered ${answer.status}: ${said(json(answer)) ?? json(answer)?.error}`);
  const failed = ({ message, statusCode, resourcePath }) => message?.replace(/^request to \S+ failed, reason: /, '') ?? `${statusCode} ${resourcePath}`;
  const things = ({ type, resources }) => resources.map(({ metadata }) => `${type}/${metadata.name}`);
  const wrong = errors => errors.filter(({ resourcePath }) => !resourcePath?.startsWith('/apis/metrics.k8s.io/')).map(failed);
  const shown = ({ cluster, resources, errors }) => [`${cluster.name}:`, ...resources.flatMap(things).sort(), ...[...new Set(wrong(errors))].sort()].join(' ');
  return json(answer).items.map(shown).join('; ');
}

/** What the shop's page asks the cluster through the portal: the name of its pod, or what is answered instead. */
export async function throughProxy(browser, { address, cluster }, token) {
  const headers = { authorization: `Bearer ${token}`, 'backstage-kubernetes-cluster': cluster };
  const answer = await browser.visit(`${address}/api/kubernetes/proxy/api/v1/namespaces/default/pods/shop-1`, { headers });
  return answer.status === 200 ? json(answer).metadata.name : `answered ${answer.status}: ${answer.text}`;
}

/** Where the catalog has the shop from, which a private repository alone describes. */
export async function shop(browser, row) {
  return (await described(browser, row))?.metadata.annotations['backstage.io/managed-by-origin-location'];
}

async function described(browser, { address }) {
  const answer = await browser.visit(`${address}/api/catalog/entities/by-name/component/default/shop`, { headers: { authorization: `Bearer ${ONLOOKER}` } });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Refused(`the catalog answers ${answer.status}: ${said(json(answer))}`);
  return json(answer);
}
