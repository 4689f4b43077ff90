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
    let Some(facts) = block.facts else { return Vec::new() };
    let required = facts.required.iter();
    // A block without environments begins with any of its fields.
    let first = match block.environment {
        Some(_) => "clientId",
        None => required.clone().find(|field| block.node.entry(field).is_some()).map_or("", String::as_str),
    };
    let lacks = |field: &str| block.node.lacks_once_begun(first, field);
    let always = required.filter(|field| lacks(field)).map(|field| finding(rule, subject, block, field));
    let later = facts.later.iter().filter(|(field, _)| lacks(field));
    let later = later.filter_map(|(field, span)| subject.as_of(span, finding(rule, subject, block, field)));
    always.chain(later).collect()
}

fn finding(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>, field: &str) -> Finding {
    let environment = block.environment.map(|environment| format!(" for `{environment}`")).unwrap_or_default();
    let says = format!("`{}` has no `{field}`{environment}; the backend does not start", block.provider);
    let finding = rule.at_key(block.node).about(format!("{}.{field}", block.route()));
    finding.says(says).hint(hint(subject, block, field))
}

fn hint(subject: &Subject<'_>, block: &Block<'_>, field: &str) -> String {
    let asked = asked(subject).iter().any(|asked| asked.route() == block.route());
    let mend = format!("write `{field}` there");
    if asked {
        mend
    } else {
        format!("{mend}; the page never asks for this block, so `{}: null` does as well", block.route())
    }
}
