//! `duplicate-key`: a key stands twice in one map.

use super::faults::{found, of_kind};
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "duplicate-key",
    summary: "a key stands twice in one map",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/duplicate-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut all = of_kind(rule, subject, FaultKind::DuplicateKey, |_| {
        "keep one of the two; neither wins, as the whole file is refused".to_owned()
    });
    let of_helm = subject.around.carried.iter().flat_map(|carried| &carried.repeated);
    all.extend(of_helm.map(|fault| {
        let finding = found(rule, subject, fault).severity(Severity::Warning);
        finding.hint("keep one of the two: Helm takes the last, and says nothing of the first")
    }));
    all
}
