// What rows about directories share: how people sign in, and what is wrong in the image's profiles.
import { all, left, says, set } from '../traps.mjs';

const sign = 'auth.providers.ldap.production';
const tls = environment => `auth.providers.ldap.${environment}.ldapAuthenticationOptions.ldapOpts.tlsOptions`;
const source = 'catalog.providers.ldapOrg.default';

/** In the image's own files, where NODE_ENV is not production, and with a catalog that does not verify either. */
export const elsewhere = { unknown: true, variables: { NODE_ENV: 'development' } };
export const catalogTakesAnybody = { make: document => document.setIn(`${source}.tls.rejectUnauthorized`.split('.'), false) };
export const tlsOptions = left('tlsOptions', tls('development'), {});
export const UNVERIFIED = /self-signed certificate|unable to verify/;

export const directory = ({ base, password, other = 'carol', unverified, unread = [], ...more }) => ({
  provider: 'ldap',
  address: 'https://portal.acme.test',
  cookie: 'backstage-token',
  // He is in one group alone, which the image does not name.
  person: { name: 'bob', password: password('bob') },
  other: { name: other, password: password(other) },
  ...more,
  traps: [
    left('production', sign, { boot: /auth\.providers\.ldap\.production/ }),
    set('an authority that nobody trusts', {}, { nobody: UNVERIFIED }, { unknown: true }),
    ...unverified,
    left('users', `${source}.users`, { nobody: /missing '(uid|sAMAccountName)' attribute/ }),
    left('filter', `${source}.users.0.options.filter`, { nobody: /missing '(uid|sAMAccountName)' attribute/ }),
    all('scope left out, and people further below', [left('', `${source}.users.0.options.scope`, {})], { people: /^group:admins group:platform( user:[^ ]*)*$/ }, { variables: { LDAP_USERS_BASE_DN: base } }),
    ...unread,
    left('cookies.secure', `${sign}.cookies.secure`, { secure: false }),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
});
