import { NO_IDENTITY, all, withoutAzureCredential } from '../traps.mjs';
import { UNVERIFIED, catalogTakesAnybody, directory, elsewhere, tlsOptions } from './directory.mjs';

export default directory({
  system: 'OpenLDAP 2.5',
  profile: 'ldap',
  base: 'dc=acme,dc=test',
  password: name => `${name}-pw-loopback`,
  people: 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=',
  readsCode: 'by an Azure DevOps token',
  unread: [withoutAzureCredential(NO_IDENTITY)],
  unverified: [
    all('tlsOptions left out in development, an unknown authority', [tlsOptions, catalogTakesAnybody], { signedIn: 'user:default/bob' }, elsewhere),
    all('the same with tlsOptions', [catalogTakesAnybody], { signIn: UNVERIFIED }, elsewhere),
  ],
});
