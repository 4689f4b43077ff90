//! `include-beside-keys`: `$file`, `$env` or `$include` has other keys beside it.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "include-beside-keys",
    summary: "an include has other keys beside it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/include-beside-keys.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::IncludeNotAlone, |_| {
        "leave it alone under its key, and move the others up or into the file that is included".to_owned()
    })
}
