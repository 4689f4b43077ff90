//! `misspelt-variable`: a variable is not set, and one of nearly the same name is.

use super::form::plain;
use super::unset::{Why, is_of_same_provider, unset};
use crate::credential::Variable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, Wanted};
use crate::near::slip;

pub(in super::super) const RULE: Rule = Rule {
    id: "misspelt-variable",
    summary: "a variable is not set, and one of nearly the same name is",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/misspelt-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<_> = unset(subject)
        .into_iter()
        .filter_map(|unset| {
            let Why::Misspelt(near) = unset.why else { return None };
            let finding = told(rule, unset.wants.first()?, &format!("is not set, and `{near}` is"), near);
            let given = subject.variables.given(near).and_then(|given| given.place);
            Some(given.into_iter().fold(finding, |mut finding, place| {
                finding.because.push((place, "this one is set".to_owned()));
                finding
            }))
        })
        .collect();
    if !subject.variables.complete {
        found.extend(strangers(rule, subject));
    }
    found
}

fn told(rule: &Rule, want: &Wanted<'_>, fact: &str, near: &str) -> Finding {
    rule.at(want.node)
        .about(want.route.as_str())
        .says(format!("`{}` {fact}", want.name))
        .hint(format!("write `${{{near}}}`, or set the variable by the name that stands here"))
}

/// Without an environment: names in the operator's files that no profile knows, next to one of this profile.
fn strangers(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(contract) = subject.contract() else { return Vec::new() };
    let is_known = |name: &str| subject.contracts().iter().any(|other| other.variable(&Variable::new(name)).is_some());
    let is_variant = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
    let own = subject.wanted().into_iter().filter(|want| !subject.is_images(want.node.place));
    let unknown = own.filter(|want| subject.variables.given(want.name).is_none() && !is_known(want.name));
    unknown
        .filter_map(|want| {
            let known = contract.variables.keys().map(Variable::as_str);
            let near = slip(want.name, known.filter(|known| is_of_same_provider(want.name, known)))?;
            let told = told(rule, &want, &format!("is not known, and the profile reads `{near}`"), near);
            // Small letters are told as such.
            (!is_variant(want.name, near) && plain(want.name) != near).then(|| told.severity(Severity::Warning))
        })
        .collect()
}
