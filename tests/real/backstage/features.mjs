// The modules that a backend of the tests has, as the image has them, and why one does not start.
const NAMES = [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-github-provider',
  '@backstage/plugin-auth-backend-module-gitlab-provider',
  '@backstage/plugin-auth-backend-module-microsoft-provider',
  '@backstage/plugin-auth-backend-module-oidc-provider',
  '@veecode-platform/backstage-plugin-ldap-auth-backend',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-github',
  '@backstage/plugin-catalog-backend-module-github-org',
  '@backstage/plugin-catalog-backend-module-gitlab',
  '@backstage/plugin-catalog-backend-module-gitlab-org',
  '@backstage/plugin-catalog-backend-module-ldap',
  '@backstage/plugin-catalog-backend-module-msgraph',
  '@backstage-community/plugin-catalog-backend-module-keycloak',
];
/** The image's own module takes it in only where it is configured; by itself it refuses to start without. */
const GUEST = '@backstage/plugin-auth-backend-module-guest-provider';

/** The modules for a configuration, without those that are named. */
export function features(require, config, without = []) {
  const names = [...NAMES, ...(config.has('auth.providers.guest') ? [GUEST] : [])];
  return names.filter(name => !without.includes(name)).map(name => require(name).default);
}

/** What a part that failed says; its cause is in its own words. */
export function reasons(error) {
  const plugins = error.result?.plugins ?? [];
  const failures = plugins.flatMap(plugin => [plugin.failure, ...plugin.modules.map(module => module.failure)]);
  const told = failures.filter(failure => failure && !failure.allowed).map(failure => String(failure.error?.message ?? failure.error));
  return told.length > 0 ? told : [String(error.message ?? error)];
}
