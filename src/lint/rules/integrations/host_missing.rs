//! `host-missing`: there is no host where Backstage insists on one.

use crate::contract::integration::facts;
use crate::lint::integration::{all_entries, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "host-missing",
    summary: "a host is missing where Backstage insists on one",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/host-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = all_entries(subject).into_iter().filter(|entry| entry.spec.host_required);
    let blocks = entries.map(|entry| (entry.route, entry.node, entry.spec.host.as_str()));
    let catalog = readers(subject).into_iter().filter_map(|reader| {
        let spec = facts().integrations.get(reader.spec.integration.as_deref()?)?;
        let wants = reader.keyed && spec.host_required && reader.spec.host.is_some();
        wants.then_some((reader.route, reader.node, spec.host.as_str()))
    });
    let missing = blocks.chain(catalog).filter(|(_, node, _)| node.lacks("host"));
    let finding = |(route, node, host)| {
        let finding = rule.at(node).about(format!("{route}.host"));
        match subject.left_empty(node, "host") {
            true => finding
                .severity(Severity::Warning)
                .says(format!("`{route}` leaves its host empty, and the portal does not start until one is there"))
                .hint("fill it in where this is deployed, or take the block out"),
            false => finding
                .says(format!("`{route}` names no host, so the portal does not start"))
                .hint(format!("add `host: {host}`, or the name of your own")),
        }
    };
    missing.map(finding).collect()
}
