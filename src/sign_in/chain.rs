//! The chain of resolvers, as an `app-config` file writes it.

use serde_yaml::Value;

use crate::document::{Refusal, value};

/// What `@veecode-platform/backstage-plugin-ldap-auth-backend` 1.2 matches with a user's name. It is not a resolver that
/// could be written, but goes by the setting that names the attribute.
pub(super) const LDAP: &str = "usernameAttribute";

/// A resolver as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    /// Its name.
    pub name: String,
    /// `allowedDomains`, when it is written.
    pub allowed_domains: Option<Vec<String>>,
    /// `dangerouslyAllowSignInWithoutUserInCatalog`.
    pub without_catalog: bool,
}

impl Resolver {
    /// A resolver without options.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// Reads the resolvers of a sign-in provider under one environment (`auth.providers.oidc.production`). Without any, the
/// image takes its own; a provider that is not configured has none.
///
/// # Errors
/// When the text is no YAML map.
pub fn resolvers_of(app_config: &str, provider: &str, environment: &str) -> Result<Vec<Resolver>, Refusal> {
    let root = value(app_config)?;
    let block = ["auth", "providers", provider, environment].iter().try_fold(&root, |here, key| here.get(*key));
    let Some(block) = block.filter(|block| block.is_mapping()) else { return Ok(Vec::new()) };
    if provider == "ldap" {
        return Ok(usual(provider));
    }
    let written = block.get("signIn").and_then(|sign_in| sign_in.get("resolvers")).and_then(Value::as_sequence);
    let Some(written) = written.filter(|list| !list.is_empty()) else { return Ok(usual(provider)) };
    let resolver = |entry: &Value| {
        let domains = |list: &Value| Some(list.as_sequence()?.iter().filter_map(text).collect());
        let let_in = entry.get("dangerouslyAllowSignInWithoutUserInCatalog").and_then(Value::as_bool);
        Some(Resolver {
            name: entry.get("resolver").and_then(text)?,
            allowed_domains: entry.get("allowedDomains").and_then(domains),
            without_catalog: let_in == Some(true),
        })
    };
    Ok(written.iter().filter_map(resolver).collect())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// What the image takes when nothing is written (its module of sign-in providers).
fn usual(provider: &str) -> Vec<Resolver> {
    usual_names(provider).iter().copied().map(Resolver::named).collect()
}

/// The names of the resolvers that the image takes when nothing is written.
pub fn usual_names(provider: &str) -> &'static [&'static str] {
    match provider {
        "github" | "gitlab" => &["usernameMatchingUserEntityName"],
        "microsoft" => &["userIdMatchingUserEntityAnnotation"],
        "ldap" => &[LDAP],
        "oidc" => &["oidcSubClaimMatchingKeycloakUserId", "oidcLdapUuidMatchingAnnotation"],
        "google" => &["emailLocalPartMatchingUserEntityName"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
auth:
  providers:
    guest: null
    gitlab:
      development: { signIn: { resolvers: [] } }
      production:
        clientId: ${GITLAB_AUTH_CLIENT_ID}
        signIn:
          resolvers:
            # first
            - resolver: usernameMatchingUserEntityName
            - resolver: emailLocalPartMatchingUserEntityName
              allowedDomains: [acme.dev]
              dangerouslyAllowSignInWithoutUserInCatalog: true
            - resolver: 7
";

    fn names(provider: &str, environment: &str) -> Vec<String> {
        resolvers_of(TEXT, provider, environment).unwrap().into_iter().map(|resolver| resolver.name).collect()
    }

    #[test]
    fn resolvers_are_read_in_order_with_their_options() {
        let expected = Resolver {
            name: "emailLocalPartMatchingUserEntityName".into(),
            allowed_domains: Some(vec!["acme.dev".into()]),
            without_catalog: true,
        };
        let read = resolvers_of(TEXT, "gitlab", "production").unwrap();
        assert_eq!(read, [Resolver::named("usernameMatchingUserEntityName"), expected]);
    }

    #[test]
    fn an_empty_list_means_the_images_own_and_an_absent_provider_has_none() {
        assert_eq!(names("gitlab", "development"), ["usernameMatchingUserEntityName"]);
        assert!(names("gitlab", "staging").is_empty() && names("guest", "production").is_empty());
        assert!(resolvers_of("", "github", "production").unwrap().is_empty());
        assert!(resolvers_of("- a", "github", "production").is_err());
        let bare = "auth: { providers: { oidc: { production: { clientId: x } } } }";
        assert_eq!(resolvers_of(bare, "oidc", "production").unwrap().len(), 2);
    }

    #[test]
    fn the_chains_of_the_images_layers_are_read_and_known() {
        for (layer, provider, count) in [
            (include_str!("../../templates/v1/layers/app-config.github.yaml"), "github", 3),
            (include_str!("../../templates/v1/layers/app-config.gitlab.yaml"), "gitlab", 3),
            (include_str!("../../templates/v1/layers/app-config.azure.yaml"), "microsoft", 2),
            (include_str!("../../templates/v1/layers/app-config.keycloak.yaml"), "oidc", 4),
            (include_str!("../../templates/v1/layers/app-config.ldap.yaml"), "ldap", 1),
            (include_str!("../../templates/v1/layers/app-config.ldap-ad.yaml"), "ldap", 1),
        ] {
            let chain = resolvers_of(layer, provider, "development").unwrap();
            assert_eq!(chain.len(), count, "{provider}");
            let unknown: Vec<_> =
                chain.iter().filter(|resolver| !super::super::rule::known(resolver, provider)).collect();
            assert!(unknown.is_empty(), "{provider}: {unknown:?}");
        }
    }
}
