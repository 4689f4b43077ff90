//! The variables that references are filled from.

use std::collections::BTreeMap;

use super::hidden::learn_variable;
use super::place::Place;
use crate::credential::Secret;
use crate::secrecy::Known;

/// A variable that somebody set.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its value; nothing when it is set where it cannot be read from here (a keyring, a cluster).
    pub value: Option<Secret>,
    /// What is written for it, where that holds references of another tool (`${HOST}` of a compose file).
    pub written: Option<Secret>,
    /// Where it is set, in words (`.env`, `the environment`, `compose.yaml`).
    pub from: String,
    /// Where it stands, when it stands in a file.
    pub place: Option<Place>,
}

/// The environment of the portal, as far as it was given.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    /// Whether a variable that nobody set is unset. Otherwise nobody said anything, and it is a hole.
    pub complete: bool,
    given: BTreeMap<String, Given>,
    apart: BTreeMap<String, Given>,
}

/// What is known of a variable.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'v> {
    /// Its value.
    Is(&'v Secret),
    /// It is not set.
    Unset,
    /// It may be set, and nobody said to what.
    Untold,
}

impl Variables {
    /// The names of all that are given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.given.keys().map(String::as_str)
    }

    /// A complete environment of plain pairs.
    pub fn closed<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let mut variables = Self { complete: true, ..Self::default() };
        for (name, value) in pairs {
            let given = Given {
                value: Some(Secret::new(value)),
                written: None,
                from: "the environment".to_owned(),
                place: None,
            };
            variables.set(name, given);
        }
        variables
    }

    /// Sets a variable; an earlier value goes.
    pub fn set(&mut self, name: impl Into<String>, given: Given) {
        self.given.insert(name.into(), given);
    }

    /// Takes what is set to nothing for a form that somebody fills in.
    pub fn leave_empty_ones_open(&mut self) {
        let is_empty = |given: &&mut Given| given.value.as_ref().is_some_and(|value| value.expose().is_empty());
        self.given.values_mut().filter(is_empty).for_each(|given| given.value = None);
    }

    /// Keeps apart what is set beside the portal, for the tool that starts it, and does not reach it by itself.
    pub fn keep_apart(&mut self, is_beside: impl Fn(&Given) -> bool) {
        let (apart, given) = std::mem::take(&mut self.given).into_iter().partition(|(_, given)| is_beside(given));
        self.given = given;
        self.apart.append(&mut { apart });
    }

    /// Looks up who set a variable beside the portal.
    pub fn apart(&self, name: &str) -> Option<&Given> {
        self.apart.get(name)
    }

    /// Lists what is set beside the portal, by name.
    pub fn all_apart(&self) -> impl Iterator<Item = &str> {
        self.apart.keys().map(String::as_str)
    }

    /// Looks a variable up.
    pub fn lookup(&self, name: &str) -> Lookup<'_> {
        match self.given.get(name) {
            Some(Given { value: Some(value), .. }) => Lookup::Is(value),
            Some(_) => Lookup::Untold,
            None if self.complete => Lookup::Unset,
            None => Lookup::Untold,
        }
    }

    /// Looks up who set a variable.
    pub fn given(&self, name: &str) -> Option<&Given> {
        self.given.get(name)
    }

    /// The value of a variable, when it is known and not empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.given.get(name)?.value.as_ref().map(Secret::expose).filter(|value| !value.is_empty())
    }

    /// Tells whether somebody set it to something.
    pub fn is_set(&self, name: &str) -> bool {
        self.given.get(name).is_some_and(|given| given.value.as_ref().is_none_or(|value| !value.is_empty()))
    }

    /// Learns the values of variables that are secrets by their names, and what is one inside of others.
    pub fn learn(&self, known: &mut Known) {
        for (name, given) in self.given.iter().chain(&self.apart) {
            learn_variable(name, given.value.as_ref().map_or("", Secret::expose), known);
        }
    }

    /// Lists what is set, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.given.iter().map(|(name, given)| (name.as_str(), given))
    }
}
