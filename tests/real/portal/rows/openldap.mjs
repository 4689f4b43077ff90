import { directory } from './directory.mjs';

export default directory({
  system: 'OpenLDAP 2.5',
  profile: 'ldap',
  base: 'dc=acme,dc=test',
  password: name => `${name}-pw-loopback`,
  people: 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=',
});
