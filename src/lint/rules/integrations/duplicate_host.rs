//! `duplicate-host`: two entries of one kind name the same host, and readers do not agree on one of them.

use std::collections::HashMap;

use crate::lint::integration::{Entry, entries};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "duplicate-host",
    summary: "a host stands twice among the integrations of a kind",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/duplicate-host.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    ["github", "gitlab", "azure"].iter().flat_map(|kind| twice(rule, &entries(subject, kind))).collect()
}

fn twice(rule: &Rule, entries: &[Entry<'_>]) -> Vec<Finding> {
    let mut seen: HashMap<(bool, String), &Entry<'_>> = HashMap::new();
    let again = entries.iter().filter_map(|entry| {
        let host = entry.host?;
        let first = *seen.entry(host.key()).or_insert(entry);
        if std::ptr::eq(first, entry) {
            return None;
        }
        let name = if host.known().is_some() { host.name().unwrap_or("the same host") } else { "the same variable" };
        let says = match entry.kind {
            "github" => format!(
                "`{name}` stands twice: people and files are read by the last entry, repositories found by the first"
            ),
            "azure" if !(is_open(first) && is_open(entry)) => return None,
            _ => format!("`{name}` stands twice, and the first entry is used"),
        };
        let finding = rule
            .at(entry.node.get("host").unwrap_or(entry.node))
            .about(entry.route.as_str())
            .says(says)
            .hint("make one entry of the two")
            .because(first.node.get("host").unwrap_or(first.node), "it stands here first");
        Some(finding)
    });
    again.collect()
}

/// Tells whether an entry for Azure DevOps has a credential for any organisation.
fn is_open(entry: &Entry<'_>) -> bool {
    entry.credentials().iter().any(|(_, credential)| credential.get("organizations").is_none())
}
