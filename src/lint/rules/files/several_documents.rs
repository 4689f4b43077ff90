//! `several-documents`: a file holds more than one YAML document.

use super::faults::{of_kind, unless_template};
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "several-documents",
    summary: "a file holds more than one YAML document",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/several-documents.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = of_kind(rule, subject, FaultKind::SeveralDocuments, |_| {
        "move it to a file of its own, and name both with `--config`".to_owned()
    });
    found.into_iter().map(|finding| unless_template(rule, subject, finding)).collect()
}
