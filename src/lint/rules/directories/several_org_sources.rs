//! `several-org-sources`: two directories bring people into the same catalog.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

/// Sources of people, by what they are called.
const KINDS: [(&str, &str); 5] = [
    ("githubOrg", "GitHub"),
    ("gitlab", "GitLab"),
    ("keycloakOrg", "Keycloak"),
    ("ldapOrg", "the LDAP directory"),
    ("microsoftGraphOrg", "Microsoft Entra"),
];

pub(in super::super) const RULE: Rule = Rule {
    id: "several-org-sources",
    summary: "people come from more than one directory",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/several-org-sources.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<(String, &str, &Node)> = Vec::new();
    for (kind, title) in KINDS {
        let mut sources = blocks::sources(subject, kind).into_iter();
        // GitLab's source reads repositories too, and people only when it is told to.
        let brings = |block: &Node| kind != "gitlab" || block.get("orgEnabled").and_then(Node::boolean) == Some(true);
        found.extend(sources.find(|(_, block)| brings(block)).map(|(route, block)| (route, title, block)));
    }
    let [(_, first, node), others @ ..] = found.as_slice() else { return Vec::new() };
    let told = others.iter().map(|(route, title, block)| {
        rule.at_key(block)
            .about(route.as_str())
            .says(format!("people come from {first} and from {title}; two of the same name become one conflict"))
            .hint(format!("keep the one that people sign in by, and set `{route}: null` for the other"))
            .because(node, "the other source")
    });
    told.collect()
}
