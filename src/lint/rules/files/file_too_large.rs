//! `file-too-large`: a file is larger or deeper than any configuration.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "file-too-large",
    summary: "a file is larger or deeper than any configuration",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/file-too-large.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::TooLarge, |_| {
        "this is hardly a configuration; check that the right file was named".to_owned()
    })
}
