import path from 'node:path';

import { left, says, set, withoutCredential } from '../traps.mjs';

const ours = 'auth.providers.oidc.production';

export default {
  system: 'oidc-provider 8.8.1',
  profile: 'none',
  provider: 'oidc',
  scope: '',
  address: 'https://portal.acme.test',
  person: { name: 'ada', password: 'any' },
  other: { name: 'bob', password: 'any' },
  // The server has no people to read: they stand in a file of one's own.
  ownFile: path.join(import.meta.dirname, 'people.yaml'),
  people: 'group:platform user:ada=platform user:bob=',
  readsCode: 'by a GitLab token',
  traps: [
    left('prompt', `${ours}.prompt`, { signIn: /login_required/ }),
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    left('auth.session', 'auth.session', { signIn: /authentication requires session support/ }),
    left('resolvers', `${ours}.signIn`, { signIn: /no identity/ }),
    says('tokenSignedResponseAlg of another server', `${ours}.tokenSignedResponseAlg`, 'ES256', { signIn: /unexpected JWT alg received, expected ES256, got: RS256/ }),
    set('a client without refresh tokens', { OIDC_CLIENT_ID: 'portal', OIDC_CLIENT_SECRET: 'portal-secret-loopback-0123456789' }, { refresh: /Missing session cookie/ }),
    withoutCredential('integrations.gitlab.0.token'),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
};
