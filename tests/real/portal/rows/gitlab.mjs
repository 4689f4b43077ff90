import { all, left, withoutCredential } from '../traps.mjs';

const ours = 'auth.providers.gitlab.production';

/** The same GitLab behind another port than that of https. */
function withPort(document) {
  const at = ['integrations', 'gitlab', 0];
  for (const [key, rest] of [['baseUrl', ''], ['apiBaseUrl', '/api/v4']]) document.setIn([...at, key], `https://gitlab.acme.test:8443${rest}`);
}

export default {
  system: 'a strict stand-in for GitLab',
  profile: 'gitlab',
  provider: 'gitlab',
  scope: 'read_user',
  address: 'https://portal.acme.test',
  person: { name: 'bob', password: 'any' },
  other: { name: 'carol', password: 'any' },
  people: 'group:acme group:platform user:ada=acme+platform user:bob=acme+platform user:carol=acme',
  readsCode: 'by a GitLab token',
  traps: [
    left('production', ours, { signIn: /No configuration available for the 'production' environment/ }),
    left('audience', `${ours}.audience`, { signIn: /sent to https:\/\/gitlab\.com\/oauth\/authorize/ }),
    left('integrations', 'integrations', { boot: /'undefined' is not a valid apiBaseUrl/ }),
    all('groupPattern left out, and the variable is `*`', [left('', 'catalog.providers.gitlab.default.groupPattern', {})], { boot: /Invalid regular expression/ }, { variables: { GITLAB_GROUP_PATTERN: '*' } }),
    all('a host with a port', [{ make: withPort }], { people: '' }, { variables: { GITLAB_HOST: 'gitlab.acme.test:8443' } }),
    left('backend.baseUrl', 'backend.baseUrl', { signIn: /redirect URI/ }),
    withoutCredential('integrations.gitlab.0.token'),
    left('guest: null', 'auth.providers.guest', { guest: 'user:default/admin' }),
    left('administrators', 'permission', { administrates: '403' }),
  ],
};
