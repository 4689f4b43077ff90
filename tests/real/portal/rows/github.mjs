import { left, says } from '../traps.mjs';

const ours = 'auth.providers.github.production';

export default {
  system: 'emulate 0.12.2 as GitHub',
  profile: 'github',
  provider: 'github',
  scope: 'read:user',
  address: 'https://portal.acme.test',
  person: { name: 'bob', password: 'any' },
  other: { name: 'carol', password: 'any' },
  people: 'group:platform user:ada=platform user:bob=platform user:carol=',
  traps: [
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    left('enterpriseInstanceUrl', `${ours}.enterpriseInstanceUrl`, { signIn: /github\.com/ }),
    says('the profile\'s resolvers by mail', `${ours}.signIn.resolvers`, [{ resolver: 'emailMatchingUserEntityProfileEmail' }], { refusedIn: /./ }),
    left('githubUrl', 'catalog.providers.githubOrg.githubUrl', { nobody: /github\.com/ }),
    left('integrations', 'integrations', { boot: /./ }),
    left('backend.baseUrl', 'backend.baseUrl', { signIn: /Redirect URI mismatch/ }),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
};
