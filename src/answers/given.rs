//! Answers that were given before anybody was asked: flags, the answers file, the environment, a store, an existing
//! `.env`. The shell hands in what it read; nothing here reads anything but through what it was given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Result, bail};

use super::file::AnswersFile;
use super::{AnswerSource, Question, Reply, Who, shape};
use crate::credential::Secret;
use crate::secrecy;
use crate::secrets::{SecretStore, StoreName};

/// Where an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By a flag, `--set` among them.
    Flag,
    /// By `--secret-from`.
    SecretFrom,
    /// In `devportal-auth.yaml`.
    AnswersFile,
    /// To a run that was interrupted.
    Interrupted,
    /// By the sandbox, where nobody is there to play.
    Sandbox,
    /// As a variable of the process.
    Environment,
    /// By an earlier run, in a store.
    Store(StoreName),
    /// In an `.env` that exists.
    Existing,
    /// By the `devportal-auth.yaml` of the folder, which nobody named.
    Declared,
}

impl Origin {
    /// Tells whether it is whoever runs the program that says so, with this run.
    pub fn is_now(self) -> bool {
        matches!(self, Self::Flag | Self::SecretFrom | Self::AnswersFile | Self::Sandbox | Self::Environment)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "from the command line",
            Self::SecretFrom => "from `--secret-from`",
            Self::AnswersFile | Self::Declared => "from devportal-auth.yaml",
            Self::Interrupted => "from the interrupted run",
            Self::Sandbox => "from the sandbox",
            Self::Environment => "from the environment",
            Self::Store(StoreName::Keyring) => "from the keyring",
            Self::Store(StoreName::Dotenv) | Self::Existing => "from .env",
        })
    }
}

/// Looks a variable of the process up.
type Lookup = Box<dyn Fn(&str) -> Option<String>>;

enum Layer {
    Values(Origin, BTreeMap<String, Secret>),
    Environment(Lookup),
}

/// The answers that were given, layer over layer; the layer that was added first wins. The usual order is flags,
/// `--secret-from`, answers file, an interrupted run, environment, store.
#[derive(Default)]
pub struct Given {
    layers: Vec<Layer>,
    refused: BTreeSet<String>,
    /// Keys of answers that were taken.
    taken: BTreeSet<String>,
    /// Answers that were to come from variables which are not set.
    unset: Vec<(String, String)>,
}

impl Given {
    /// Adds values below the layers that are there.
    #[must_use]
    pub fn with(mut self, origin: Origin, values: impl IntoIterator<Item = (String, Secret)>) -> Self {
        self.layers.push(Layer::Values(origin, values.into_iter().collect()));
        self
    }

    /// Adds the process environment below the layers that are there. Only names in capitals are looked up, and a
    /// variable that is set to nothing is not set.
    #[must_use]
    pub fn with_environment(mut self, lookup: impl Fn(&str) -> Option<String> + 'static) -> Self {
        self.layers.push(Layer::Environment(Box::new(lookup)));
        self
    }

    /// Adds answers that were to come from variables, by key, where those are not set.
    #[must_use]
    pub fn lacking(mut self, unset: Vec<(String, String)>) -> Self {
        self.unset.extend(unset);
        self
    }

    /// Finds what was given for a key, and where.
    pub fn find(&self, key: &str) -> Option<(Secret, Origin)> {
        self.layers.iter().find_map(|layer| layer.find(key))
    }

    /// Finds an answer from somebody who may give it.
    fn find_for(&self, question: &Question) -> Option<(Secret, Origin)> {
        let may = |origin: Origin| question.who == Who::Anybody || (question.who == Who::WhoRuns && origin.is_now());
        self.layers.iter().filter_map(|layer| layer.find(&question.key)).find(|(_, origin)| may(*origin))
    }
}

impl Layer {
    fn find(&self, key: &str) -> Option<(Secret, Origin)> {
        match self {
            // An empty `.env` line or store entry says nothing; an empty flag or file value is an answer.
            Self::Values(origin @ (Origin::Existing | Origin::Store(_)), values) => {
                values.get(key).filter(|value| !value.is_empty()).map(|value| (value.clone(), *origin))
            }
            Self::Values(origin, values) => values.get(key).map(|value| (value.clone(), *origin)),
            Self::Environment(lookup) if is_variable(key) => {
                lookup(key).filter(|text| !text.is_empty()).map(|text| (Secret::new(text), Origin::Environment))
            }
            Self::Environment(_) => None,
        }
    }
}

impl AnswerSource for Given {
    /// What was refused once is not given again: the next source, a person perhaps, may know better.
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        if refused.is_some() {
            self.refused.insert(question.key.clone());
        }
        if self.refused.contains(&question.key) {
            return Ok(Reply::None);
        }
        let Some((value, _)) = self.find_for(question) else { return Ok(Reply::None) };
        self.taken.insert(question.key.clone());
        Ok(Reply::Answer(value))
    }

    fn unset(&self) -> &[(String, String)] {
        &self.unset
    }

    fn unasked(&self) -> Vec<String> {
        let by_flags = self.layers.iter().filter_map(|layer| match layer {
            Layer::Values(Origin::Flag | Origin::SecretFrom, values) => Some(values),
            _ => None,
        });
        let given = by_flags.flat_map(BTreeMap::keys).filter(|key| is_variable(key));
        given.filter(|key| !self.taken.contains(*key)).cloned().collect()
    }

    fn knows(&self, question: &Question) -> bool {
        !self.refused.contains(&question.key) && self.find_for(question).is_some()
    }
}

/// Reads the `--set NAME=VALUE` flags. `is_secret` tells what the contract says of a name.
///
/// # Errors
/// When one has no name, stands twice, or gives a secret: arguments can be read by every process of the machine and stay
/// in the shell's history. No value is shown.
pub fn set(flags: &[String], is_secret: &dyn Fn(&str) -> bool) -> Result<BTreeMap<String, Secret>> {
    let mut values = BTreeMap::new();
    for flag in flags {
        let Some((name, value)) = flag.split_once('=').filter(|(name, _)| is_name(name)) else {
            bail!("`--set` takes NAME=VALUE, such as `--set GITHUB_ORG=acme`");
        };
        if is_secret(name) {
            bail!("`{name}` is a secret, and a secret is never taken as an argument's value; {}", instead(name));
        }
        if let Some(what) = shape::looks_like(value) {
            bail!("the value of `--set {name}` looks like {what}; if it is one, {}", instead(name));
        }
        if secrecy::is_no_id_for_sure(name, value) {
            bail!("the value of `--set {name}` has the form of a client secret; take the id that stands beside it");
        }
        if values.insert(name.to_owned(), Secret::new(value)).is_some() {
            bail!("`--set {name}` is given twice; keep one");
        }
    }
    Ok(values)
}

fn instead(name: &str) -> String {
    format!("use `--secret-from {name}=env:VARIABLE`, `file:PATH`, `store`, `cmd:COMMAND` or `-`")
}

/// Takes the answers out of the answers file, by the question's key: the plain values by variable, everything else by
/// [`AnswersFile::decided`].
pub fn from_file(file: &AnswersFile) -> BTreeMap<String, Secret> {
    let values = file.values.iter().map(|(variable, value)| (variable.to_string(), value.clone()));
    file.decided().into_iter().chain(values).map(|(key, value)| (key, Secret::new(value))).collect()
}

/// Fetches the secrets that the answers file says are in this store.
///
/// # Errors
/// When the store cannot be asked.
pub fn from_store(file: &AnswersFile, store: &dyn SecretStore) -> Result<BTreeMap<String, Secret>> {
    let mut values = BTreeMap::new();
    for (variable, _) in file.secrets.iter().filter(|(_, name)| **name == store.name()) {
        if let Some(value) = store.get(variable)? {
            secrecy::learn(&value);
            values.insert(variable.to_string(), value);
        }
    }
    Ok(values)
}

/// Tells whether a text can be a question's key: a variable or the name of a flag.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        // A token that was given without its name must not be taken for one, and be shown.
        && shape::looks_like(text).is_none()
}

fn is_variable(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && key.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests;
