//! The chain of resolvers, as a configuration writes it or as the image has it.

use crate::config::Node;
use crate::contract::sign_in::sign_in;

/// Where a provider's resolvers are written, below its environment.
const RESOLVERS: &str = "signIn.resolvers";

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

    /// One of a list. Where its name is not known here it is called by its place, so that nobody takes it for one that finds nobody.
    fn of((place, entry): (usize, &Node)) -> Self {
        let text = |node: &Node| node.scalar().map(str::to_owned);
        let without_catalog = entry.get("dangerouslyAllowSignInWithoutUserInCatalog").and_then(Node::boolean);
        Self {
            name: entry.get("resolver").and_then(text).unwrap_or_else(|| format!("{RESOLVERS}[{place}].resolver")),
            allowed_domains: entry.get("allowedDomains").map(domains),
            without_catalog: without_catalog == Some(true),
        }
    }
}

/// The domains as they are written: one that comes from a variable that is not known is told by its `${NAME}`.
fn domains(list: &Node) -> Vec<String> {
    let written = |node: &Node| node.as_text().map(|text| text.known().unwrap_or(text.written()).to_owned());
    match list.is_hole() {
        true => vec![written(list).unwrap_or_else(|| "${}".to_owned())],
        false => list.items().filter_map(written).collect(),
    }
}

/// The chain in a provider's block (`auth.providers.oidc.production`); nothing, where none is written. A provider that goes by a setting
/// has no other.
pub fn written(provider: &str, block: &Node) -> Option<Vec<Resolver>> {
    if sign_in().provider(provider).is_some_and(|known| known.by_setting.is_some()) {
        return Some(usual(provider));
    }
    match block.get(RESOLVERS) {
        Some(list) if list.is_hole() => Some(vec![Resolver::named(RESOLVERS)]),
        list => Some(list?.items().enumerate().map(Resolver::of).collect()).filter(|list: &Vec<_>| !list.is_empty()),
    }
}

/// The chain that the image takes when nothing is written; Backstage itself has none then.
pub fn usual(provider: &str) -> Vec<Resolver> {
    usual_names(provider).map(Resolver::named).collect()
}

/// The names of the resolvers in it.
pub fn usual_names(provider: &str) -> impl Iterator<Item = &'static str> {
    let known = sign_in().provider(provider);
    known.into_iter().flat_map(|known| known.usual.iter().chain(&known.by_setting)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::as_written;

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
            - resolver: [7]
";

    /// What is written for a provider in one environment.
    fn of(text: &str, provider: &str, environment: &str) -> Option<Vec<Resolver>> {
        let root = as_written(text).unwrap();
        written(provider, root.get(&format!("auth.providers.{provider}.{environment}"))?)
    }

    #[test]
    fn resolvers_are_read_in_order_with_their_options() {
        let expected = Resolver {
            name: "emailLocalPartMatchingUserEntityName".into(),
            allowed_domains: Some(vec!["acme.dev".into()]),
            without_catalog: true,
        };
        let read = of(TEXT, "gitlab", "production").unwrap();
        let unknown = Resolver::named("signIn.resolvers[2].resolver");
        assert_eq!(read, [Resolver::named("usernameMatchingUserEntityName"), expected, unknown]);
    }

    #[test]
    fn nothing_is_written_in_an_empty_list_and_the_image_has_its_own() {
        for (provider, environment) in [("gitlab", "development"), ("gitlab", "staging"), ("guest", "production")] {
            assert_eq!(of(TEXT, provider, environment), None, "{provider} {environment}");
        }
        assert_eq!(usual("gitlab"), [Resolver::named("usernameMatchingUserEntityName")]);
        assert_eq!((usual("oidc").len(), usual("guest").len()), (2, 0));
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
            let chain = of(layer, provider, "development").unwrap();
            assert_eq!(chain.len(), count, "{provider}");
            let unknown: Vec<_> =
                chain.iter().filter(|resolver| !super::super::rule::known(resolver, provider)).collect();
            assert!(unknown.is_empty(), "{provider}: {unknown:?}");
        }
    }
}
