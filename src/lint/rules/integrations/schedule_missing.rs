//! `schedule-missing`: a provider of the catalog has no schedule, and its reader insists on one.

use crate::lint::integration::{Reader, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "schedule-missing",
    summary: "a provider of the catalog has no schedule",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/schedule-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // The backend's own code may say when.
    if subject.code().brings_entities() {
        return Vec::new();
    }
    let unscheduled = readers(subject).into_iter().filter(|reader| {
        // A block of the wrong shape is another finding.
        let shaped = if reader.provider == "githubOrg" { !reader.keyed } else { reader.keyed || !reader.spec.keyed };
        shaped && reader.spec.scheduled && reader.node.lacks("schedule")
    });
    let finding = |reader: Reader<'_>| {
        rule.at(reader.node)
            .about(format!("{}.schedule", reader.route))
            .says(format!("`{}` has no `schedule`, so the portal does not start", reader.route))
            .hint("add `schedule: { frequency: { minutes: 30 }, timeout: { minutes: 3 } }`")
    };
    unscheduled.map(finding).collect()
}
