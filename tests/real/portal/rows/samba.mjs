import { directory } from './directory.mjs';

export default directory({
  system: 'Samba Active Directory 4.17',
  profile: 'ldap-ad',
  base: 'DC=ad,DC=acme,DC=test',
  password: name => `${name}-Pw-loopback-1`,
  people: 'group:admins group:platform user:ada=admins user:bob=platform user:devportal-reader= user:fresh= user:late= user:locked=',
  other: 'devportal-reader',
});
