//! How a portal takes a person through a sign-in provider: what it asks for, and what it keeps of the answer.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::release::Span;

const TEXT: &str = embedded!("backstage/entrance");

/// Everything that is known of it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entrances {
    /// The providers that sign in by way of the browser, by their key below `auth.providers`.
    pub providers: IndexMap<String, Entrance>,
    /// When a profile's word counts that its address is not verified.
    pub heeds_unverified: Span,
    /// What a token for Microsoft Graph is known by.
    pub graph: Graph,
    /// The servers whose issuer stands for every tenant of theirs.
    pub any_tenant: Vec<String>,
}

/// One provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entrance {
    /// Where the provider is.
    #[serde(default)]
    pub server: Server,
    /// Where people are sent.
    #[serde(default)]
    pub authorize: String,
    /// Where the code is exchanged.
    #[serde(default)]
    pub token: String,
    /// Where the person is read.
    #[serde(default)]
    pub profile: String,
    /// The same at the usual server, when that is another place.
    pub usual_profile: Option<String>,
    /// The scopes that the page asks for.
    pub page: Vec<String>,
    /// The scopes that the backend adds.
    pub required: Vec<String>,
    /// Whether the scopes stand in the state.
    #[serde(default)]
    pub remembers: bool,
    /// Whether it is OpenID Connect.
    #[serde(default)]
    pub openid: bool,
    /// Fields that are passed on as parameters.
    #[serde(default)]
    pub passes: BTreeMap<String, String>,
    /// Where the profile has the user name, if the provider tells one.
    pub username: Option<String>,
    /// Where it has the provider's own id.
    pub id: String,
    /// Where it has mail addresses; the first that is there counts.
    pub mail: Vec<String>,
    /// Whether the profile is only read with a token for Microsoft Graph.
    #[serde(default)]
    pub graph: bool,
}

/// Where a provider is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The field that names another server.
    pub field: Option<String>,
    /// The server without it.
    pub usual: String,
    /// Whether one slash at its end is cut off.
    #[serde(default)]
    pub cut: bool,
}

/// What a token for Microsoft Graph is known by.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graph {
    /// Its `aud`.
    pub audience: String,
    /// The scopes of which one has to be there, in lower case.
    pub scopes: Vec<String>,
}

/// What is known.
pub fn entrances() -> &'static Entrances {
    static KNOWN: OnceLock<Entrances> = OnceLock::new();
    KNOWN.get_or_init(|| facts!(TEXT))
}

/// The directory, through which people go by name and password.
const DIRECTORY: &str = "ldap";

/// Tells whether it is known how people go through a provider, so that it can be done from here.
pub fn is_known(provider: &str) -> bool {
    provider == DIRECTORY || entrances().providers.contains_key(provider)
}

#[cfg(test)]
mod tests {
    use super::super::sign_in::sign_in;
    use super::*;

    #[test]
    fn what_is_known_of_going_through_a_provider_can_be_read() {
        let known: Entrances = serde_json::from_str(TEXT).unwrap();
        assert_eq!(known.providers.keys().collect::<Vec<_>>(), ["github", "gitlab", "microsoft", "oidc"]);
        for (key, entrance) in &known.providers {
            assert!(sign_in().providers.contains_key(key), "{key}");
            assert_eq!(
                entrance.openid,
                entrance.authorize.is_empty(),
                "{key}: who describes itself has no fixed address"
            );
        }
        assert!(!known.heeds_unverified.is_always());
    }
}
