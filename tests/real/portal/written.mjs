// What `init` wrote, as it is: each column of the table is `yes`, or what was seen instead.
import { refusal } from './people.mjs';
import { administrates, guest, inClusters, people, refresh, signIn, signOut, throughProxy } from './session.mjs';

export async function asWritten(visitors, holds) {
  const { portal, row } = visitors;
  const columns = { boots: 'no', 'signs in': 'no', refreshes: 'no', 'signs out': 'no', syncs: 'no', administrates: 'no', 'reads code': 'no' };
  const boot = await portal.boot();
  if (!holds(boot.started, `does not start: ${boot.refused}`)) return columns;
  columns.boots = 'yes';
  holds((await guest(visitors.browser(), row)) === undefined, 'a stranger gets in as guest');
  const seen = await synced(visitors);
  columns['reads code'] = await readsCode(visitors, seen, holds);
  if (!row.person) return { ...columns, 'signs in': 'nobody', refreshes: '', 'signs out': '', syncs: '', administrates: '' };
  if (holds(seen.people === row.people, `the catalog has: ${seen.people}; its log: ${(await portal.log()).slice(-5).join(' | ')}`)) columns.syncs = row.ownFile ? 'from a file' : 'yes';
  const { browser, session } = await visitors.signedIn();
  columns['signs in'] = 'yes';
  holds(session.who === `user:default/${row.who ?? row.person.name}`, `signed in as ${session.who}`);
  holds((await people(browser, row, session.token)) === row.people, 'the catalog does not show everybody to who signed in');
  const cookie = browser.cookie(row.cookie ?? `${row.provider}-refresh-token`);
  holds(cookie?.secure === row.address.startsWith('https:'), `the session's cookie is ${cookie ? 'for another scheme' : 'missing'}`);
  const again = await refusal(refresh(browser, row));
  if (holds(again === undefined, `not refreshed: ${again}`)) columns.refreshes = 'yes';
  if (row.provider !== 'ldap') {
    const elsewhere = await refusal(visitors.elsewhere());
    holds(/No configuration available for the 'development' environment/.test(elsewhere ?? ''), `another environment than the page's: ${elsewhere ?? 'signed in'}`);
  }
  columns.administrates = await whoAdministrates(visitors, session, holds);
  if (row.shows) columns.shows = await whatIsShown(visitors, session, holds);
  const out = await refusal(signOut(browser, row));
  const after = await refusal(refresh(browser, row));
  if (holds(out === undefined && after !== undefined, `signing out: ${out}, afterwards refreshed: ${after === undefined}`)) columns['signs out'] = 'yes';
  return columns;
}

/** Who is in the catalog, and where it has the shop from. On a busy machine it may leave an entity of its first sync for a refresh minutes later; a second start is quicker. */
async function synced(visitors) {
  const { portal, row } = visitors;
  const look = async () => ({ people: await visitors.arrived(), shop: row.code && (await visitors.described()) });
  const seen = await look();
  if (seen.people === row.people && (seen.shop || !row.code)) return seen;
  await portal.stop();
  await portal.boot();
  return look();
}

/** The catalog has what a private repository describes, by the backend's own reader. */
async function readsCode({ row, portal }, seen, holds) {
  if (!row.code) return `— ${row.withoutCode}`;
  return holds(seen.shop === `url:${row.code}`, `${row.code} is not read; the log: ${(await portal.log()).slice(-5).join(' | ')}`) ? row.readsCode : 'no';
}

/** What runs of the shop, to whom the portal's permissions show it. */
async function whatIsShown(visitors, session, holds) {
  const { row } = visitors;
  const shown = await visitors.shown(session.token);
  const other = await signIn(visitors.browser(), row, row.other);
  const refused = await refusal(inClusters(visitors.browser(), row, other.token));
  const pod = await throughProxy(visitors.browser(), row, session.token);
  holds(pod === 'shop-1', `asked through the portal: ${pod}`);
  holds(/^answered 403/.test(refused ?? ''), `what runs is shown to who has no right to see it: ${refused}`);
  return holds(shown === row.shows, `shows: ${shown}`) ? shown : 'no';
}

async function whoAdministrates(visitors, session, holds) {
  const { row } = visitors;
  const member = await administrates(visitors.browser(), row, session.token);
  const other = await signIn(visitors.browser(), row, row.other);
  const stranger = await administrates(visitors.browser(), row, other.token);
  return holds(member === 'allowed' && stranger === '403', `administrates: ${member}, somebody else: ${stranger}`) ? 'yes' : 'no';
}
