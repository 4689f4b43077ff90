//! `root-not-map`: a file holds a list or plain text where keys are wanted.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "root-not-map",
    summary: "a file holds no keys at its top",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/root-not-map.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::RootNotMap, |_| "begin with a key (`app:`), or leave this file out".to_owned())
}
