//! What a journal remembers of a run, as its readers see it.

use std::fmt;
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
    /// The address that it was given for people to come back to.
    pub callback: Option<Url>,
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
    /// What is known of the files that the run writes.
    pub files: Files,
}

/// What is known of the files that an interrupted run writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// None was written.
    AsBefore,
    /// The run was stopped while they took their places.
    HalfWritten,
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsBefore => "no file was written",
            Self::HalfWritten => {
                "the run was once stopped while it wrote: some of its files may be new, each is as it was or as it shall be, and \
                 going on writes them all"
            }
        })
    }
}

impl Pending {
    /// Tells whether it is more than answers: what exists at a provider, or a secret. A new run does not begin over it.
    pub fn is_held(&self) -> bool {
        !(self.made.is_empty() && self.begun.is_empty() && self.kept.is_empty())
    }

    /// What of it, answers aside, another one does not hold.
    pub(super) fn beyond(&self, other: Option<&Self>) -> Option<Self> {
        let Some(other) = other else { return self.is_held().then(|| self.clone()) };
        let mut beyond = Self { answers: 0, files: Files::AsBefore, ..self.clone() };
        beyond.made.retain(|made| !other.made.contains(made));
        beyond.begun.retain(|begun| !other.begun.contains(begun));
        beyond.kept.retain(|kept| !other.kept.contains(kept));
        beyond.is_held().then_some(beyond)
    }

    /// The same without the beginnings of what was made and is lost.
    pub(super) fn without_begun(mut self, lost: &Self) -> Option<Self> {
        self.begun.retain(|begun| !lost.made.iter().any(|made| made.credential == *begun));
        (self.is_held() || self.answers > 0 || self.files == Files::HalfWritten).then_some(self)
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
        if parts.is_empty() && self.files == Files::HalfWritten {
            parts.push("what it writes".to_owned());
        }
        parts.join(", ")
    }
}

/// What is left of a run that did not get to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// What is kept, and where.
    pub kept: Option<Pending>,
    /// What this program alone had, and could be kept nowhere.
    pub lost: Option<Pending>,
    /// Variables whose values the store has, although nothing on a disk says so.
    pub stored: Vec<Variable>,
}

/// What there is of a run that was cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Abandoned {
    /// Nothing of it: no file was written.
    Nothing,
    /// What must not be lost.
    Kept(Pending),
    /// It had come to its end already.
    Ended,
}
