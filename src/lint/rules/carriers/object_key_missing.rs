//! `object-key-missing`: a variable is taken from a key that the Secret or ConfigMap does not have.

use crate::config::carrier::{Oddity, OddityKind};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "object-key-missing",
    summary: "a variable is taken from a key that the Secret or ConfigMap does not have",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/object-key-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let odd = subject.around.carried.iter().flat_map(|carried| &carried.oddities);
    odd.filter(|oddity| oddity.kind == OddityKind::KeyUnknown).filter_map(|oddity| told(rule, oddity)).collect()
}

fn told(rule: &Rule, oddity: &Oddity) -> Option<Finding> {
    let (key, rest) = oddity.names.split_first()?;
    let (object, has) = rest.split_first()?;
    let says = format!("`{object}` has no `{key}`, so Kubernetes does not start the container");
    let has = || has.iter().map(String::as_str);
    let hint = match nearest(key, has()) {
        Some(near) => format!("write `{near}`"),
        None => format!("it has {}", has().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")),
    };
    Some(rule.at_place(oddity.place).about(key.as_str()).says(says).hint(hint))
}
