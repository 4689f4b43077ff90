//! `misspelt-variable`: a variable is not set, and one of nearly the same name is.

use std::collections::BTreeSet;

use super::form::plain;
use super::unset::{Why, is_of_same_provider, unset};
use crate::config::carrier;
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
    found.extend(misspelt_in_compose(rule, subject));
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

/// What a compose file wants to hand on, and only a name that is nearly the same is set beside it.
fn misspelt_in_compose(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let compose = subject.around.carried.iter().filter(|carried| carried.form == carrier::Form::Compose);
    let settings: Vec<_> = compose
        .flat_map(|carried| &carried.variables)
        .filter_map(|setting| Some((setting, setting.written.as_ref()?.expose())))
        .collect();
    let wanted: BTreeSet<_> =
        settings.iter().flat_map(|(_, text)| carrier::references(text)).map(|wants| wants.name).collect();
    let set = || subject.variables.all_apart().chain(subject.variables.iter().map(|(name, _)| name));
    let spare: Vec<_> = set().filter(|name| !wanted.contains(name)).collect();
    let is_set = |name: &str| set().any(|set| set == name);
    let unset = settings.iter().flat_map(|(setting, text)| {
        let wants = carrier::references(text).into_iter().filter(|wants| !wants.is_spared() && !is_set(wants.name));
        wants.map(move |wants| (*setting, wants.name))
    });
    unset
        .filter_map(|(setting, name)| {
            let near = slip(name, spare.iter().copied().filter(|near| is_of_same_provider(name, near)))?;
            let says = format!("`{name}` is not set, and `{near}` is, so `{}` is an empty text", setting.name);
            let finding = rule.at_place(setting.place).about(setting.name.as_str());
            Some(finding.says(says).hint(format!("write `${{{near}}}`")))
        })
        .collect()
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
