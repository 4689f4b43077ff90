import { left, withoutCredential } from '../traps.mjs';

export default {
  system: 'no sign-in, in production',
  profile: 'github-pat',
  provider: 'guest',
  address: 'https://portal.acme.test',
  people: '',
  readsCode: 'by a GitHub token',
  traps: [left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }), withoutCredential('integrations.github.0.token')],
};
