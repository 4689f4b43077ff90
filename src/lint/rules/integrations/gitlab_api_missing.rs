//! `gitlab-api-missing`: a GitLab server of one's own has no address for its API.

use super::{again, set_in};
use crate::lint::integration::{entries, is_valid_host};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-api-missing",
    summary: "a GitLab host of one's own has no `apiBaseUrl`",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/gitlab-api-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = entries(subject, "gitlab").into_iter().filter_map(|entry| {
        let host =
            entry.host.and_then(|host| host.known()).filter(|host| *host != entry.spec.host && is_valid_host(host))?;
        if !entry.node.lacks("apiBaseUrl") {
            return None;
        }
        let api = entry.spec.api_of(host)?;
        let node = entry.node.get("host")?;
        let finding = rule
            .at(node)
            .about(format!("{}.apiBaseUrl", entry.route))
            .says(format!("`{host}` has no `apiBaseUrl`, so the portal does not start"))
            .hint(format!("add `apiBaseUrl: {api}`{}", again(subject, entry.node)));
        Some(set_in(finding, subject, node))
    });
    found.collect()
}
