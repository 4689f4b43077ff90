// What was written with one thing made wrong again: what is seen of it, and whether that is what the trap claims.
import { refusal } from './people.mjs';
import { administrates, guest, people, refresh, shop, signIn } from './session.mjs';

const SEEN = {
  boot: async (_visitors, _wanted, boot) => (boot.refused ?? []).join(' | '),
  signIn: visitors => refusal(signIn(visitors.browser(), visitors.row, visitors.row.person)),
  refusedIn: async visitors => {
    await visitors.arrived();
    return refusal(visitors.signedIn());
  },
  signedIn: async visitors => {
    await visitors.arrived();
    return (await visitors.signedIn()).session.who;
  },
  elsewhere: async visitors => {
    await visitors.arrived();
    return (await visitors.elsewhere()).who;
  },
  nobody: async (visitors, wanted) => {
    const line = await visitors.told(wanted);
    const seen = await people(visitors.browser(), visitors.row);
    return seen === '' ? line : `arrived: ${seen}`;
  },
  unread: async visitors => {
    const line = await visitors.told(/^Unable to read url, /);
    const from = await shop(visitors.browser(), visitors.row);
    return from ? `read from ${from}` : line.replace(/^Unable to read url, (Error: )?/, '').replace(/ as https?:\S+,/, ',');
  },
  unshown: async visitors => {
    await visitors.described();
    return visitors.shown();
  },
  people: visitors => visitors.afterSync(),
  guest: visitors => guest(visitors.browser(), visitors.row),
  secure: async visitors => {
    await visitors.arrived();
    return (await visitors.signedIn()).browser.cookie(visitors.row.cookie).secure;
  },
  refresh: async visitors => {
    await visitors.arrived();
    return refusal(refresh((await visitors.signedIn()).browser, visitors.row));
  },
  administrates: async visitors => {
    await visitors.arrived();
    return administrates(visitors.browser(), visitors.row, (await visitors.signedIn()).session.token);
  },
};

export async function trapped(visitors, { name, make, variables, bites }, holds) {
  const [[what, wanted]] = Object.entries(bites);
  const boot = await visitors.portal.boot(make, variables);
  if (what !== 'boot' && boot.refused) {
    holds(false, `the trap \`${name}\` does not let it start: ${boot.refused.join(' | ')}`);
    return { name, what: 'boot', seen: boot.refused.join(' | ') };
  }
  const seen = await SEEN[what](visitors, wanted, boot);
  const bitten = wanted instanceof RegExp ? wanted.test(seen ?? '') : seen === wanted;
  holds(bitten, `the trap \`${name}\` does not bite: ${what} is ${seen}`);
  return { name, what, seen };
}
