import { left, says } from '../traps.mjs';

const ours = 'auth.providers.microsoft.production';
const org = 'catalog.providers.microsoftGraphOrg.default';

export default {
  system: 'emulate 0.12.2 as Microsoft Entra ID',
  profile: 'azure',
  provider: 'microsoft',
  scope: '',
  address: 'https://portal.acme.test',
  person: { name: 'bob@acme.test', password: 'any' },
  who: 'bob_acme.test',
  withoutCode: 'no integration is asked for',
  other: { name: 'carol@acme.test', password: 'any' },
  people: 'group:acme group:backstage-platform user:ada_acme.test=backstage-platform user:bob_acme.test=backstage-platform user:carol_acme.test=',
  traps: [
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    says("the profile's other resolver alone", `${ours}.signIn.resolvers`, [{ resolver: 'emailLocalPartMatchingUserEntityName' }], { refusedIn: /unable to resolve user identity/ }),
    left('clientId of the people', `${org}.clientId`, { boot: /clientId must be provided when clientSecret is defined/ }),
    left('integrations.azure: null', 'integrations', { boot: /credential at position 1 is not a valid credential/ }),
    left('backend.baseUrl', 'backend.baseUrl', { signIn: /Redirect URI mismatch/ }),
    left('development: null', 'auth.providers.microsoft.development', { elsewhere: 'user:default/bob_acme.test' }),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
};
