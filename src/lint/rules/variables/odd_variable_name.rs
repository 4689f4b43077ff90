//! `odd-variable-name`: a variable has a name that a shell and compose cannot set, or not as it is written.

use std::collections::BTreeSet;

use super::form::{Form, form, plain};
use super::unset::is_set;
use crate::credential::Variable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, Wanted};
use crate::secrecy::{is_name, is_word};

pub(in super::super) const RULE: Rule = Rule {
    id: "odd-variable-name",
    summary: "a variable has a name that nobody can set",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/odd-variable-name.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let wanted = subject.wanted();
    let names: BTreeSet<_> = wanted.iter().map(|want| want.name).collect();
    wanted
        .iter()
        .filter(|want| !is_set(subject, want.name))
        .filter_map(|want| told(rule, subject, want, &names))
        .collect()
}

fn told(rule: &Rule, subject: &Subject<'_>, want: &Wanted<'_>, names: &BTreeSet<&str>) -> Option<Finding> {
    let (name, meant) = (want.name, plain(want.name));
    let known = || {
        names.contains(meant.as_str())
            || subject.contract().is_some_and(|contract| contract.variable(&Variable::new(meant.as_str())).is_some())
    };
    let says = match form(name) {
        Form::Odd if name.is_empty() => "`${}` names no variable".to_owned(),
        // Kubernetes 1.34 and docker take such names.
        Form::Odd if is_of_a_container(name) => {
            format!("`{name}` is a name that no shell can set, and a container alone has")
        }
        Form::Odd => format!("`{name}` is no name that a shell, compose or docker can set"),
        // With an environment, a name that only differs by its letters is told as misspelt.
        Form::Plain if name != meant && !subject.variables.complete && known() => {
            format!("`{name}` is another variable than `{meant}`: capital letters count")
        }
        _ => return None,
    };
    // What was never meant as a name makes no name either.
    let hint = match !meant.is_empty() && (is_name(name) || is_word(name) || known()) {
        true => format!("write `${{{meant}}}`"),
        false => "put a name of letters, digits and underscores between the braces".to_owned(),
    };
    Some(rule.at(want.node).about(want.route.as_str()).says(says).hint(hint))
}

/// Tells whether a name has only signs that containers' variables may have besides those of a shell's.
fn is_of_a_container(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
