//! `keycloak-url`: the address of Keycloak is not the one that requests are made from.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "keycloak-url",
    summary: "an address of Keycloak has a realm in it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/keycloak-url.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::sources(subject, "keycloakOrg").into_iter();
    let found = sources.filter_map(|(route, block)| judge(rule, subject, &route, block.get("baseUrl")?));
    blocks::once(found.collect())
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, node: &Node) -> Option<Finding> {
    // The plugin takes slashes off the end itself.
    let plain = node.text()?.trim_end_matches('/');
    let finding = rule.at_place(subject.origin(node)).about(format!("{route}.baseUrl"));
    if plain.ends_with("/realms") || plain.contains("/realms/") {
        let finding =
            finding.says("the address of Keycloak has a realm in it, and `/realms/…` is put behind it once more");
        return Some(finding.hint("write the address before `/realms/`"));
    }
    plain.ends_with("/auth").then(|| {
        let says =
            "the address of Keycloak ends in `/auth`, which it has not had since version 17 unless someone chose so";
        let finding = finding.severity(Severity::Note).says(says);
        let finding = finding.hint("`devportal-auth init` tries both forms and keeps the one that answers");
        Finding { confidence: Confidence::Low, ..finding }
    })
}
