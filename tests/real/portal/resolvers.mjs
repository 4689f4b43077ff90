// Stands in for the image's own module of sign-in providers, which is in no registry: the provider `oidc` with the two resolvers
// that the image adds to Backstage's, by what they are said to compare.
export function resolversOfTheImage(require) {
  const { createBackendModule } = require('@backstage/backend-plugin-api');
  const { authProvidersExtensionPoint, commonSignInResolvers, createOAuthProviderFactory, createSignInResolverFactory } = require('@backstage/plugin-auth-node');
  const { oidcAuthenticator, oidcSignInResolvers } = require('@backstage/plugin-auth-backend-module-oidc-provider');

  const resolver = create => createSignInResolverFactory({ create: () => create });
  const subjectInKeycloak = resolver(async ({ result }, context) => {
    const { sub } = result.fullProfile.userinfo;
    if (!sub) throw new Error('the server tells no `sub`');
    return context.signInWithCatalogUser({ annotations: { 'keycloak.org/id': sub } });
  });
  const preferredUsername = resolver(async ({ result }, context) => {
    const name = result.fullProfile.userinfo.preferred_username;
    if (!name) throw new Error('the server tells no `preferred_username`');
    return context.signInWithCatalogUser({ entityRef: { name } });
  });

  return createBackendModule({
    pluginId: 'auth',
    moduleId: 'oidc-of-the-image',
    register(registered) {
      registered.registerInit({
        deps: { providers: authProvidersExtensionPoint },
        async init({ providers }) {
          const factory = createOAuthProviderFactory({
            authenticator: oidcAuthenticator,
            signInResolverFactories: {
              oidcSubClaimMatchingKeycloakUserId: subjectInKeycloak,
              preferredUsernameMatchingUserEntityName: preferredUsername,
              ...oidcSignInResolvers,
              ...commonSignInResolvers,
            },
          });
          providers.registerProvider({ providerId: 'oidc', factory });
        },
      });
    },
  });
}
