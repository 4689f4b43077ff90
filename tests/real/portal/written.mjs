// What `init` wrote, as it is: each column of the table is `yes`, or what was seen instead.
import { refusal } from './people.mjs';
import { administrates, guest, people, refresh, signIn, signOut } from './session.mjs';

export async function asWritten(visitors, holds) {
  const { portal, row } = visitors;
  const columns = { boots: 'no', 'signs in': 'no', refreshes: 'no', 'signs out': 'no', syncs: 'no', administrates: 'no' };
  const boot = await portal.boot();
  if (!holds(boot.started, `does not start: ${boot.refused}`)) return columns;
  columns.boots = 'yes';
  holds((await guest(visitors.browser(), row)) === undefined, 'a stranger gets in as guest');
  if (!row.person) return { ...columns, 'signs in': 'nobody', refreshes: '', 'signs out': '', syncs: '', administrates: '' };
  let seen = await visitors.arrived();
  if (seen !== row.people) {
    // On a busy machine the catalog may leave an entity of its first sync for a refresh minutes later; a second start is quicker.
    await portal.stop();
    await portal.boot();
    seen = await visitors.arrived();
  }
  if (holds(seen === row.people, `the catalog has: ${seen}; its log: ${(await portal.log()).slice(-5).join(' | ')}`)) columns.syncs = row.ownFile ? 'from a file' : 'yes';
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
  const out = await refusal(signOut(browser, row));
  const after = await refusal(refresh(browser, row));
  if (holds(out === undefined && after !== undefined, `signing out: ${out}, afterwards refreshed: ${after === undefined}`)) columns['signs out'] = 'yes';
  return columns;
}

async function whoAdministrates(visitors, session, holds) {
  const { row } = visitors;
  const member = await administrates(visitors.browser(), row, session.token);
  const other = await signIn(visitors.browser(), row, row.other);
  const stranger = await administrates(visitors.browser(), row, other.token);
  return holds(member === 'allowed' && stranger === '403', `administrates: ${member}, somebody else: ${stranger}`) ? 'yes' : 'no';
}
