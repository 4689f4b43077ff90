import { left } from '../traps.mjs';

export default {
  system: 'no sign-in, in production',
  profile: 'github-pat',
  provider: 'guest',
  address: 'https://portal.acme.test',
  people: '',
  traps: [left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' })],
};
