//! `github-api-missing`: a GitHub server of one's own has no address for its API.

use super::again;
use crate::lint::integration::{entries, is_valid_host};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-api-missing",
    summary: "a GitHub host of one's own has no `apiBaseUrl`",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-api-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = entries(subject, "github").into_iter().filter_map(|entry| {
        let host =
            entry.host.and_then(|host| host.known()).filter(|host| *host != entry.spec.host && is_valid_host(host))?;
        if !entry.node.lacks("apiBaseUrl") {
            return None;
        }
        let api = entry.spec.api_of(host)?;
        let at = entry.node.get("host").unwrap_or(entry.node);
        let finding = rule
            .at(at)
            .about(format!("{}.apiBaseUrl", entry.route))
            .hint(format!("add `apiBaseUrl: {api}`{}", again(subject, entry.node)));
        Some(if entry.node.lacks("rawBaseUrl") {
            finding.says(format!("`{host}` has no `apiBaseUrl`, so the portal does not start"))
        } else {
            finding.says(format!("`{host}` has no `apiBaseUrl`, so its credential is sent to api.github.com"))
        })
    });
    found.collect()
}
