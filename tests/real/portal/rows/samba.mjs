import { all, withoutCredential } from '../traps.mjs';
import { UNVERIFIED, catalogTakesAnybody, directory, elsewhere, tlsOptions } from './directory.mjs';

export default directory({
  system: 'Samba Active Directory 4.17',
  profile: 'ldap-ad',
  base: 'DC=ad,DC=acme,DC=test',
  password: name => `${name}-Pw-loopback-1`,
  people: 'group:admins group:platform user:ada=admins user:bob=platform user:devportal-reader= user:fresh= user:late= user:locked=',
  other: 'devportal-reader',
  readsCode: 'by a GitHub token',
  unread: [withoutCredential('integrations.github.0.token')],
  unverified: [
    // A word is not a yes or no: whoever turns verification off by the variable is refused all the same.
    all('tlsOptions left out in development, verification off by the variable', [tlsOptions, catalogTakesAnybody], { signIn: UNVERIFIED },
      { ...elsewhere, variables: { ...elsewhere.variables, LDAP_TLS_REJECT_UNAUTHORIZED: 'false' } }),
  ],
});
