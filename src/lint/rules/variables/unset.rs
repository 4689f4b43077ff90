//! Variables that are wanted and not set, and why.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::form::{Form, form};
use crate::config::{Lookup, Value};
use crate::contract::names;
use crate::credential::Variable;
use crate::lint::{Subject, Wanted};
use crate::near::slip;

/// For so many names another one is looked for.
const MOST: usize = 50;

/// A variable that takes values with it, as nobody set it.
pub(super) struct Unset<'a> {
    pub(super) name: &'a str,
    /// Where it is wanted.
    pub(super) wants: Vec<Wanted<'a>>,
    pub(super) why: Why<'a>,
}

/// Why it is not set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why<'a> {
    /// Another name for the same thing is.
    Renamed(&'a str),
    /// A name that is nearly the same is.
    Misspelt(&'a str),
    /// It is set beside the portal, and nothing hands it on.
    Withheld,
    /// Nothing like it is.
    Missing,
}

/// Finds them; none while nobody said what is set.
pub(super) fn unset<'a>(subject: &Subject<'a>) -> Vec<Unset<'a>> {
    let mut by_name: IndexMap<&str, Vec<Wanted<'a>>> = IndexMap::new();
    let wanted = subject.wanted();
    let gone = wanted.iter().filter(|want| matches!(want.node.value, Value::Gone(_)));
    for want in gone.filter(|want| form(want.name) == Form::Plain && !is_idle(subject, want.name)) {
        by_name.entry(want.name).or_default().push(want.clone());
    }
    let names: BTreeSet<&str> = wanted.iter().map(|want| want.name).collect();
    let set = subject.variables.iter().map(|(name, _)| name).filter(|name| subject.variables.is_set(name));
    let spare: Vec<&'a str> = set.filter(|name| !names.contains(name)).collect();
    let found = by_name.into_iter().enumerate();
    found
        .map(|(number, (name, wants))| {
            let why = match () {
                () if subject.variables.apart(name).is_some() => Why::Withheld,
                () if number < MOST => why(name, &spare),
                () => Why::Missing,
            };
            Unset { name, wants, why }
        })
        .collect()
}

fn why<'a>(name: &str, spare: &[&'a str]) -> Why<'a> {
    let others: BTreeSet<&str> = names::same(name).flat_map(names::Same::names).collect();
    if let Some(other) = spare.iter().find(|other| others.contains(**other)) {
        return Why::Renamed(other);
    }
    let near = slip(name, spare.iter().copied().filter(|other| is_of_same_provider(name, other)));
    near.map_or(Why::Missing, Why::Misspelt)
}

/// `GITHUB_…` and `GITLAB_…` are two letters apart and never meant for each other.
pub(super) fn is_of_same_provider(one: &str, other: &str) -> bool {
    let provider =
        |name: &str| ["GITHUB", "GITLAB"].into_iter().find(|provider| name.to_uppercase().starts_with(provider));
    match (provider(one), provider(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Tells whether the profile does without it: it has no effect, or its absence means what the default says.
pub(super) fn is_idle(subject: &Subject<'_>, name: &str) -> bool {
    let spec = subject.contract().and_then(|contract| contract.variable(&Variable::new(name)));
    spec.is_some_and(|spec| spec.unused || (spec.quiet && spec.default.is_some()))
}

/// Tells whether a variable is certainly set.
pub(super) fn is_set(subject: &Subject<'_>, name: &str) -> bool {
    subject.variables.given(name).is_some() && !matches!(subject.variables.lookup(name), Lookup::Unset)
}
