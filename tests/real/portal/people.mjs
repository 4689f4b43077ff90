// Who is in a portal's catalog, and what somebody is refused with, where it takes a while.
import { Browser } from './browser.mjs';
import { Refused, inClusters, people, shop, signIn } from './session.mjs';

/** Longer than any first sync takes; the scheduler looks for work every five seconds. */
const PATIENCE = 60_000;
const SYNC = 8000;
const PAUSE = 200;

export class Visitors {
  constructor(portal, served) {
    Object.assign(this, { portal, row: portal.row, served });
  }

  browser() {
    return new Browser({ ...this.portal.served, ...this.served });
  }

  /** Until `is` holds of what is looked at, or patience ends; what was seen last. */
  async until(look, is, patience = PATIENCE) {
    const end = Date.now() + patience;
    for (;;) {
      const seen = await look();
      if (is(seen) || Date.now() > end) return seen;
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
  }

  /** Who is in the catalog, once these are. */
  arrived(wanted = this.row.people) {
    return this.until(() => people(this.browser(), this.row), seen => seen === wanted);
  }

  /** Where the catalog has the shop from, once it has it. */
  described() {
    return this.until(() => shop(this.browser(), this.row), Boolean);
  }

  /** Who is in the catalog after a sync, whoever that is. */
  afterSync() {
    return this.until(() => people(this.browser(), this.row), () => false, SYNC);
  }

  /** The line of the log that says so, once there is one. */
  async told(words) {
    const log = await this.until(() => this.portal.log(), lines => lines.some(line => words.test(line)));
    return log.find(line => words.test(line)) ?? log.join(' | ');
  }

  /** What runs of the shop, for that token, once the RBAC plugin has read its file, or what is said instead. */
  shown(token) {
    const look = () => inClusters(this.browser(), this.row, token).catch(error => error.message);
    return this.until(look, seen => !seen.startsWith('answered 403'));
  }

  /** The row's person, signed in by the environment that the page does not ask for. */
  elsewhere() {
    return signIn(this.browser(), { ...this.row, environment: 'development' }, this.row.person);
  }

  /** The row's person, signed in. */
  async signedIn() {
    const browser = this.browser();
    return { browser, session: await signIn(browser, this.row, this.row.person) };
  }
}

/** What it is refused with, or nothing. */
export async function refusal(promise) {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
