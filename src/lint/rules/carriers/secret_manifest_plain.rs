//! `secret-manifest-plain`: a manifest of a Secret holds real values; base64 hides nothing.

use std::collections::BTreeMap;

use crate::config::carrier::{Holder, Written};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, is_placeholder, is_secret_variable, token_of};

pub(in super::super) const RULE: Rule = Rule {
    id: "secret-manifest-plain",
    summary: "a manifest of a Secret holds real values",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/secret-manifest-plain.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut secrets: BTreeMap<(usize, &str), Vec<&Written>> = BTreeMap::new();
    for carried in &subject.around.carried {
        for written in &carried.written {
            if let Holder::Secret(name) = &written.holder {
                secrets.entry((carried.source, name)).or_default().push(written);
            }
        }
    }
    secrets.into_iter().filter_map(|((_, name), written)| finding(rule, name, &written)).collect()
}

/// One finding for an object, at its first real value.
fn finding(rule: &Rule, name: &str, written: &[&Written]) -> Option<Finding> {
    let real: Vec<_> = written.iter().filter(|written| is_real(written)).collect();
    let first = real.first()?;
    let more = match real.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let finding = rule.at_place(first.place).about(format!("{name}.{}", first.name));
    let finding = finding
        .says(format!("the Secret `{name}` holds the real value of `{}`{more}; base64 hides nothing", first.name));
    Some(finding.hint(
        "keep this file out of git, or put an ExternalSecret or an encrypted form (SOPS, SealedSecret) in its place",
    ))
}

fn is_real(written: &Written) -> bool {
    let value = written.value.expose().trim();
    token_of(value).is_some() || is_secret_variable(&written.name) && !is_placeholder(value)
}
