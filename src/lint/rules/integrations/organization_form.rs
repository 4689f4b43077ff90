//! `organization-form`: an organisation or group is written as an address.

use super::wrong_in;
use crate::config::Node;
use crate::lint::integration::{all_entries, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "organization-form",
    summary: "an organisation is written as an address or a path",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/organization-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut names: Vec<(String, &Node)> = Vec::new();
    for reader in readers(subject) {
        names.extend(reader.organizations().into_iter().map(|node| (reader.route.clone(), node)));
        let group = reader.node.get("group").filter(|group| reader.provider == "gitlab" && has_host(group));
        names.extend(group.map(|group| (reader.route.clone(), group)));
    }
    for entry in all_entries(subject) {
        let blocks = entry.apps().into_iter().chain(entry.credentials());
        for (route, block) in blocks {
            let lists = ["allowedInstallationOwners", "organizations"].iter().filter_map(|key| block.get(key));
            names.extend(lists.flat_map(Node::items).map(|node| (route.clone(), node)));
        }
    }
    names.into_iter().filter_map(|(route, node)| judge(rule, subject, &route, node)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, node: &Node) -> Option<Finding> {
    let given = node.text().filter(|given| given.contains('/') || given.starts_with('@'))?;
    let rest = given.split_once("://").map_or(given, |(_, rest)| rest);
    // What has a dot and something behind it is a host.
    let path = rest.split_once('/').filter(|(first, _)| first.contains('.')).map_or(rest, |(_, path)| path);
    let path = path.trim_matches('/').trim_start_matches('@');
    let name = if route.contains(".gitlab.") { path } else { path.split('/').next()? };
    let finding = rule.at(node).about(route).says("the name alone is wanted here, not an address or a path");
    let plain = !name.is_empty() && !name.contains(['@', ':', '?']);
    let hint = if plain { format!("write `{name}`") } else { "write the name alone".to_owned() };
    Some(wrong_in(finding.hint(hint), subject, node))
}

/// Tells whether a group is an address: a group's own path has `/` in it as well.
fn has_host(node: &Node) -> bool {
    node.text().is_some_and(|group| group.contains("://"))
}
