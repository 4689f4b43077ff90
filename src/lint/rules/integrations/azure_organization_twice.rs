//! `azure-organization-twice`: two credentials of one host name the same organisation.

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
        let mut seen: Vec<&Node> = Vec::new();
        for (route, credential) in entry.credentials() {
            for organization in credential.get("organizations").into_iter().flat_map(Node::items) {
                let written =
                    |node: &Node| node.as_text().map(|text| text.known().unwrap_or(text.written()).to_owned());
                let name = written(organization);
                match seen.iter().find(|other| written(other) == name) {
                    Some(first) => found.push(
                        rule.at(organization)
                            .about(route.as_str())
                            .says("this organisation has a credential already, so the portal does not start")
                            .hint("take it out of one of the two lists")
                            .because(first, "it stands here too"),
                    ),
                    None => seen.push(organization),
                }
            }
        }
    }
    found
}
