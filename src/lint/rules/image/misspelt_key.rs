//! `misspelt-key`: a key is spelt otherwise than the one that is read.

use super::known::{slip, visit};
use crate::config::Node;
use crate::contract::keys::{Shape, keys};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "misspelt-key",
    summary: "a key is spelt otherwise than the one that is read",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/misspelt-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    visit(subject.config, &keys().keys, "", &mut |route, node, shape| {
        found.extend(below(rule, subject, route, node, shape));
    });
    found
}

fn below(rule: &Rule, subject: &Subject<'_>, route: &str, node: &Node, shape: &Shape) -> Vec<Finding> {
    let names = shape.names();
    let strange = node.entries().filter(|(key, _)| !names.is_empty() && !names.contains(key));
    let told = strange.filter_map(|(key, value)| {
        let meant = slip(key, names.iter().copied())?;
        let case_only = meant.eq_ignore_ascii_case(key);
        // Beside the right one in the same file it may be a key of somebody else's.
        let twin = node.entry(meant).filter(|twin| twin.head().source == value.head().source);
        let full = |key: &str| if route.is_empty() { key.to_owned() } else { format!("{route}.{key}") };
        let is_others =
            subject.is_images(value.head()) || subject.code().may_read(&full(key)) || is_variable(subject, &full(key));
        if is_others || (twin.is_some() && !case_only) {
            return None;
        }
        let finding = rule.at_key(value).about(full(key)).hides(full(meant));
        let finding = finding.says(format!("nobody reads `{key}`")).hint(format!("did you mean `{}`?", full(meant)));
        // Case and signs leave no doubt; another letter might.
        Some(match value.key.filter(|_| case_only && node.entry(meant).is_none()) {
            Some(place) => finding.fix(Fix::value(place, meant.to_owned())),
            None => finding,
        })
    });
    told.collect()
}

/// Tells whether a key only comes from a variable that the configuration refers to by its name (`${APP_CONFIG_BACKEND}`): Backstage makes a
/// key of it, too, and nobody meant one.
fn is_variable(subject: &Subject<'_>, route: &str) -> bool {
    let variable = format!("APP_CONFIG_{}", route.replace('.', "_"));
    subject.wanted().iter().any(|want| want.name == variable)
}
