//! `gitlab-port`: people are to be read from a GitLab whose address has a port.

use crate::config::Node;
use crate::lint::integration::{Host, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-port",
    summary: "`orgEnabled` for a GitLab whose address has a port",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/gitlab-port.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "gitlab");
    let refused = blocks.filter(|block| block.people(subject).is_some());
    let finding = |(host, node): (Host<'_>, &Node)| {
        let Host::Known(host) = host else { return None };
        let named = host.contains(':').then(|| rule.at(node))?;
        let says = format!("nobody arrives from `{host}`: the catalog refuses people and groups whose host has a port");
        Some(named.says(says).hint(
            "let GitLab be reached at the usual port of https and write its name alone, here and in `integrations.gitlab`",
        ))
    };
    refused.filter_map(|block| block.through()).filter_map(|(_, host, node)| finding((host, node))).collect()
}
