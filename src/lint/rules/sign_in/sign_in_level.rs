//! `sign-in-level`: a sign-in provider's fields stand where an environment belongs, or below one that it does not know.

use super::block::{is_field, is_image};
use crate::config::{Node, Value};
use crate::contract::sign_in::{Provider, sign_in};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-level",
    summary: "a sign-in provider's fields stand at a level where it does not look",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-level.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    subject.sign_in_providers().filter_map(|(provider, node)| stray(rule, subject, provider, node)).collect()
}

fn stray(rule: &Rule, subject: &Subject<'_>, provider: &str, node: &Node) -> Option<Finding> {
    let facts = sign_in().provider(provider);
    if let Some(facts) = facts.filter(|facts| facts.flat) {
        return too_deep(rule, subject, facts, provider, node);
    }
    let environment = subject.environment();
    let hint =
        format!("put `{environment}:` between them: `auth.providers.{provider}.{environment}.clientId` and so on");
    if !node.is_map() && !is_unseen(node) {
        let says =
            format!("`{provider}` is a {}, not a map of environments, so the backend does not start", node.kind());
        return Some(rule.at(node).about(format!("auth.providers.{provider}")).says(says).hint(hint));
    }
    // What a provider of another module has below it is not known.
    let strays =
        |key: &str, value: &Node| is_field(facts, key) || (facts.is_some() && !value.is_map() && !is_unseen(value));
    let (key, value) = node.entries().find(|(key, value)| strays(key, value))?;
    let says =
        format!("`{key}` stands straight below `{provider}`, where an environment belongs; the backend does not start");
    // Without any environment it is the level that is missing, not one key that strayed.
    let leveled = node.entries().any(|(key, value)| !strays(key, value));
    let (at, about) = if leveled { (value, format!(".{key}")) } else { (node, String::new()) };
    let finding = rule.at_key(at).about(format!("auth.providers.{provider}{about}")).says(says).hint(hint);
    Some(if leveled { finding } else { finding.because(value, "this belongs below an environment") })
}

/// A provider behind a proxy does not look below an environment.
fn too_deep(rule: &Rule, subject: &Subject<'_>, facts: &Provider, provider: &str, node: &Node) -> Option<Finding> {
    let is_environment = |key: &str, block: &Node| !facts.has_field(key) && block.is_map();
    let holds = |block: &Node| block.entries().any(|(key, _)| facts.has_field(key) && node.get(key).is_none());
    let (key, block) = node.entries().find(|(key, block)| is_environment(key, block) && holds(block))?;
    let ends = if is_image(subject) { "" } else { ", and the backend does not start" };
    let finding = rule.at_key(block).about(format!("auth.providers.{provider}.{key}"));
    let finding = finding
        .says(format!(
            "`{provider}` stands behind a proxy and knows no environment: below `{key}` nothing is read{ends}"
        ))
        .hint(format!("take `{key}:` away: `auth.providers.{provider}.signIn` and so on"));
    // The image's own module has resolvers for whoever writes none.
    Some(if is_image(subject) { finding.severity(Severity::Warning) } else { finding })
}

/// What was not read may well be a map; a text of variables never is one.
fn is_unseen(node: &Node) -> bool {
    matches!(node.value, Value::Unseen(_))
}
