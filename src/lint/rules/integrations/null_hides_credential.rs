//! `null-hides-credential`: a later file takes away integrations that the catalog still reads through.

use super::list_hides_credential::is_read;
use crate::config::{Node, Value};
use crate::contract::integration::facts;
use crate::lint::integration::{Entry, Host, entries_in};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "null-hides-credential",
    summary: "a later `null` takes away a credential that is still needed",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/null-hides-credential.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let lost = facts().integrations.keys().filter_map(|kind| Some((kind, lost(subject, kind)?)));
    let finding = |(kind, (entry, null)): (&String, (Entry<'_>, &Node))| {
        let host = entry.host.and_then(Host::name).unwrap_or("its host");
        rule.at_key(null)
            .about(format!("integrations.{kind}"))
            .says(format!("`null` takes the credential for `{host}` away, and the catalog still reads from there"))
            .hint(format!("take the `null` out, or set the providers that read from `{host}` to `null` as well"))
            .because(entry.node, "this entry is hidden")
    };
    lost.map(finding).collect()
}

/// The entry that a `null` hides although it is needed, and the `null`.
pub(super) fn lost<'a>(subject: &Subject<'a>, kind: &str) -> Option<(Entry<'a>, &'a Node)> {
    let is_null = |node: &&Node| matches!(node.value, Value::Null);
    let all = subject.config.entry("integrations")?;
    let null = Some(all).filter(is_null).or_else(|| all.walk([kind]).filter(is_null))?;
    let layers = subject.layers.iter().filter(|layer| layer.source != null.place.source);
    let mut entries = layers.flat_map(|layer| entries_in(&layer.root, kind));
    let entry = entries
        .find(|entry| entry.credential().is_some() && entry.host.is_some_and(|host| is_read(subject, kind, host)))?;
    Some((entry, null))
}
