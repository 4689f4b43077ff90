//! `allowed-owners`: an organisation that the catalog reads is not on the App's list, and there is no token either.

use super::set_in;
use crate::config::Node;
use crate::lint::integration::{ByHost, Entry, entries, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "allowed-owners",
    summary: "the App's list of owners leaves out an organisation that the catalog reads",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/allowed-owners.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = entries(subject, "github");
    let entries = ByHost::of(&entries);
    let mut found = Vec::new();
    for reader in readers(subject) {
        let Some((_, host, _)) = reader.through().filter(|(kind, ..)| *kind == "github") else { continue };
        let Some(entry) = entries.last(host) else { continue };
        for organization in reader.organizations() {
            let Some(list) = organization.text().and_then(|name| left_out(entry, name)) else { continue };
            let name = organization.text().unwrap_or_default();
            let finding = rule
                .at(list)
                .about(reader.route.as_str())
                .says(format!(
                    "`{name}` is not among the App's `allowedInstallationOwners`, so it is read without a credential"
                ))
                .hint(format!("add `{name}` to the list, or take the list out"))
                .because(organization, "the catalog reads it");
            found.push(set_in(finding, subject, organization));
        }
    }
    found
}

/// The list that leaves an owner out, when nothing else in the entry serves it. Letter case does not count.
fn left_out<'a>(entry: &Entry<'a>, name: &str) -> Option<&'a Node> {
    if entry.node.entry("token").is_some() {
        return None;
    }
    let mut last = None;
    for (_, app) in entry.apps() {
        let list = app.get("allowedInstallationOwners").filter(|list| list.is_list())?;
        let leaves_out = list.items().all(|owner| owner.text().is_some_and(|owner| !owner.eq_ignore_ascii_case(name)));
        last = Some(list).filter(|_| leaves_out && app.get("publicAccess").is_none());
        last?;
    }
    last
}
