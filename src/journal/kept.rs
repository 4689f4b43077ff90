//! What a journal remembers of a run, as its readers see it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::credential::{Answers, Variable};

/// How far a credential has come. Ordered: a credential only moves forward, or is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is about to be created; whether it was, nobody knows.
    Intent,
    /// A person confirmed it; the provider's one-time code is being exchanged.
    Code,
    /// It exists, and its parts are kept.
    Created,
    /// It exists and was proven to work.
    Proven,
}

/// Something that exists at a provider because of this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeThing {
    /// The credential's id within the plan.
    pub credential: String,
    /// What it is called at the provider.
    pub name: String,
    /// Where a person finds it.
    pub page: Option<Url>,
    /// The day on which its secret ends, when that is known.
    pub ends: Option<String>,
}

/// Values that must not be lost, by variable. Only secrets go to the keyring.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Ids, names, addresses.
    pub plain: Answers,
    /// Keys, secrets, tokens.
    pub secret: Answers,
}

/// What an earlier run left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The journal's file.
    pub file: PathBuf,
    /// What was made and is known by name.
    pub made: Vec<MadeThing>,
    /// Credentials that were begun and may or may not exist at their provider.
    pub begun: Vec<String>,
    /// Variables whose values are kept.
    pub kept: Vec<Variable>,
    /// How many answers a person gave that are no secrets.
    pub answers: usize,
}

impl Pending {
    /// Tells whether it is more than answers: what exists at a provider, or a secret. A new run does not begin over it.
    pub fn is_held(&self) -> bool {
        !(self.made.is_empty() && self.begun.is_empty() && self.kept.is_empty())
    }

    /// Says what was left, in a few words and without any value.
    pub fn describe(&self) -> String {
        let made = self.made.iter().map(|thing| format!("`{}`", thing.name));
        let begun = self.begun.iter().map(|credential| format!("`{credential}` half made"));
        let mut parts: Vec<String> = made.chain(begun).collect();
        if parts.is_empty() {
            parts.extend(self.kept.iter().map(|variable| format!("a value for `{variable}`")));
        }
        match self.answers {
            0 => {}
            1 => parts.push("1 answer".to_owned()),
            count => parts.push(format!("{count} answers")),
        }
        parts.join(", ")
    }
}

/// What there is of a run that was cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Abandoned {
    /// Nothing of it: no file was written.
    Nothing,
    /// What must not be lost; no file was written.
    Kept(Pending),
    /// It had come to its end already.
    Ended,
}
