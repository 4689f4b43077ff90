// Boots what `init` wrote for one row of the table, does there what people do, then makes it wrong again and sees it fail.
//
//   node check.mjs --cache DIR --layers DIR --row NAME --out DIR --work DIR --result FILE [--authorities FILE] [--played JSON] [--served JSON] [--only WORD]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { layers } from '../backstage/image.mjs';
import { Browser } from './browser.mjs';
import { Portal } from './portal.mjs';
import { Refused, administrates, guest, people, refresh, signIn, signOut } from './session.mjs';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string' },
    layers: { type: 'string' },
    row: { type: 'string' },
    out: { type: 'string' },
    work: { type: 'string' },
    result: { type: 'string' },
    authorities: { type: 'string' },
    played: { type: 'string', default: '{}' },
    served: { type: 'string', default: '{}' },
    only: { type: 'string', default: '' },
  },
});
const { default: row } = await import(`./rows/${options.row}.mjs`);
/** Longer than any first sync takes, and what it takes where it ought to fail. */
const PATIENCE = 20_000;
const SHORT = 3000;

const wrong = [];
const portal = new Portal({ cache: options.cache, row, folder: options.out, work: options.work, below: layers(options.layers, row.profile) });
const browser = () => new Browser({ ...portal.served, ...JSON.parse(options.served) });

function holds(is, text) {
  if (!is) wrong.push(`${options.row}: ${text}`);
  return is;
}

/** Until everybody is there, or patience ends; what was seen last. */
async function arrived(wanted, until = Date.now() + PATIENCE) {
  for (;;) {
    const seen = await people(browser(), row);
    if (seen === wanted || Date.now() > until) return seen;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** What it is refused with, or nothing. */
async function refusal(promise) {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

/** The row as `init` wrote it: each column is `yes`, or what was seen instead. */
async function asWritten() {
  const columns = { boots: 'no', 'signs in': 'no', refreshes: 'no', 'signs out': 'no', syncs: 'no', administrates: 'no' };
  const boot = await portal.boot();
  if (!holds(boot.started, `does not start: ${boot.refused}`)) return columns;
  columns.boots = 'yes';
  const seen = await arrived(row.people);
  if (holds(seen === row.people, `the catalog has: ${seen}; its log: ${(await portal.log()).slice(-5).join(' | ')}`)) columns.syncs = row.ownFile ? 'from a file' : 'yes';
  holds((await guest(browser(), row)) === undefined, 'a stranger gets in as guest');
  if (!row.person) return { ...columns, 'signs in': 'nobody', refreshes: '', 'signs out': '', syncs: '', administrates: '' };
  const ada = browser();
  const session = await signIn(ada, row, row.person);
  columns['signs in'] = 'yes';
  holds(session.who === `user:default/${row.who ?? row.person.name}`, `signed in as ${session.who}`);
  holds((await people(ada, row, session.token)) === row.people, 'the catalog does not show everybody to who signed in');
  const cookie = ada.cookie(row.cookie ?? `${row.provider}-refresh-token`);
  if (row.address.startsWith('https:') && cookie) holds(cookie.secure, 'the cookie goes over http as well');
  const again = await refusal(refresh(ada, row));
  columns.refreshes = again === undefined ? 'yes' : row.refreshes ?? 'no';
  holds(again === undefined || row.refreshes, `not refreshed: ${again}`);
  columns.administrates = await whoAdministrates(session);
  holds(await refusal(signOut(ada, row)) === undefined, 'not signed out');
  columns['signs out'] = holds(await refusal(refresh(ada, row)) !== undefined, 'refreshed after signing out') ? 'yes' : 'no';
  return columns;
}

async function whoAdministrates(session) {
  const member = await administrates(browser(), row, session.token);
  const bob = await signIn(browser(), row, row.other);
  const stranger = await administrates(browser(), row, bob.token);
  return holds(member === 'allowed' && stranger === '403', `administrates: ${member}, somebody else: ${stranger}`) ? 'yes' : 'no';
}

/** What is seen of a trap: the same things that it claims. */
const SEEN = {
  boot: async (_, boot) => (boot.refused ?? []).join(' | '),
  signIn: async () => refusal(signIn(browser(), row, row.person)),
  refusedIn: async () => {
    await arrived(row.people, Date.now() + SHORT);
    return refusal(signIn(browser(), row, row.person));
  },
  signedIn: async () => {
    await arrived(row.people);
    return (await signIn(browser(), row, row.person)).who;
  },
  nobody: async wanted => {
    const seen = await arrived('-', Date.now() + SHORT);
    const log = await portal.log();
    return seen === '' ? log.find(line => wanted.test(line)) ?? log.join(' | ') : `arrived: ${seen}`;
  },
  people: wanted => arrived(wanted instanceof RegExp ? '-' : wanted, Date.now() + SHORT),
  guest: () => guest(browser(), row),
  secure: async () => {
    await arrived(row.people);
    const ada = browser();
    await signIn(ada, row, row.person);
    return ada.cookie(row.cookie).secure;
  },
  refresh: async () => {
    await arrived(row.people);
    const ada = browser();
    await signIn(ada, row, row.person);
    return refusal(refresh(ada, row));
  },
  administrates: async () => {
    await arrived(row.people);
    return administrates(browser(), row, (await signIn(browser(), row, row.person)).token);
  },
};

async function trapped({ name, make, variables, bites, unknown }) {
  if (unknown) await portal.open('', JSON.parse(options.played));
  const boot = await portal.boot(make, variables);
  const [[what, wanted]] = Object.entries(bites);
  if (what !== 'boot' && boot.refused) return { what, seen: holds(false, `the trap \`${name}\` does not let it start: ${boot.refused.join(' | ')}`) };
  const seen = await SEEN[what](wanted, boot);
  const as = wanted instanceof RegExp ? wanted.test(seen ?? '') : seen === wanted;
  holds(as, `the trap \`${name}\` does not bite: ${what} is ${seen}`);
  return { what, seen };
}

await portal.open(options.authorities, JSON.parse(options.played));
const started = Date.now();
const columns = await asWritten().catch(error => {
  holds(false, error.message);
  return {};
});
await portal.stop();
const traps = [];
for (const trap of row.traps.filter(({ name }) => name.includes(options.only))) {
  traps.push({ name: trap.name, ...(await trapped(trap).catch(error => (holds(false, `${trap.name}: ${error.stack}`), { seen: error.message }))) });
  await portal.stop();
  if (trap.unknown) await portal.open(options.authorities, JSON.parse(options.played));
}
portal.close();
fs.writeFileSync(options.result, JSON.stringify({ row: options.row, system: row.system, columns, traps }, null, 2));
console.log(JSON.stringify({ columns, traps, seconds: (Date.now() - started) / 1000 }, null, 2));
for (const line of wrong) console.error(`wrong: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
