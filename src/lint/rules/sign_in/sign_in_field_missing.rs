//! `sign-in-field-missing`: a field is missing without which the whole backend does not start.

use super::block::{Block, all, asked};
use crate::config::{Node, Value};
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
    // In a part of the layers a block may only add to another one's.
    let told = subject.portal.whole || block.node.get("clientId").is_some();
    let required = block.facts.map(|facts| facts.required.as_slice()).unwrap_or_default();
    let provider = block.provider;
    let lacks = required.iter().filter_map(|field| {
        let entry = block.node.entry(field);
        let (finding, says) = match entry.map(|node| (node, &node.value)) {
            Some((node, Value::Gone(names))) => {
                (rule.at(node), format!("`{field}` of `{provider}` is removed, as {} is not set", listed(names)))
            }
            Some((_, Value::Null)) | None if told => {
                (rule.at_key(block.node), format!("`{provider}` has no `{field}` for `{}`", block.environment))
            }
            _ => return None,
        };
        let finding = finding.about(format!("{}.{field}", block.route()));
        Some(finding.says(format!("{says}; the backend does not start")).hint(hint(subject, block, field, entry)))
    });
    lacks.collect()
}

fn hint(subject: &Subject<'_>, block: &Block<'_>, field: &str, entry: Option<&Node>) -> String {
    let asked = asked(subject).iter().any(|asked| asked.route() == block.route());
    let mend = match entry.map(|node| &node.value) {
        Some(Value::Gone(names)) => format!("set {} where the portal runs", listed(names)),
        _ => format!("write `{field}` there"),
    };
    if asked { mend } else { format!("{mend}; nobody asks for this block, so `{}: null` does as well", block.route()) }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
