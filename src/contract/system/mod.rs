//! The systems that a portal reads besides its code, builds, quality, alerts, registries, and those that people sign in by. Each is a row
//! of `templates/systems` or `templates/sign-in`: what it needs, where a configuration holds its credential, how that is sent and what its
//! answers mean. One provider serves all of them.

mod made;
mod packed;
mod proof;
mod sends;
mod sign_in;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

pub use self::packed::{Packed, Packing};
pub use self::proof::{Answer, Ask, Counts, Sample};
pub use self::sends::{Asserts, Scheme, Sends, Signed};
pub use self::sign_in::{Exchange, Front, SignsIn};
pub use self::text::{filled, words};

use super::{Otherwise, Piece, Target, VariableSpec};
use crate::credential::{Fields, Variable};

const SYSTEMS: &str = embedded!("systems");

/// A system.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct System {
    /// Its name in flags and files.
    pub name: String,
    /// What kind of system it is.
    pub group: Group,
    /// What people call it.
    pub title: String,
    /// What the portal does with it, in one line.
    pub about: String,
    /// What its proof was held against.
    pub held_against: String,
    /// Systems of one group exclude each other: the portal reads one of them alone.
    pub exclusive_group: Option<String>,
    /// The package that reads it, where Backstage itself does not.
    pub package: Option<String>,
    /// How people sign in by it, when they do; it serves nothing else then.
    pub signs_in: Option<SignsIn>,
    /// Its address, where there is one for all.
    pub url: Option<String>,
    /// Its API's address there.
    pub api_url: Option<String>,
    /// The API's path on a server of one's own.
    pub self_hosted_api_path: Option<String>,
    /// Other hosts of the same maker.
    #[serde(default)]
    pub own_hosts: BTreeSet<String>,
    /// Plain settings, by the word that paths and pages use.
    #[serde(default)]
    pub settings: IndexMap<String, Variable>,
    /// The credentials that it takes; the first one is recommended.
    pub credentials: IndexMap<String, SystemCredential>,
    /// Every variable that it speaks of.
    pub variables: BTreeMap<Variable, VariableSpec>,
    /// Where a configuration holds a credential of it.
    #[serde(default)]
    pub found: Vec<Found>,
    /// How a credential is proven; it ends with the first request that is refused.
    #[serde(default)]
    pub proof: Vec<Ask>,
    /// What is written into `app-config.local.yaml`.
    pub fragment: Vec<Piece>,
    /// What is otherwise where something else than the v1 image reads the files.
    #[serde(default)]
    pub targets: BTreeMap<Target, Otherwise>,
}

/// What kind of system it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// People sign in by it.
    SignIn,
    /// It holds code.
    Code,
    /// It builds and deploys.
    Pipelines,
    /// It judges code.
    Quality,
    /// It holds artefacts.
    Registries,
    /// It watches what runs.
    Watching,
    /// It holds tickets, pages and talk.
    Work,
    /// It answers in words.
    Models,
    /// It holds files.
    Storage,
    /// It runs all of that.
    Clouds,
}

impl SystemCredential {
    /// Tells whether it is made here: what the images do not read yet, and what a machine has by itself, is only known.
    pub fn is_made(&self) -> bool {
        self.since.is_none() && self.ambient.is_none() && !self.only_found
    }
}

/// A credential of a system.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SystemCredential {
    /// What people call it.
    pub title: String,
    /// How it is made, in words.
    pub making: String,
    /// What choosing it costs or brings, in words.
    pub cost: String,
    /// The first release of Backstage that sends it, where the images are older: it is known, and not made.
    pub since: Option<String>,
    /// Why it is not made here: it is the identity of the machine that the portal runs on, and can be proven nowhere else.
    pub ambient: Option<Ambient>,
    /// Its parts and the variables they are kept in.
    #[serde(default)]
    pub fields: BTreeMap<String, Variable>,
    /// The part that is a signed token (a JWT), which says itself when it ends.
    pub signed_token: Option<String>,
    /// A part whose text holds others.
    pub packed: Option<Packed>,
    /// Whether it is only known where it stands: there is a better one to make.
    #[serde(default)]
    pub only_found: bool,
    /// The page on which it is made; `<url>` is the system's address, `<organization>` a setting.
    pub page: Option<String>,
    /// What a person does there, one line each; one that is a command begins with `$ ` ([`crate::typed::pasted`]).
    #[serde(default)]
    pub steps: Vec<String>,
    /// How it is sent.
    #[serde(default)]
    pub sends: Sends,
    /// Values that cannot be right, by what they begin with.
    #[serde(default)]
    pub forms: Vec<FormOf>,
    /// How much it may ask.
    pub rate: String,
    /// Who has to act before it works.
    pub acts: String,
    /// What is open when it leaks.
    pub leaks: String,
    /// When it ends.
    pub ends: String,
}

/// An identity that a machine has by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambient {
    /// What it is.
    pub says: String,
    /// What proves it, on that machine.
    pub hint: String,
}

/// What a value is by what it begins with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormOf {
    /// The beginning.
    pub starts: String,
    /// Why it cannot be right.
    pub says: String,
    /// What to do about it.
    pub hint: String,
}

/// Where a configuration holds a credential.
#[derive(Debug, Deserialize)]
#[serde(untagged, rename_all = "kebab-case")]
pub enum Found {
    /// In a block of keys.
    Block(InBlock),
    /// In a header that the portal's proxy adds.
    Proxy {
        /// Which endpoint and which header.
        proxy: InProxy,
    },
}

/// A credential in a block of keys.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InBlock {
    /// The block's route; `*` is every key of a map, or every item of a list.
    pub at: String,
    /// Which credential it is, where there are several.
    pub credential: Option<String>,
    /// The key that holds the address.
    pub address: Option<String>,
    /// The key that holds the API's address, where that need not be the usual one.
    pub api: Option<String>,
    /// The key that holds a bare host.
    pub host: Option<String>,
    /// The address that such a host stands for, where that is not its own (`https://api.<host>`).
    pub host_form: Option<String>,
    /// The credential's parts and their keys.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Parts that may be left out, and their keys.
    #[serde(default)]
    pub optional: BTreeMap<String, String>,
    /// The block in which the parts that must be there stand, where it is another one.
    pub from: Option<String>,
    /// Settings and their keys.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Keys that have to stand there.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Keys that have to have these values there: whose credential it is, stands beside it.
    #[serde(default)]
    pub is: BTreeMap<String, String>,
    /// Keys that must not stand there.
    #[serde(default)]
    pub without: Vec<String>,
}

/// A credential in a header that the portal's proxy adds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InProxy {
    /// The hosts that the endpoint's target is on; `*.acme.dev` is every host below that one.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The endpoint at which the system's plugin asks, wherever its target is.
    pub endpoint: Option<String>,
    /// The header.
    pub header: String,
    /// Its value; `<token>` stands for the credential's part of this name.
    pub value: String,
    /// Which credential it is, where there are several.
    pub credential: Option<String>,
}

/// Gives all systems, which are read once a process.
pub fn systems() -> &'static [System] {
    static READ: OnceLock<Vec<System>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut read: Vec<System> = facts!(SYSTEMS);
        for system in &mut read {
            let exchange = system.signs_in.as_mut().and_then(|signs_in| signs_in.exchange.take());
            system.proof.extend(exchange.map(Exchange::ask));
        }
        read
    })
}

impl Found {
    /// Where it is, as people write it.
    pub fn shown(&self) -> String {
        match self {
            Self::Block(block) => block.at.clone(),
            Self::Proxy { proxy } => {
                let at = proxy.endpoint.as_deref().or_else(|| proxy.hosts.first().map(String::as_str));
                format!("proxy.endpoints, {}", at.unwrap_or_default())
            }
        }
    }
}

impl InProxy {
    /// Tells whether an endpoint leads to the system.
    pub fn is_at(&self, endpoint: &str, host: &str) -> bool {
        let below = |known: &String| match known.strip_prefix('*') {
            Some(end) => host.ends_with(end),
            None => host == known,
        };
        self.endpoint.as_deref() == Some(endpoint) || self.hosts.iter().any(below)
    }
}

impl System {
    /// Tells whether a route is one of its blocks, or of the list or map that these stand in.
    pub fn is_read_at(&self, route: &str) -> bool {
        let is = |at: &str| at == route || at.strip_prefix(route).is_some_and(|rest| rest.starts_with('.'));
        self.found.iter().any(|found| matches!(found, Found::Block(block) if is(&block.at)))
    }

    /// The routes of what it stands in: of a list or map of them the whole, of an endpoint of the portal's proxy that endpoint.
    pub fn stands_at(&self) -> BTreeSet<Vec<String>> {
        let route = |found: &Found| match found {
            Found::Block(block) => Some(block.at.split('.').take_while(|key| *key != "*").map(str::to_owned).collect()),
            Found::Proxy { proxy } => {
                let endpoint = proxy.endpoint.as_ref()?;
                Some(vec!["proxy".to_owned(), "endpoints".to_owned(), endpoint.clone()])
            }
        };
        self.found.iter().filter_map(route).collect()
    }

    /// The package that a plain Backstage's backend adds to read it.
    pub fn of_backend(&self) -> Option<&str> {
        self.package.as_deref().filter(|package| package.contains("backend"))
    }

    /// The credential of an id.
    pub fn credential(&self, id: &str) -> Option<(&str, &SystemCredential)> {
        self.credentials.get_key_value(id).map(|(id, spec)| (id.as_str(), spec))
    }

    /// The credential that is meant by its parts: the one with the most of them, of which none is lacking.
    pub fn credential_of(&self, fields: &Fields) -> Option<(&str, &SystemCredential)> {
        let whole = |spec: &SystemCredential| {
            spec.ambient.is_none() && spec.fields.keys().all(|field| fields.text(field).is_some())
        };
        let whole = self.credentials.iter().filter(|(_, spec)| whole(spec));
        whole.rev().max_by_key(|(_, spec)| spec.fields.len()).map(|(id, spec)| (id.as_str(), spec))
    }
}

#[cfg(test)]
mod tests;
