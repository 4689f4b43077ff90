//! `container-value-not-text`: a number or a boolean stands where Kubernetes takes only a string.

use crate::config::carrier::OddityKind;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "container-value-not-text",
    summary: "a variable of a container, a ConfigMap or a Secret is no string",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/container-value-not-text.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let odd = subject.around.carried.iter().flat_map(|carried| &carried.oddities);
    odd.filter(|oddity| oddity.kind == OddityKind::NotText)
        .map(|oddity| {
            let name = oddity.names.first().map(String::as_str).unwrap_or_default();
            let finding = rule
                .at_place(oddity.place)
                .about(name)
                .says(format!("the value of `{name}` is a number or a boolean; Kubernetes takes only strings"))
                .hint("put it in quotes");
            match quoted(subject, oddity.place) {
                Some(with) => finding.fix(Fix::replace(oddity.place, with)),
                None => finding,
            }
        })
        .collect()
}

fn quoted(subject: &Subject<'_>, place: crate::config::Place) -> Option<String> {
    let source = subject.sources.get(place.source)?;
    let written = source.text.get(source.bytes(place))?;
    written.chars().all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c)).then(|| format!("\"{written}\""))
}
