//! Integrations and the catalog's providers that read through them, as Backstage's own code has them.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::release::Span;

const FACTS: &str = embedded!("backstage/integrations");

/// Everything that is known about integrations.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IntegrationFacts {
    /// The kinds of integration, by key.
    pub integrations: IndexMap<String, IntegrationSpec>,
    /// Routes that have to be lists; `*` is any key or item.
    pub lists: Vec<String>,
    /// What a GitHub App cannot do without.
    pub app_fields: Vec<String>,
    /// The keys of a credential for Azure DevOps, and since when each is read.
    pub azure_fields: IndexMap<String, Span>,
    /// Which of them together make one.
    pub azure_credentials: Vec<Vec<String>>,
    /// When tokens for all organisations of Azure DevOps stop working.
    pub azure_global_tokens: LastDay,
    /// The catalog's providers, by key.
    pub catalog: IndexMap<String, CatalogSpec>,
    /// Others whose `schedule` Backstage's own scheduler reads. One of a company's own reads its schedule as it likes.
    pub also_scheduled: Vec<String>,
    /// Hosts, or ends of hosts, that are read without an entry.
    pub read_otherwise: Vec<String>,
    /// What values are by their beginning.
    pub tokens: Vec<TokenSpec>,
}

/// A kind of integration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IntegrationSpec {
    /// What people call it.
    pub title: String,
    /// The host that everybody shares.
    pub host: String,
    /// Whether an entry has to name its host.
    #[serde(default)]
    pub host_required: bool,
    /// Where that host's API is.
    pub api: Option<String>,
    /// Where the API of another host is.
    pub own_api: Option<String>,
}

/// A day on which something ends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastDay {
    /// The day, in words.
    pub end: String,
    /// Its beginning, in seconds since 1970.
    pub at: i64,
    /// The day that was said before.
    pub earlier: String,
}

/// A provider of the catalog.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CatalogSpec {
    /// The integration that it reads through.
    pub integration: Option<String>,
    /// The key that holds its host.
    pub host: Option<String>,
    /// The key that holds an address with its host.
    pub address: Option<String>,
    /// The keys that hold organisations.
    #[serde(default)]
    pub organizations: Vec<String>,
    /// The keys that the reader wants.
    #[serde(default)]
    pub required: Vec<String>,
    /// Whether there is no start without a schedule.
    #[serde(default)]
    pub scheduled: bool,
    /// Whether each block stands below an id.
    #[serde(default)]
    pub keyed: bool,
    /// The module that reads it, where a backend's own text says which it adds.
    pub module: Option<String>,
    /// The module that reads its people, where that is another one.
    pub people: Option<String>,
}

/// What a value is by its beginning.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSpec {
    /// The beginning.
    pub starts: String,
    /// What it is, with its article.
    pub is: String,
    /// The integration that it may serve as a token.
    pub serves: Option<String>,
    /// Why it is a bad one, or none.
    pub but: Option<String>,
}

/// The facts, read once. A test rules out that they do not parse.
pub fn facts() -> &'static IntegrationFacts {
    static READ: OnceLock<IntegrationFacts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

impl IntegrationFacts {
    /// Tells whether the `schedule` of a provider of the catalog is known to be one of Backstage's scheduler.
    pub fn is_scheduled(&self, provider: &str) -> bool {
        self.catalog.contains_key(provider) || self.also_scheduled.iter().any(|also| also == provider)
    }

    /// Everything in it that does not hold for every release.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.azure_fields.values()
    }
}

impl IntegrationSpec {
    /// Where the API of a host is, as far as it is the usual place.
    pub fn api_of(&self, host: &str) -> Option<String> {
        if host == self.host {
            return self.api.clone();
        }
        // GitHub's own clouds with data of one country have the API on a host of its own.
        if host.ends_with(".ghe.com") {
            return Some(format!("https://api.{host}"));
        }
        self.own_api.as_ref().map(|api| api.replace("<host>", host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_parse_and_hang_together() {
        let facts: IntegrationFacts = serde_json::from_str(FACTS).unwrap();
        assert!(
            facts.catalog.values().flat_map(|spec| &spec.integration).all(|kind| facts.integrations.contains_key(kind))
        );
        assert!(facts.tokens.iter().flat_map(|token| &token.serves).all(|kind| facts.integrations.contains_key(kind)));
        assert!(facts.azure_credentials.iter().flatten().all(|field| facts.azure_fields.contains_key(field)));
        let api = |host: &str| facts.integrations["github"].api_of(host).unwrap();
        assert_eq!(api("github.com"), "https://api.github.com");
        assert_eq!(api("github.acme.dev"), "https://github.acme.dev/api/v3");
        assert_eq!(api("acme.ghe.com"), "https://api.acme.ghe.com");
    }
}
