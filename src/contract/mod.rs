//! What is known about a profile and its provider, read from `templates/`. Everything a profile needs is data there;
//! nothing about a single profile is written in Rust.

pub mod carriers;
pub mod comments;
pub mod concepts;
mod copied;
mod credential;
pub mod demands;
pub mod directories;
pub mod entrance;
pub mod generation;
pub mod hosts;
pub mod hub;
pub mod image;
pub mod integration;
pub mod keys;
pub mod lets_in;
pub mod names;
pub mod preset;
mod provider;
pub mod release;
pub mod sign_in;
pub mod system;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

pub use self::copied::{Copied, Ends};
pub use self::credential::{CredentialSpec, Make, VariableSpec};
pub use self::provider::{Feature, ProviderSpec, provider, providers};
pub use self::target::{Otherwise, PRESETS, PROFILE, TOLD, Target, every, is_asked_about, on, renamed};

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
pub fn all() -> &'static [Contract] {
    static READ: OnceLock<Vec<Contract>> = OnceLock::new();
    READ.get_or_init(|| {
        let own = CONTRACTS.iter().map(|text| facts!(text));
        own.chain(systems().iter().map(System::contract)).collect()
    })
}

/// What the fragment of every portal begins and ends with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Where a checkout has its two servers.
    pub developed: Developed,
    /// The pieces before those of the contracts.
    pub first: Vec<Piece>,
    /// The pieces after them.
    pub last: Vec<Piece>,
}

/// The ports of a checkout while `yarn start` runs it, as create-app writes them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Developed {
    /// That of the pages.
    pub pages: u16,
    /// That of the backend.
    pub backend: u16,
}

/// What the fragment of every portal begins and ends with, read once a process.
pub fn portal() -> &'static Portal {
    static READ: OnceLock<Portal> = OnceLock::new();
    READ.get_or_init(|| facts!(PORTAL))
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

/// What somebody means who says another name for how people sign in: Okta is an OpenID Connect server, Entra is Microsoft's.
pub fn meant(said: &str) -> Option<&'static str> {
    let (facts, said) = (sign_in::sign_in(), said.to_lowercase());
    let key = if facts.elsewhere.get(&said) == Some(&true) { "oidc" } else { facts.meant(&said).unwrap_or(&said) };
    let contracts = all();
    let named = contracts.iter().find(|contract| contract.name == key);
    let signs_in = || contracts.iter().find(|contract| contract.signs_in_as.as_deref() == Some(key));
    named.or_else(signs_in).map(|contract| contract.name.as_str())
}
