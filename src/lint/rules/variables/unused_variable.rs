//! `unused-variable`: a file of variables sets what neither the configuration nor the image reads.

use std::collections::BTreeSet;

use super::unset::{Why, unset};
use crate::config::Given;
use crate::contract::{Contract, image, names};
use crate::credential::Variable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "unused-variable",
    summary: "a file of variables sets what nothing reads",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/unused-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(contract) = subject.contract().filter(|_| subject.config.is_all()) else { return Vec::new() };
    let words = words(subject);
    let explained: BTreeSet<_> = unset(subject)
        .iter()
        .filter_map(|unset| match unset.why {
            Why::Renamed(other) | Why::Misspelt(other) => Some(other),
            Why::Withheld | Why::Missing => None,
        })
        .collect();
    let is_read = |name: &str| {
        words.contains(name)
            || explained.contains(name)
            || contract.variable(&Variable::new(name)).is_some()
            || image::read_at_start(&contract.name).any(|known| known == name)
            || names::is_read_elsewhere(name)
    };
    let set = subject.variables.iter().filter_map(|(name, given)| Some((name, place_in_file(subject, given)?)));
    set.filter(|(name, _)| !is_read(name))
        .map(|(name, place)| {
            rule.at_place(place)
                .about(name)
                .says(format!("nothing in the profile `{}` or these files reads `{name}`", contract.name))
                .hint(hint(name, contract))
        })
        .collect()
}

fn place_in_file(subject: &Subject<'_>, given: &Given) -> Option<crate::config::Place> {
    given.place.filter(|place| subject.around.env_files.contains(&place.source))
}

/// Every word of the configuration's texts, so that a name in a path of an include counts as read.
fn words<'a>(subject: &Subject<'a>) -> BTreeSet<&'a str> {
    let env_files = &subject.around.env_files;
    let texts = subject.sources.iter().filter(|(number, _)| !env_files.contains(number));
    texts.flat_map(|(_, text)| text.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).collect()
}

fn hint(name: &str, contract: &Contract) -> String {
    let known = |name: &&str| contract.variable(&Variable::new(*name)).is_some();
    let meant = names::same(name).filter_map(|same| same.profile.as_deref()).find(known);
    match meant {
        Some(meant) => format!("the profile reads `{meant}`; rename it, or take the line away"),
        None => "take the line away, or refer to it in the configuration".to_owned(),
    }
}
