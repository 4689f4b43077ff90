import { left, unset, withoutCredential } from '../traps.mjs';

const ours = 'auth.providers.oidc.production';

export default {
  system: 'Keycloak 26.7.1',
  profile: 'keycloak',
  provider: 'oidc',
  scope: 'openid profile email',
  address: 'https://portal.acme.test',
  // Of a group below the administrators'; ada is in one of those that the image names by itself.
  person: { name: 'bob', password: 'bob-pw-loopback' },
  other: { name: 'carol', password: 'carol-pw-loopback' },
  people: 'group:Ops---SRE group:admins group:platform user:ada=admins+platform user:bob=ops---sre user:carol=',
  soon: { providers: { keycloakOrg: { default: { schedule: { initialDelay: { seconds: 0 } } } } } },
  readsCode: 'by a GitHub token',
  traps: [
    left('prompt', `${ours}.prompt`, { signIn: /login_required/ }),
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    withoutCredential('integrations.github.0.token'),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('backend.baseUrl', 'backend.baseUrl', { signIn: /redirect_uri/ }),
    left('app.baseUrl', 'app.baseUrl', { signIn: /is not allowed/ }),
    left('administrators', 'permission', { administrates: '403' }),
    unset('AUTH_SESSION_SECRET', { boot: /auth\.session\.secret/ }),
  ],
};
