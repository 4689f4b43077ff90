//! `secret-data-not-base64`: `data` of a Secret holds what is no base64, which Kubernetes refuses.

use crate::config::carrier::OddityKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "secret-data-not-base64",
    summary: "`data` of a Secret is no base64",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/secret-data-not-base64.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let odd = subject.around.carried.iter().flat_map(|carried| &carried.oddities);
    odd.filter(|oddity| oddity.kind == OddityKind::NotBase64)
        .map(|oddity| {
            let name = oddity.names.first().map(String::as_str).unwrap_or_default();
            rule.at_place(oddity.place)
                .about(name)
                .says(format!("`{name}` under `data` is no base64, so Kubernetes refuses the Secret"))
                .hint("move it to `stringData`, which takes plain text")
        })
        .collect()
}
