//! `list-hides-credential`: a later file's list of integrations leaves out one whose credential an earlier file has.

use std::collections::BTreeSet;

use crate::config::{Layer, Node, Role, Value};
use crate::contract::integration::facts;
use crate::lint::integration::{Entry, Host, entries, entries_in, is_gone, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "list-hides-credential",
    summary: "a later list of integrations hides an earlier credential",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/list-hides-credential.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    facts()
        .integrations
        .keys()
        .flat_map(|kind| hidden(subject, kind).into_iter().map(|lost| told(rule, subject, kind, &lost)))
        .collect()
}

/// An entry with a credential that a later list leaves out.
pub(super) struct Lost<'a> {
    pub(super) entry: Entry<'a>,
    by: &'a Node,
    read: bool,
}

/// What the hosts are known by whose credential was lost in this way.
pub(super) fn hidden_hosts(subject: &Subject<'_>, kind: &str) -> BTreeSet<(bool, String)> {
    let lost = hidden(subject, kind).into_iter().map(|lost| lost.entry);
    let lost = lost.chain(super::null_hides_credential::lost(subject, kind).map(|(entry, _)| entry));
    lost.filter_map(|entry| Some(entry.host?.key())).collect()
}

fn hidden<'a>(subject: &Subject<'a>, kind: &str) -> Vec<Lost<'a>> {
    let list = subject.config.get("integrations").and_then(|all| all.walk([kind])).filter(|list| list.is_list());
    let Some(list) = list else { return Vec::new() };
    let now = entries(subject, kind);
    let layers = subject.layers.iter().filter(|layer| layer.source != list.place.source);
    let lost = layers.flat_map(|layer| entries_in(&layer.root, kind).into_iter().map(move |entry| (layer, entry)));
    let lost = lost.filter_map(|(layer, entry)| {
        let host = entry.host?;
        entry.credential()?;
        // A token whose variable is not set is written all the same; that it comes to nothing is a finding of its own.
        let writes = |other: &Entry<'_>| other.credential().is_some() || is_gone(other.node, "token");
        let kept = now.iter().any(|other| other.serves(host) != Some(false) && writes(other));
        let read = is_read(subject, kind, host);
        // What the image brings is only missed where something reads from it, and a list of nothing is meant.
        (!kept && (read || is_own(layer) && !is_emptied(list))).then_some(Lost { entry, by: list, read })
    });
    lost.collect()
}

fn is_emptied(list: &Node) -> bool {
    matches!(&list.value, Value::List(items) if items.is_empty())
}

fn is_own(layer: &Layer) -> bool {
    layer.role != Role::Image
}

/// Tells whether a provider of the catalog reads from a host.
pub(super) fn is_read(subject: &Subject<'_>, kind: &str, host: Host<'_>) -> bool {
    let mut through = readers(subject).into_iter().filter_map(|reader| reader.through());
    through.any(|(of, from, _)| of == kind && from.is(host) == Some(true))
}

fn told(rule: &Rule, subject: &Subject<'_>, kind: &str, lost: &Lost<'_>) -> Finding {
    let host = lost.entry.host.and_then(Host::name).unwrap_or("one host");
    let file = subject.sources.name(lost.entry.node.place.source);
    let finding = rule
        .at_key(lost.by)
        .about(format!("integrations.{kind}"))
        .says(format!("this list takes the place of the one in {file}, so the credential for `{host}` is gone"))
        .hint(format!("repeat the entry for `{host}` here; lists replace, they do not merge"))
        .because(lost.entry.node, "this entry is hidden");
    if lost.read { finding } else { finding.severity(Severity::Warning) }
}
