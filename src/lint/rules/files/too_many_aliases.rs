//! `too-many-aliases`: aliases repeat a value more often than Backstage allows.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "too-many-aliases",
    summary: "aliases repeat a value more often than Backstage allows",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/too-many-aliases.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::TooManyAliases, |_| {
        "write the values out, or keep them in a file of their own and use `$include`".to_owned()
    })
}
