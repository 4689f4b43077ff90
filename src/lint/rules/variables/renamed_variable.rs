//! `renamed-variable`: a variable is not set, and another name for the same thing is.

use super::unset::{Why, unset};
use crate::contract::names;
use crate::credential::Variable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "renamed-variable",
    summary: "a variable is not set, and another name for the same thing is",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/renamed-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let renamed = unset(subject).into_iter().filter_map(|unset| {
        let Why::Renamed(other) = unset.why else { return None };
        let first = unset.wants.first()?;
        let finding = rule
            .at(first.node)
            .about(first.route.as_str())
            .says(format!("`{}` is not set, and `{other}`, which {}, is", unset.name, reader(unset.name, other)))
            .hint(hint(subject, unset.name, other));
        let finding = match subject.variables.given(other).and_then(|given| given.place) {
            Some(set) if reads(subject, other) => finding.because_at(set, "set by another name"),
            Some(set) => finding.stands(set).because(first.node, format!("`{}` is wanted here", unset.name)),
            None => finding,
        };
        Some(unset.wants.iter().skip(1).fold(finding, |finding, want| finding.because(want.node, "wanted here, too")))
    });
    renamed.collect()
}

/// The operator's file follows the image's name; elsewhere the variable gets the name that is wanted.
fn hint(subject: &Subject<'_>, name: &str, other: &str) -> String {
    match reads(subject, other) {
        true => format!("write `${{{other}}}` here, as the profile does"),
        false => format!("rename it to `{name}` where it is set"),
    }
}

/// Tells whether the profile reads a variable.
fn reads(subject: &Subject<'_>, name: &str) -> bool {
    subject.contract().is_some_and(|contract| contract.variable(&Variable::new(name)).is_some())
}

/// Who reads the other name.
fn reader(name: &str, other: &str) -> &'static str {
    let is = |known: &Option<String>, name: &str| known.as_deref() == Some(name);
    let mut groups = names::same(name).filter(|same| same.names().any(|known| known == other));
    match groups.next() {
        Some(same) if is(&same.preset, other) => "presets read (`VEECODE_PRESETS`)",
        Some(same) if is(&same.profile, other) => "profiles read (`VEECODE_PROFILE`)",
        _ => "nothing here reads",
    }
}
