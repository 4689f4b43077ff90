//! `org-field-missing`: a source of people lacks what the catalog insists on when it starts.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "org-field-missing",
    summary: "a source of people has no address, or no entry to search below",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/org-field-missing.md"),
    check,
};

/// What a source is read from.
const ADDRESSES: [(&str, &str); 2] = [("ldapOrg", "target"), ("keycloakOrg", "baseUrl")];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, key) in ADDRESSES {
        let sources = blocks::sources(subject, kind);
        found.extend(sources.iter().filter_map(|(route, block)| missing(rule, route, block, key)));
    }
    for source in blocks::ldap_sources(subject) {
        let searches = ["users", "groups"].into_iter().flat_map(|kind| blocks::searches(&source, kind));
        found.extend(searches.filter_map(|(route, entry)| missing(rule, &route, entry, "dn")));
    }
    found
}

fn missing(rule: &Rule, route: &str, block: &Node, key: &str) -> Option<Finding> {
    block.lacks(key).then(|| {
        rule.at_key(block)
            .about(format!("{route}.{key}"))
            .says(format!("`{route}` has no `{key}`, so the catalog does not start"))
            .hint(format!("set `{key}`; `devportal-auth init` asks for it and writes the block"))
    })
}
