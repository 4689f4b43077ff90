//! `tab-indentation`: a tab indents a line, which YAML does not allow.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "tab-indentation",
    summary: "a tab indents a line",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/tab-indentation.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::Tab, |_| "indent with spaces".to_owned())
}
