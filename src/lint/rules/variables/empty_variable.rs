//! `empty-variable`: a variable is set to nothing, so that a value is an empty text.

use super::unset::is_idle;
use crate::config::Lookup;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "empty-variable",
    summary: "a variable is set to nothing where something is needed",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/empty-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let empty = subject.texts().into_iter().filter(|(_, _, text)| text.is_reference() && text.known() == Some(""));
    empty
        .filter_map(|(route, node, text)| {
            let name = *text.variables().first()?;
            let is_empty =
                matches!(subject.variables.lookup(name), Lookup::Is(value) if value.expose().trim().is_empty());
            if !is_empty || is_idle(subject, name) {
                return None;
            }
            let finding = rule
                .at(node)
                .about(route.as_str())
                .says(format!("`{name}` is set to nothing, so `{route}` is an empty text, which Backstage refuses"))
                .hint(format!(
                    "give it a value, or take it away where nothing is meant; `${{{name}:-…}}` fills in for both"
                ));
            Some(match subject.variables.given(name).and_then(|given| given.place) {
                Some(set) => finding.stands(set).because(node, format!("`{name}` is wanted here")),
                None => finding,
            })
        })
        .collect()
}
