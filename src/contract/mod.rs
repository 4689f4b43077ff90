//! What is known about a profile and its provider, read from `templates/`. Everything a profile needs is data there;
//! nothing about a single profile is written in Rust.

pub mod carriers;
pub mod concepts;
pub mod demands;
pub mod directories;
pub mod entrance;
pub mod generation;
pub mod image;
pub mod integration;
pub mod keys;
pub mod names;
pub mod preset;
mod provider;
pub mod release;
pub mod sign_in;
pub mod system;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anyhow::{Context, Result};
use indexmap::IndexMap;
use serde::Deserialize;

pub use self::provider::{Feature, ProviderSpec, provider, providers};
pub use self::target::{Otherwise, Target, every, is_asked_about, on, renamed};

use self::system::{System, systems};

use crate::credential::{CredentialKind, Purpose, Variable};

const CONTRACTS: &[&str] = &[
    embedded!("v1/github"),
    embedded!("v1/github-pat"),
    embedded!("v1/gitlab"),
    embedded!("v1/azure"),
    embedded!("v1/azure-devops"),
    embedded!("v1/keycloak"),
    embedded!("v1/ldap"),
    embedded!("v1/ldap-ad"),
    embedded!("v1/oidc"),
];

/// What the fragment of every portal begins and ends with, whatever its providers are.
const PORTAL: &str = embedded!("v1/portal");

/// One provider's part in a portal: what it needs, how that is made, and what has to be written besides. A profile is such a
/// part, alone or with another one beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Contract {
    /// Its name; the value of `VEECODE_PROFILE` where it is a profile.
    pub name: String,
    /// How it may stand in a portal.
    pub stands: BTreeSet<Stands>,
    /// One line in the list of choices.
    pub title: String,
    /// One line that says what it costs.
    pub about: String,
    /// The provider that serves it.
    pub provider: String,
    /// What Backstage calls it under `auth.providers`, when people sign in by it.
    #[serde(default)]
    pub signs_in_as: Option<String>,
    /// Contracts of one group exclude each other in a portal.
    #[serde(default)]
    pub exclusive_group: Option<String>,
    /// The contract that serves integration when this profile is taken whole (`azure` reads code from Azure DevOps).
    #[serde(default)]
    pub integrates: Option<String>,
    /// Plain settings that the provider needs, by the provider's own word, in the order in which they are asked for.
    pub settings: IndexMap<String, Variable>,
    /// Settings that are the same for everybody who uses this contract; `<entra-url>` stands for a provider's address.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
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
    /// What is otherwise where something else than the v1 image reads the files.
    #[serde(default)]
    pub targets: BTreeMap<Target, Otherwise>,
}

/// How a contract may stand in a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// As a profile: the image has a layer of its name.
    Profile,
    /// First, without a profile of its name.
    Plain,
    /// Beside one of the others, for integration.
    Beside,
    /// Beside any of the others, for what the portal shows of it; it holds no code.
    Also,
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
    /// Whether a person can be guided through making it where the API may not be used.
    #[serde(default)]
    pub guided: bool,
    /// Why it serves only where its contract stands first, when it does.
    pub not_beside: Option<String>,
    /// How it is made, in words.
    pub making: String,
    /// What choosing it costs or brings, in words.
    pub cost: String,
    /// The same where it is chosen to sign people in, when it serves the backend as well.
    pub cost_of_sign_in: Option<String>,
    /// What an administrator is asked for so that the API can make it; never kept.
    #[serde(default)]
    pub administrator: BTreeMap<String, Variable>,
    /// Its parts and the variables they are kept in.
    pub fields: BTreeMap<String, Variable>,
    /// The part that it is named by at its provider, where a person may choose the name.
    #[serde(default)]
    pub name: Option<String>,
    /// Plain settings of its making, by the provider's own word, that are asked for when it is made.
    #[serde(default)]
    pub chosen: BTreeMap<String, Variable>,
    /// Parts that are chosen here before it is made, so that a second try finds its own work.
    #[serde(default)]
    pub prepared: Vec<String>,
    /// Variables that take its parts as well, when it serves sign-in too.
    #[serde(default)]
    pub lends: BTreeMap<String, Variable>,
    /// The path under the portal's address that the provider sends people back to.
    pub callback: Option<String>,
}

impl CredentialSpec {
    /// What choosing it for a purpose costs or brings.
    pub fn cost_for(&self, purpose: Purpose) -> &str {
        let of_sign_in = self.cost_of_sign_in.as_deref().filter(|_| purpose == Purpose::Authentication);
        of_sign_in.unwrap_or(&self.cost)
    }
}

/// One variable.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VariableSpec {
    /// What it means, in one line.
    pub about: String,
    /// What a person reads at the prompt.
    pub prompt: Option<String>,
    /// An example.
    pub example: Option<String>,
    /// What is taken when nothing else is said.
    pub default: Option<String>,
    /// The form that a default takes from another variable, when that one is known (`https://<GITLAB_HOST>`).
    pub default_from: Option<String>,
    /// The only values that it can have, each with what a person reads. The chosen one is a fact for the fragment.
    #[serde(default)]
    pub choices: IndexMap<String, String>,
    /// Whether the portal does not read it: it stands in `devportal-auth.yaml` only, for the next run.
    #[serde(default)]
    pub ours: bool,
    /// Whether nobody is asked for it: the default is taken unless it was given.
    #[serde(default)]
    pub quiet: bool,
    /// What it is made from when the rest is known (`<provider-host>`).
    pub derived: Option<String>,
    /// Whether its value must never be shown.
    #[serde(default)]
    pub secret: bool,
    /// What a value of it looks like as a whole, as a regular expression, where that is known.
    pub form: Option<String>,
    /// How many characters it has at least, where that is known.
    pub at_least: Option<usize>,
    /// Whether quotes or blanks around it may be a part of it, as in a password.
    #[serde(default)]
    pub verbatim: bool,
    /// Whether it usually comes as a file.
    #[serde(default)]
    pub file: bool,
    /// The file of its own that holds it beside `.env`, where no line can and the portal reads it from there.
    pub own_file: Option<String>,
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

/// Gives all contracts, which are read once a process.
///
/// # Errors
/// When an embedded contract does not parse, which a test rules out.
pub fn all() -> Result<&'static [Contract]> {
    static READ: OnceLock<Vec<Contract>> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    let read = |text: &&str| serde_json::from_str(text).context("an embedded contract does not parse");
    let mut read = CONTRACTS.iter().map(read).collect::<Result<Vec<_>>>()?;
    read.extend(systems()?.iter().map(System::contract));
    Ok(READ.get_or_init(|| read))
}

/// What the fragment of every portal begins and ends with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// The pieces before those of the contracts.
    pub first: Vec<Piece>,
    /// The pieces after them.
    pub last: Vec<Piece>,
}

/// Reads what the fragment of every portal begins and ends with.
///
/// # Errors
/// When the embedded file does not parse, which a test rules out.
pub fn portal() -> Result<Portal> {
    serde_json::from_str(PORTAL).context("the portal's own pieces do not parse")
}

impl Contract {
    /// Tells whether it is a profile: the image has a layer of its name.
    pub fn is_profile(&self) -> bool {
        self.stands.contains(&Stands::Profile)
    }

    /// Tells whether it can be what people choose first.
    pub fn stands_first(&self) -> bool {
        self.is_profile() || self.stands.contains(&Stands::Plain)
    }

    /// Tells whether it may stand beside another one: a second source of code stands beside a sign-in alone.
    pub fn stands_beside(&self, main: &Self) -> bool {
        let beside = self.stands.contains(&Stands::Beside) && main.purposes.contains_key(&Purpose::Authentication);
        beside || self.stands_also()
    }

    /// Tells whether it holds no code, and may stand beside anything for what the portal shows of it.
    pub fn stands_also(&self) -> bool {
        self.stands.contains(&Stands::Also)
    }

    /// Tells whether it stands in front of the portal and vouches for people, so that nothing is asked of it.
    pub fn stands_in_front(&self) -> bool {
        self.credentials.values().any(|spec| spec.kind == CredentialKind::TrustedProxy)
    }

    /// Tells whether a portal can have only one of both.
    pub fn excludes(&self, other: &Self) -> bool {
        self.exclusive_group.is_some() && self.exclusive_group == other.exclusive_group && self.name != other.name
    }

    /// What people call its provider.
    pub fn provider_title(&self) -> String {
        provider(&self.provider).map_or_else(|_| self.provider.clone(), |provider| provider.title)
    }

    /// Looks a variable up.
    pub fn variable(&self, variable: &Variable) -> Option<&VariableSpec> {
        self.variables.get(variable)
    }

    /// Tells whether a variable's value must never be shown. What the contract does not know is taken for a secret.
    pub fn is_secret(&self, variable: &Variable) -> bool {
        self.variables.get(variable).is_none_or(|spec| spec.secret)
    }
}
