//! `secret-manifest-plain`: a manifest of a Secret holds real values; base64 hides nothing.

use std::collections::BTreeMap;

use crate::config::carrier::{Holder, Written};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{is_made_up, is_placeholder, is_secret_variable, stands_in, token_of};

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
    for carried in subject.around.carried.iter().chain(subject.around.beside.carried()) {
        for written in &carried.written {
            if let Holder::Secret(name) = &written.holder {
                secrets.entry((carried.source, name)).or_default().push(written);
            }
        }
    }
    secrets.into_iter().filter_map(|((_, name), written)| finding(rule, subject, name, &written)).collect()
}

/// One finding for an object, at its first real value; at a token that is known by its form, where one is there.
fn finding(rule: &Rule, subject: &Subject<'_>, name: &str, written: &[&Written]) -> Option<Finding> {
    let real: Vec<_> = written.iter().filter(|written| is_real(subject, written)).collect();
    let known = real.iter().position(|written| is_token(written));
    let first = real.get(known.unwrap_or_default())?;
    let more = match real.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let finding = rule.at_place(first.place).about(format!("{name}.{}", first.name));
    let finding = finding
        .says(format!("the Secret `{name}` holds the real value of `{}`{more}; base64 hides nothing", first.name));
    let finding = if known.is_some() { finding.severity(Severity::Error) } else { finding };
    Some(finding.hint(
        "keep this file out of git, or put an ExternalSecret or an encrypted form (SOPS, SealedSecret) in its place",
    ))
}

fn is_token(written: &Written) -> bool {
    let value = written.value.expose().trim();
    token_of(value).is_some() && !is_made_up(value)
}

/// What is known by its form and not packed is another rule's, `leaked-token`.
fn is_real(subject: &Subject<'_>, written: &Written) -> bool {
    let value = written.value.expose().trim();
    let source = subject.sources.get(written.place.source);
    let seen = || source.and_then(|source| source.text.get(source.bytes(written.place))).unwrap_or_default();
    match token_of(value) {
        Some(_) => !is_placeholder(value) && !seen().contains(value),
        None => is_secret_variable(&written.name) && !is_placeholder(value) && !stands_in(&written.name, value),
    }
}
