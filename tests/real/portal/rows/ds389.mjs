import { left, withoutCredential } from '../traps.mjs';
import { directory } from './directory.mjs';

// What every directory has in common is shown with OpenLDAP; this one calls `entryDN` otherwise.
export default {
  ...directory({
    system: '389 Directory Server 2.3',
    profile: 'ldap',
    base: 'dc=acme,dc=test',
    password: name => `${name}-pw-loopback`,
    people: 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=',
    unverified: [],
    readsCode: 'by a GitHub token',
  }),
  traps: [
    left('vendor', 'catalog.providers.ldapOrg.default.vendor', { people: 'group:admins group:platform user:ada= user:bob= user:carol=' }),
    withoutCredential('integrations.github.0.token'),
  ],
};
