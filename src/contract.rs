//! What is known about a profile and its provider, read from `templates/`. Everything a profile needs is data there;
//! nothing about a single profile is written in Rust.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::credential::{CredentialKind, Purpose, Variable};

const PROFILES: &[&str] = &[
    include_str!("../templates/v1/github.yaml"),
    include_str!("../templates/v1/github-pat.yaml"),
    include_str!("../templates/v1/keycloak.yaml"),
];

const PROVIDERS: &[&str] =
    &[include_str!("../templates/providers/github.yaml"), include_str!("../templates/providers/keycloak.yaml")];

/// One profile: what it needs, how that is made, and what has to be written besides.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Contract {
    /// The profile's name, the value of `VEECODE_PROFILE`.
    pub profile: String,
    /// One line in the list of choices.
    pub title: String,
    /// One line that says what it costs.
    pub about: String,
    /// The provider that serves it.
    pub provider: String,
    /// Plain settings that the provider needs, by the provider's own word.
    pub settings: BTreeMap<String, Variable>,
    /// Which credential serves which purpose.
    pub purposes: BTreeMap<Purpose, Serves>,
    /// The credentials, by id.
    pub credentials: BTreeMap<String, CredentialSpec>,
    /// Secrets that are made here, with what a person calls them.
    #[serde(default)]
    pub generated: BTreeMap<Variable, String>,
    /// Every variable that the profile, its fragment or its making speaks of.
    pub variables: BTreeMap<Variable, VariableSpec>,
    /// The pieces of `app-config.local.yaml`; those whose conditions hold are merged in order.
    pub fragment: Vec<Piece>,
}

/// Which credential serves a purpose.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Serves {
    /// The same credential as another purpose.
    Follows {
        /// The purpose that decides.
        follows: Purpose,
    },
    /// One of several; the recommended one depends on the stage.
    OneOf {
        /// Recommended for production.
        production: String,
        /// Recommended for a portal on one's own machine.
        local: String,
        /// All that are possible.
        or: Vec<String>,
    },
}

/// How a credential is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Make {
    /// A person confirms in the browser, the rest happens by itself.
    Browser,
    /// The provider's API makes it.
    Api,
    /// A person makes it and copies the values.
    ByHand,
}

/// One credential of a profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CredentialSpec {
    /// What people call it.
    pub title: String,
    /// Its form.
    pub kind: CredentialKind,
    /// How it is made.
    pub make: Make,
    /// How it is made, in words.
    pub making: String,
    /// What choosing it costs or brings, in words.
    pub cost: String,
    /// What an administrator is asked for so that the API can make it; never kept.
    #[serde(default)]
    pub administrator: BTreeMap<String, Variable>,
    /// Its parts and the variables they are kept in.
    pub fields: BTreeMap<String, Variable>,
    /// The part that it is named by at its provider, where a person may choose the name.
    #[serde(default)]
    pub name: Option<String>,
    /// Parts that are chosen here before it is made, so that a second try finds its own work.
    #[serde(default)]
    pub prepared: Vec<String>,
    /// Variables that take its parts as well, when it serves sign-in too.
    #[serde(default)]
    pub lends: BTreeMap<String, Variable>,
    /// The path under the portal's address that the provider sends people back to.
    pub callback: Option<String>,
}

/// One variable.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VariableSpec {
    /// What it means, in one line.
    pub about: String,
    /// What a person reads at the prompt.
    pub prompt: Option<String>,
    /// An example.
    pub example: Option<String>,
    /// Whether its value must never be shown.
    #[serde(default)]
    pub secret: bool,
    /// Whether it usually comes as a file.
    #[serde(default)]
    pub file: bool,
    /// The variable that carries it in base64, where the value itself cannot stand in `.env`.
    pub base64: Option<Variable>,
    /// The variable that the image falls back to when this one is empty.
    pub fallback: Option<Variable>,
    /// Whether it is used for making a credential only, and never written.
    #[serde(default)]
    pub transient: bool,
    /// Whether the profile names it without any effect; it is never asked for.
    #[serde(default)]
    pub unused: bool,
    /// Where a person finds it.
    pub docs: Option<String>,
    /// A few lines for whoever asks.
    #[serde(default)]
    pub explain: Vec<String>,
}

/// A piece of the fragment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Facts that must hold (`self-hosted`), or must not (`not github-app`).
    #[serde(default)]
    pub when: Vec<String>,
    /// The YAML, with comments; `<portal-url>` and the like are filled in.
    pub yaml: String,
}

/// What a provider is to a portal.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProviderSpec {
    /// Its name in contracts and flags.
    pub provider: String,
    /// What people call it.
    pub title: String,
    /// Its usual address, when there is one for all.
    pub url: Option<String>,
    /// Its usual API address.
    pub api_url: Option<String>,
    /// The API's path on one's own host.
    pub self_hosted_api_path: Option<String>,
    /// Hosts that the provider keeps for one customer each, by their common ending, and their API's address there.
    #[serde(default)]
    pub tenants: BTreeMap<String, String>,
    /// The address of raw files.
    pub raw_url: Option<String>,
    /// The path of raw files on one's own host.
    pub self_hosted_raw_path: Option<String>,
    /// What a portal may want of it.
    pub features: BTreeMap<String, Feature>,
}

impl ProviderSpec {
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
    /// OAuth scopes that it needs.
    #[serde(default)]
    pub scopes: BTreeSet<String>,
    /// Permissions or roles that it needs.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
}

/// Reads all contracts.
///
/// # Errors
/// When an embedded contract does not parse, which a test rules out.
pub fn all() -> Result<Vec<Contract>> {
    PROFILES.iter().map(|text| serde_yaml::from_str(text).context("an embedded contract does not parse")).collect()
}

/// Reads what is known about a provider.
///
/// # Errors
/// When there is no such provider, or its file does not parse, which a test rules out.
pub fn provider(name: &str) -> Result<ProviderSpec> {
    for text in PROVIDERS {
        let spec: ProviderSpec = serde_yaml::from_str(text).context("an embedded provider file does not parse")?;
        if spec.provider == name {
            return Ok(spec);
        }
    }
    anyhow::bail!("no provider is called `{name}`")
}

impl Contract {
    /// Looks a variable up.
    pub fn variable(&self, variable: &Variable) -> Option<&VariableSpec> {
        self.variables.get(variable)
    }

    /// Tells whether a variable's value must never be shown. What the contract does not know is taken for a secret.
    pub fn is_secret(&self, variable: &Variable) -> bool {
        self.variables.get(variable).is_none_or(|spec| spec.secret)
    }
}
