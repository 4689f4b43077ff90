//! `location-without-integration`: a location is at a host that the backend may not read, or reads anonymously.

use std::collections::BTreeSet;

use super::set_in;
use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::integration::{ByHost, Entry, Host, all_entries};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "location-without-integration",
    summary: "a location is at a host without an integration or credential",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/location-without-integration.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if !subject.config.is_seen("integrations") || !subject.config.is_seen("backend.reading") {
        return Vec::new();
    }
    let locations = subject.config.get("catalog.locations").into_iter().flat_map(Node::items);
    let addresses = locations.filter(|location| location.get("type").and_then(Node::text) == Some("url"));
    let targets = addresses.filter_map(|location| location.get("target"));
    let entries = all_entries(subject);
    // Of an entry whose host is in a wrong form that is the fault.
    let meant: BTreeSet<_> = entries.iter().filter_map(Entry::meant).collect();
    let is_meant = |target: &&Node| Host::of_url(target).and_then(Host::known).is_some_and(|host| meant.contains(host));
    let entries = ByHost::of(&entries);
    targets.filter(|target| !is_meant(target)).filter_map(|target| judge(rule, subject, &entries, target)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, entries: &ByHost<'_, '_>, target: &Node) -> Option<Finding> {
    let host = Host::of_url(target)?;
    let name = host.known()?;
    let own = entries.perhaps(host);
    let finding = rule.at(target).about("catalog.locations");
    let finding = if own.iter().any(|entry| entry.credential().is_some()) || is_read_otherwise(subject, name) {
        return None;
    } else if name == "github.com" {
        finding
            .says("this is read without a credential: sixty requests an hour for the whole portal, public files only")
            .hint("add a token or an App to `integrations.github` (`devportal-auth init` makes one)")
            .severity(Severity::Note)
    } else if own.is_empty() && !facts().integrations.values().any(|spec| spec.host == name) {
        finding
            .says(format!("no integration is for `{name}`, and `backend.reading.allow` does not name it"))
            .hint(format!("add an integration for it, or `- host: {name}` to `backend.reading.allow` for public files"))
    } else {
        return None;
    };
    Some(set_in(finding, subject, target))
}

/// Tells whether something else reads a host: an integration of another kind, or the list of hosts that anybody may read.
fn is_read_otherwise(subject: &Subject<'_>, name: &str) -> bool {
    let ends = |end: &str| name == end || name.strip_suffix(end).is_some_and(|start| start.ends_with('.'));
    let others = subject.config.get("integrations").into_iter().flat_map(Node::entries);
    let mut others =
        others.filter(|(kind, _)| !facts().integrations.contains_key(*kind)).flat_map(|(_, list)| list.items());
    let allowed = subject.config.get("backend.reading.allow").into_iter().flat_map(Node::items);
    let mut allowed = allowed.filter_map(|entry| entry.get("host"));
    facts().read_otherwise.iter().any(|end| ends(end))
        || others.any(|entry| entry.get("host").is_none_or(|host| host.is_hole() || host.text() == Some(name)))
        || allowed.any(|host| match host.text().map(|host| host.strip_prefix("*.").ok_or(host)) {
            Some(Ok(end)) => ends(end),
            Some(Err(host)) => host == name,
            None => true,
        })
}
