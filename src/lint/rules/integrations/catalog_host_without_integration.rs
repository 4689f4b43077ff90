//! `catalog-host-without-integration`: the catalog reads from a host that no integration names.

use std::collections::BTreeMap;

use super::list_hides_credential::hidden_hosts;
use super::set_in;
use crate::contract::integration::facts;
use crate::lint::integration::{ByHost, Entry, Host, entries_by_kind, is_settled, is_valid_host, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "catalog-host-without-integration",
    summary: "the catalog reads from a host without an integration",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/catalog-host-without-integration.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = entries_by_kind(subject);
    let by_host: BTreeMap<_, _> = entries.iter().map(|(kind, entries)| (*kind, ByHost::of(entries))).collect();
    let found = readers(subject).into_iter().filter_map(|reader| {
        let (kind, host, node) = reader.through()?;
        let spec = facts().integrations.get(kind)?;
        let name = host.known().filter(|name| is_valid_host(name) && *name != spec.host)?;
        // That a later file took the entry away is told there.
        let is_hidden = || hidden_hosts(subject, kind).contains(&host.key());
        if !is_settled(subject, kind) || !by_host.get(kind)?.perhaps(host).is_empty() || is_hidden() {
            return None;
        }
        let there: Vec<_> =
            entries.get(kind)?.iter().filter_map(|entry: &Entry<'_>| entry.host.and_then(Host::known)).collect();
        let hint = match nearest(name, there.iter().copied()) {
            Some(near) => format!("write `{near}`, as the integration has it"),
            None => format!("add an entry with `host: {name}` to `integrations.{kind}`"),
        };
        let finding = rule
            .at(node)
            .about(reader.route.as_str())
            .says(format!("no entry of `integrations.{kind}` is for `{name}`, so the portal does not start"))
            .hint(hint);
        Some(set_in(finding, subject, node))
    });
    found.collect()
}
