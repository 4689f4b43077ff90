//! `integration-field-empty`: an empty text stands in an integration where Backstage wants one or none.

use crate::config::{Node, Value};
use crate::lint::integration::all_entries;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "integration-field-empty",
    summary: "an empty text stands in an integration",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/integration-field-empty.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in all_entries(subject) {
        entry.node.visit(&mut |route, node| {
            if is_empty(node) {
                let route = format!("{}.{route}", entry.route);
                let finding = rule.at_key(node).says(format!("`{route}` is empty, so the portal does not start"));
                found.push(finding.hint("give it a value, or take the line out").about(route));
            }
        });
    }
    found
}

/// Written so; what a variable left empty is another finding.
fn is_empty(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if text.written().is_empty())
}
