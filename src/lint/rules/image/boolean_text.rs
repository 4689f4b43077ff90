//! `boolean-text`: a text stands for a yes or no, and is neither.

use super::known::visit;
use crate::contract::keys::{Kind, keys};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "boolean-text",
    summary: "a text stands for a yes or no, and is neither",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/boolean-text.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    visit(subject.config, &keys().keys, "", &mut |route, node, shape| {
        let plain = node.scalar().or(node.assumed()).map(str::trim);
        let is_either = |text: &str| {
            ["true", "yes", "y", "on", "1", "false", "no", "n", "off", "0"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word))
        };
        if shape.kind() == Kind::Boolean && plain.is_some_and(|text| !is_either(text)) {
            let finding = rule.at_place(subject.origin(node)).about(route);
            found.push(
                finding
                    .says(format!("`{route}` is neither a yes nor a no, so that what reads it does not start"))
                    .hint("write `true` or `false`"),
            );
        }
    });
    found
}
