//! What is known about a provider: where it lives, and what each feature needs of a credential.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Copied;
use super::system::{System, systems};
use crate::credential::Purpose;

const PROVIDERS: &[&str] = &[
    embedded!("providers/azure-devops"),
    embedded!("providers/entra"),
    embedded!("providers/github"),
    embedded!("providers/gitlab"),
    embedded!("providers/keycloak"),
    embedded!("providers/ldap"),
    embedded!("providers/oidc"),
];

/// What a provider is to a portal.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProviderSpec {
    /// Its name in contracts and flags.
    pub provider: String,
    /// What people call it.
    pub title: String,
    /// What its proof was held against: a real one, an official description, or no more than documentation.
    pub held_against: String,
    /// The forms that its address may have, `https` unless it says otherwise.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// Its usual address, when there is one for all.
    pub url: Option<String>,
    /// Its usual API address.
    pub api_url: Option<String>,
    /// The API's path on one's own host.
    pub self_hosted_api_path: Option<String>,
    /// Hosts that the provider keeps for one customer each, by their common ending, and their API's address there.
    #[serde(default)]
    pub tenants: BTreeMap<String, String>,
    /// Its own hosts besides those of its usual addresses. A secret goes there without anybody's agreement.
    #[serde(default)]
    pub own_hosts: BTreeSet<String>,
    /// Servers that keep a part of themselves on other hosts, by the host that people name. Whoever agrees to the one agrees to
    /// the others.
    #[serde(default)]
    pub beside: BTreeMap<String, BTreeSet<String>>,
    /// The address of raw files.
    pub raw_url: Option<String>,
    /// The path of raw files on one's own host.
    pub self_hosted_raw_path: Option<String>,
    /// Why people of a server of one's own do not arrive when its address has a port, where that is so.
    pub portless: Option<String>,
    /// Why few of the people whom it brings have a mail address in the catalog, where that is so.
    pub few_mails: Option<String>,
    /// What people copy along with its address.
    pub copied: Option<Copied>,
    /// What a portal may want of it.
    pub features: BTreeMap<String, Feature>,
    /// What each scope, permission or role reaches beyond what the portal does with it.
    #[serde(default)]
    pub reaches: BTreeMap<String, String>,
}

impl ProviderSpec {
    /// Says where the API usually is: of its usual address, or of a host of one's own. `url` has no trailing slash.
    pub fn usual_api_of(&self, url: &str) -> String {
        let usual = self.api_url.clone().filter(|_| self.url.as_deref() == Some(url));
        usual.unwrap_or_else(|| self.api_of(url))
    }

    /// Says where the API of a host of its own usually is. `url` has no trailing slash.
    pub fn api_of(&self, url: &str) -> String {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let tenant = self.tenants.iter().find(|(ending, _)| host.ends_with(&format!(".{ending}")));
        match (tenant, &self.self_hosted_api_path) {
            (Some((_, api)), _) => api.replace("<host>", host),
            (None, Some(path)) => format!("{url}{path}"),
            (None, None) => url.to_owned(),
        }
    }
}

/// Something that a portal does with a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// The purpose it belongs to.
    pub purpose: Purpose,
    /// What it does, in a few words.
    pub about: String,
    /// Whether it has to be chosen.
    #[serde(default)]
    pub optional: bool,
    /// The question whether it is wanted, where it has to be chosen.
    pub ask: Option<String>,
    /// OAuth scopes that it needs.
    #[serde(default)]
    pub scopes: BTreeSet<String>,
    /// Permissions or roles that it needs.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
}

/// Gives what is known about a provider.
///
/// # Errors
/// When there is no such provider.
pub fn provider(name: &str) -> Result<ProviderSpec> {
    let found = providers().iter().find(|spec| spec.provider == name);
    found.cloned().with_context(|| format!("no provider is called `{name}`"))
}

/// Gives what is known about all of them, which is read once a process.
pub fn providers() -> &'static [ProviderSpec] {
    static READ: OnceLock<Vec<ProviderSpec>> = OnceLock::new();
    READ.get_or_init(|| {
        let own = PROVIDERS.iter().map(|text| facts!(text));
        own.chain(systems().iter().map(System::provider)).collect()
    })
}
