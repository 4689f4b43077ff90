//! `variable-not-handed`: a variable is set in the `.env` beside a compose file, which hands it to no container.

use std::collections::BTreeSet;

use super::unset::{Unset, Why, unset};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "variable-not-handed",
    summary: "a variable is set for compose itself, and not handed to the portal",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/variable-not-handed.md"),
    check,
};

/// So many are named.
const MOST_NAMED: usize = 4;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let withheld: Vec<_> = unset(subject).into_iter().filter(|unset| unset.why == Why::Withheld).collect();
    told(rule, subject, &withheld).into_iter().collect()
}

fn told(rule: &Rule, subject: &Subject<'_>, withheld: &[Unset<'_>]) -> Option<Finding> {
    let (first, container) = (withheld.first()?, subject.container()?);
    let wanted: BTreeSet<_> = subject.wanted().into_iter().map(|want| want.name).collect();
    let hands_on = wanted.iter().any(|name| subject.variables.given(name).is_some());
    let names = || withheld.iter().map(|unset| unset.name);
    let named = names().take(MOST_NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = match names().skip(MOST_NAMED).count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let says = format!("compose reads {named}{more} for itself, and nothing hands that to `{}`", container.name);
    let list = container.variables.filter(|_| hands_on);
    let hint = match list {
        Some(_) => format!("add `{0}: ${{{0}}}` to `environment`", first.name),
        None => "give the service `env_file: .env`, or list the variables in its `environment`".to_owned(),
    };
    let finding = rule.at_place(list.unwrap_or(container.place)).about(first.name).says(says).hint(hint);
    Some(
        withheld
            .iter()
            .filter_map(|unset| unset.wants.first())
            .map(|want| want.node)
            .fold(finding, |finding, node| finding.because(node, "wanted here")),
    )
}
