//! A row by which people sign in: the module that the backend adds for it, what the page offers it by, and who may be behind it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Deserialize;

use super::{Answer, Ask, System};
use crate::contract::sign_in::sign_in;
use crate::contract::{Feature, Otherwise, Serves, Stands, Target, VariableSpec};
use crate::credential::{Purpose, Variable};

/// How every client is proven.
const EXCHANGE: &str = embedded!("backstage/code-exchange");

/// How people sign in by a system.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SignsIn {
    /// Its key below `auth.providers`.
    #[serde(rename = "as")]
    pub key: String,
    /// The package that a backend adds for it.
    pub module: String,
    /// What the app's sign-in page offers it by, where Backstage has it ready.
    pub page: Option<String>,
    /// Where browsers are sent, as the step-by-step page says it.
    pub authorize: Option<String>,
    /// The path under the portal's address that people come back to.
    pub callback: Option<String>,
    /// What the system calls the registered addresses of a client.
    pub redirect_label: Option<String>,
    /// Where codes become tokens, which proves its client.
    pub exchange: Option<Exchange>,
    /// The scopes that the module asks for, each with what it reaches.
    #[serde(default)]
    pub scopes: BTreeMap<String, String>,
    /// The resolvers that the module has, each with whom it finds.
    pub resolvers: IndexMap<String, String>,
    /// Who stands in front of the portal and vouches for people, where nobody is sent anywhere.
    pub front: Option<Front>,
}

/// Where codes become tokens.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Exchange {
    /// The path, below the API's address.
    pub post: String,
    /// What its answers mean besides what they mean everywhere.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

impl Exchange {
    /// The request that proves a client.
    pub(super) fn ask(self) -> Ask {
        let everywhere: Ask = facts!(EXCHANGE);
        let answers = self.answers.into_iter().chain(everywhere.answers).collect();
        Ask { post: Some(self.post), answers, ..everywhere }
    }
}

/// What stands in front of the portal.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Front {
    /// What cannot be told from here.
    pub says: String,
    /// What stops somebody from going round it.
    pub hint: String,
}

impl SignsIn {
    /// Why VeeCode's images have it not, and what does in its place.
    pub fn not_there(&self, title: &str) -> String {
        let known = sign_in();
        let lacking = known.lacking(&self.key, title);
        let why = lacking.unwrap_or_else(|| format!("VeeCode's images have no sign-in by {title}"));
        let instead = match known.is_oidc_instead(&self.key) {
            true => "; where it speaks OpenID Connect, `--profile oidc` does in its place",
            false => "",
        };
        format!("{why}, so it is for plain Backstage only: `--target backstage`{instead}")
    }

    /// What the app's sign-in page has to be given.
    pub fn offered(&self) -> String {
        match (&self.front, &self.page) {
            (Some(_), _) => format!("`<ProxiedSignInPage provider=\"{}\" />`, which asks nobody anything", self.key),
            (None, Some(page)) => format!("a provider with `apiRef: {page}`"),
            (None, None) => format!("an `ApiRef` of your own, for the provider `{}`", self.key),
        }
    }

    /// Nowhere but in a plain Backstage does it stand at all.
    pub(super) fn targets(&self, title: &str) -> BTreeMap<Target, Otherwise> {
        let not_there = || Otherwise {
            not_for: BTreeMap::from([(Purpose::Authentication, self.not_there(title))]),
            ..Otherwise::default()
        };
        let there = Otherwise {
            stands: Some(BTreeSet::from([Stands::Plain])),
            modules: BTreeMap::from([(Purpose::Authentication, vec![self.module.clone()])]),
            ..Otherwise::default()
        };
        BTreeMap::from([(Target::V1, not_there()), (Target::V2, not_there()), (Target::Backstage, there)])
    }

    /// The secrets that are made here for it, with what a person calls them.
    pub(super) fn generated(&self) -> BTreeMap<Variable, String> {
        let needed = sign_in().needs_session(&self.key);
        needed
            .then(|| (Variable::new(sign_in().session_variable.as_str()), "session key".to_owned()))
            .into_iter()
            .collect()
    }

    /// What is to be said of those.
    pub(super) fn session(&self, title: &str) -> Option<(Variable, VariableSpec)> {
        let about = format!("the key that signs sessions while people are on their way to {title} and back");
        let spec = VariableSpec { about, secret: true, ..VariableSpec::default() };
        sign_in().needs_session(&self.key).then(|| (Variable::new(sign_in().session_variable.as_str()), spec))
    }

    /// What the portal does with it.
    pub(super) fn feature(&self) -> Feature {
        Feature {
            purpose: Purpose::Authentication,
            about: "people sign in".to_owned(),
            optional: false,
            ask: None,
            scopes: self.scopes.keys().cloned().collect(),
            permissions: BTreeMap::new(),
        }
    }
}

impl System {
    /// The one purpose that its credentials serve.
    pub fn purpose(&self) -> Purpose {
        if self.signs_in.is_some() { Purpose::Authentication } else { Purpose::Integration }
    }

    /// How it may stand in a portal of the v1 image.
    pub(super) fn stands(&self) -> BTreeSet<Stands> {
        match (&self.signs_in, self.group) {
            (Some(_), _) => BTreeSet::new(),
            (None, super::Group::Code) => BTreeSet::from([Stands::Beside]),
            (None, _) => BTreeSet::from([Stands::Also]),
        }
    }

    /// Its credentials, the first of which is recommended.
    pub(super) fn serves(all: Vec<String>) -> Serves {
        let best = all.first().cloned().unwrap_or_default();
        Serves::OneOf { production: best.clone(), local: best, or: all }
    }
}
