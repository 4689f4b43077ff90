import { left, says, withoutCredential } from '../traps.mjs';

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
  readsCode: 'by a GitHub token',
  traps: [
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    left('enterpriseInstanceUrl', `${ours}.enterpriseInstanceUrl`, { signIn: /sent to https:\/\/github\.com\/login\/oauth\/authorize/ }),
    says('the profile\'s resolvers by mail', `${ours}.signIn.resolvers`, [{ resolver: 'emailMatchingUserEntityProfileEmail' }], { refusedIn: /unable to resolve user identity/ }),
    left('githubUrl', 'catalog.providers.githubOrg.githubUrl', { nobody: /GithubMultiOrgEntityProvider:development refresh failed/ }),
    left('integrations', 'integrations', { boot: /integrations\.github\[0\]\.apps\[0\]\.appId/ }),
    left('backend.baseUrl', 'backend.baseUrl', { signIn: /Redirect URI mismatch/ }),
    withoutCredential('integrations.github.0.token'),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
};
