//! `schedule-too-often`: the catalog reads a provider more than once a minute.

use super::duration;
use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "schedule-too-often",
    summary: "a provider is read more than once a minute",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/schedule-too-often.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = readers(subject).into_iter().filter_map(|reader| {
        let frequency = reader.node.get("schedule.frequency")?;
        let seconds = duration::seconds(frequency).filter(|seconds| *seconds < 60.0)?;
        let finding = rule
            .at(frequency)
            .about(format!("{}.schedule.frequency", reader.route))
            .says(format!("everything is read again every {seconds} seconds, which uses up the provider's limit"))
            .hint("write `frequency: { minutes: 30 }`, or whatever is soon enough");
        Some(finding)
    });
    found.collect()
}
