//! `entra-org-client`: people are read from Microsoft Entra with whatever credential the process has.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "entra-org-client",
    summary: "the credential that reads Microsoft Entra is not in the configuration, or not whole",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/entra-org-client.md"),
    check,
};

/// What is read from the process where the configuration names no client.
const PROCESS: [&str; 3] = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::sources(subject, "microsoftGraphOrg").into_iter();
    let complete = sources.filter(|(_, block)| blocks::is_complete(block, "tenantId"));
    complete.filter_map(|(route, block)| judge(rule, subject, &route, block)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, block: &Node) -> Option<Finding> {
    let missing = |key: &str| {
        rule.at_key(block.entry(key).unwrap_or(block)).severity(Severity::Error).about(format!("{route}.{key}"))
    };
    let written = |key: &str| block.entry(key).is_some_and(Node::is_written);
    if !written("tenantId") {
        let finding = missing("tenantId").says("`tenantId` is not set, so that the catalog does not start");
        return Some(finding.hint("set the tenant that people are read from"));
    }
    let halves = match (written("clientId"), written("clientSecret")) {
        (true, true) => return None,
        (true, false) => Some(("clientId", "clientSecret")),
        (false, true) => Some(("clientSecret", "clientId")),
        (false, false) => None,
    };
    if let Some((there, lacks)) = halves {
        let finding =
            missing(lacks).says(format!("`{there}` is set and `{lacks}` is not, so that the catalog does not start"));
        return Some(finding.hint(format!("set `{lacks}` beside it")));
    }
    let finding = rule.at_key(block).about(format!("{route}.clientId"));
    let finding = finding.hint("set `clientId` and `clientSecret` here, as `devportal-auth init` does");
    let unset: Vec<_> = PROCESS.into_iter().filter(|name| !subject.variables.is_set(name)).collect();
    if !subject.variables.complete || unset.is_empty() {
        return Some(finding.severity(Severity::Note).says(
            "no client is named, so people are read by the identity of the process: the `AZURE_` variables, or what its machine has",
        ));
    }
    let names: Vec<_> = unset.iter().map(|name| format!("`{name}`")).collect();
    Some(finding.severity(Severity::Warning).says(format!(
        "no client is named, and the process has no {}, so nobody is read unless its machine has an identity",
        names.join(", ")
    )))
}
