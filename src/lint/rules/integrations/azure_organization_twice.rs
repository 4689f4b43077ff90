//! `azure-organization-twice`: two credentials of one host name the same organisation.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use crate::config::Node;
use crate::lint::integration::entries;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-organization-twice",
    summary: "two credentials for Azure DevOps name the same organisation",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/azure-organization-twice.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in entries(subject, "azure") {
        let mut seen: HashMap<Option<String>, &Node> = HashMap::new();
        for (route, credential) in entry.credentials() {
            for organization in credential.get("organizations").into_iter().flat_map(Node::items) {
                let written =
                    |node: &Node| node.as_text().map(|text| text.known().unwrap_or(text.written()).to_owned());
                match seen.entry(written(organization)) {
                    MapEntry::Occupied(first) => found.push(
                        rule.at(organization)
                            .about(route.as_str())
                            .says("this organisation has a credential already, so the portal does not start")
                            .hint("take it out of one of the two lists")
                            .because(first.get(), "it stands here too"),
                    ),
                    MapEntry::Vacant(place) => _ = place.insert(organization),
                }
            }
        }
    }
    found
}
