//! A string of the configuration, and what it comes to.

use super::reference::{Part, parts};
use crate::credential::Secret;

/// A string, and what it comes to when its variables are filled in. It may be a secret.
#[derive(Clone, Debug)]
pub struct Text {
    /// As it is written in the file, without quotes.
    pub(super) written: Secret,
    /// What it comes to.
    pub(super) means: Means,
}

/// What a string comes to.
#[derive(Clone, Debug)]
pub enum Means {
    /// Just what is written.
    Itself,
    /// All variables in it are known.
    Filled(Secret),
    /// A word for a value that is still to come.
    StandIn,
    /// Nobody said what the variables are: a hole. What it would be by the defaults alone, when all have one.
    Open(Option<Secret>),
}

impl Text {
    /// A string without references, or one from a file beside it.
    pub fn new(written: impl Into<String>) -> Self {
        Self { written: Secret::new(written), means: Means::Itself }
    }

    /// As it is written in the file, references and all.
    pub fn written(&self) -> &str {
        self.written.expose()
    }

    /// The value, when it is known.
    pub fn known(&self) -> Option<&str> {
        match &self.means {
            Means::Itself => Some(self.written.expose()),
            Means::Filled(value) => Some(value.expose()),
            Means::Open(_) | Means::StandIn => None,
        }
    }

    /// Tells whether it is a word for a value that is still to come.
    pub fn stands_in(&self) -> bool {
        matches!(self.means, Means::StandIn)
    }

    /// The value as it is taken by who asks nobody whether it is right.
    pub fn taken(&self) -> Option<&str> {
        if self.stands_in() { Some(self.written.expose()) } else { self.known() }
    }

    /// The value, or what it is as long as nobody sets the variables that have a default.
    pub fn assumed(&self) -> Option<&str> {
        match &self.means {
            Means::Open(assumed) => assumed.as_ref().map(Secret::expose),
            _ => self.known(),
        }
    }

    /// Tells whether anything in it comes from a variable.
    pub fn is_reference(&self) -> bool {
        !matches!(self.means, Means::Itself | Means::StandIn)
    }

    /// The names of the variables in it, in order.
    pub fn variables(&self) -> Vec<&str> {
        let names = parts(self.written()).into_iter().filter_map(|part| match part {
            Part::Reference { name, .. } => Some(name),
            _ => None,
        });
        names.collect()
    }

    /// The variable's name, when the whole value is one reference.
    pub fn sole_variable(&self) -> Option<&str> {
        match parts(self.written().trim()).as_slice() {
            [Part::Reference { name, .. }] => Some(name),
            _ => None,
        }
    }
}
