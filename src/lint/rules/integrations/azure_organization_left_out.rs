//! `azure-organization-left-out`: no credential names an organisation of Azure DevOps that the catalog reads.

use super::set_in;
use crate::config::Node;
use crate::lint::integration::{ByHost, Entry, entries, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-organization-left-out",
    summary: "no credential names an organisation of Azure DevOps that the catalog reads",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/azure-organization-left-out.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = entries(subject, "azure");
    let entries = ByHost::of(&entries);
    let mut found = Vec::new();
    for reader in readers(subject) {
        let Some((_, host, _)) = reader.through().filter(|(kind, ..)| *kind == "azure") else { continue };
        let own = entries.perhaps(host);
        for organization in reader.organizations() {
            let Some(name) = organization.text() else { continue };
            let Some(named) = all_named(&own) else { continue };
            if named.is_empty() || named.iter().any(|other| other.text().is_none_or(|other| other == name)) {
                continue;
            }
            let near = named.iter().find(|other| other.text().is_some_and(|other| other.eq_ignore_ascii_case(name)));
            let finding = rule.at(organization).about(reader.route.as_str());
            let finding = match near {
                Some(near) => finding
                    .says(format!("the credential has `{name}` in other letters, and case counts, so it is not used"))
                    .hint("write the organisation alike in both places")
                    .because(near, "the credential has it so"),
                None => finding
                    .says(format!(
                        "no credential of `integrations.azure` names `{name}`, so it is read without one of them"
                    ))
                    .hint(format!("add `{name}` to `organizations` of the credential that opens it"))
                    .because(named[0], "the credentials name others"),
            };
            found.push(set_in(finding, subject, organization));
        }
    }
    found
}

/// The organisations that credentials name; nothing when one of them serves any.
fn all_named<'a>(entries: &[&Entry<'a>]) -> Option<Vec<&'a Node>> {
    let credentials = entries.iter().flat_map(|entry| entry.credentials());
    let lists: Option<Vec<_>> = credentials
        .map(|(_, credential)| credential.get("organizations").filter(|list| list.items().next().is_some()))
        .collect();
    Some(lists?.into_iter().flat_map(Node::items).collect())
}
