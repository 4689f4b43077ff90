// What rows about directories share: how people sign in, and what is wrong in the image's profiles.
import { all, left, says, set } from '../traps.mjs';

const sign = 'auth.providers.ldap.production';
const tls = environment => `auth.providers.ldap.${environment}.ldapAuthenticationOptions.ldapOpts.tlsOptions`;
const source = 'catalog.providers.ldapOrg.default';

export const directory = ({ base, password, other = 'carol', ...more }) => ({
  provider: 'ldap',
  address: 'https://portal.acme.test',
  cookie: 'backstage-token',
  // He is in one group alone, which the image does not name.
  person: { name: 'bob', password: password('bob') },
  other: { name: other, password: password(other) },
  ...more,
  traps: [
    left('production', sign, { boot: /auth\.providers\.ldap\.production/ }),
    set('an authority that nobody trusts', {}, { nobody: /self-signed certificate|unable to verify/ }, { unknown: true }),
    // The image's own files, where NODE_ENV is not production: whoever poses as the directory gets every password.
    all('tlsOptions left out in development', [left('', tls('development'), {}), { make: document => document.setIn(`${source}.tls.rejectUnauthorized`.split('.'), false) }],
      { signedIn: 'user:default/bob' }, { unknown: true, variables: { NODE_ENV: 'development' } }),
    all('the same with tlsOptions', [{ make: document => document.setIn(`${source}.tls.rejectUnauthorized`.split('.'), false) }],
      { refusedIn: /self-signed certificate|unable to verify/ }, { unknown: true, variables: { NODE_ENV: 'development' } }),
    left('users', `${source}.users`, { nobody: /REFRESH/ }),
    left('filter', `${source}.users.0.options.filter`, { nobody: /REFRESH/ }),
    all('scope left out, and people further below', [left('', `${source}.users.0.options.scope`, {})], { people: /^group:admins group:platform( user:[^ ]*)*$/ }, { variables: { LDAP_USERS_BASE_DN: base } }),
    left('cookies.secure', `${sign}.cookies.secure`, { secure: false }),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
});
