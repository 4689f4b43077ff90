//! `sign-in-field-missing`: a field is missing without which the whole backend does not start.

use super::block::{Block, all, asked};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-field-missing",
    summary: "a sign-in provider lacks a field, so the whole backend does not start",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-field-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    all(subject).iter().flat_map(|block| missing(rule, subject, block)).collect()
}

fn missing(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>) -> Vec<Finding> {
    let required = block.facts.map(|facts| facts.required.as_slice()).unwrap_or_default();
    let provider = block.provider;
    let lacks = required.iter().filter_map(|field| {
        if !block.node.lacks_once_begun("clientId", field) {
            return None;
        }
        let says = format!("`{provider}` has no `{field}` for `{}`; the backend does not start", block.environment);
        let finding = rule.at_key(block.node).about(format!("{}.{field}", block.route()));
        Some(finding.says(says).hint(hint(subject, block, field)))
    });
    lacks.collect()
}

fn hint(subject: &Subject<'_>, block: &Block<'_>, field: &str) -> String {
    let asked = asked(subject).iter().any(|asked| asked.route() == block.route());
    let mend = format!("write `{field}` there");
    if asked { mend } else { format!("{mend}; nobody asks for this block, so `{}: null` does as well", block.route()) }
}
