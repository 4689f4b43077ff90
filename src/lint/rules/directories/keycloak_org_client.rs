//! `keycloak-org-client`: the credential that reads people from Keycloak is not whole.

use super::blocks;
use crate::config::{Node, Sight, Unseen};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "keycloak-org-client",
    summary: "the credential that reads Keycloak is not whole",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/keycloak-org-client.md"),
    check,
};

/// What only goes together.
const PAIRS: [(&str, &str); 2] = [("clientId", "clientSecret"), ("username", "password")];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::sources(subject, "keycloakOrg").into_iter();
    let complete = sources.filter(|(_, block)| blocks::is_complete(block, "baseUrl"));
    // The image's own file of plugins may have the rest.
    let seen = complete.filter(|(_, block)| !matches!(block.sight("-"), Sight::Unseen(Unseen::File)));
    seen.flat_map(|(route, block)| judge(rule, &route, block)).collect()
}

fn judge(rule: &Rule, route: &str, block: &Node) -> Vec<Finding> {
    let has = |key: &str| block.entry(key).is_some_and(Node::is_written);
    // A public client needs no secret beside a user's password.
    let pairs = PAIRS.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
    let halves: Vec<_> = pairs.filter(|(one, other)| has(one) && !has(other)).collect();
    let findings = halves.iter().filter_map(|(there, missing)| {
        let there = block.entry(there).map(|node| (*there, node))?;
        let finding = rule.at_key(block.entry(missing).unwrap_or(there.1)).about(format!("{route}.{missing}"));
        Some(
            finding
                .says(format!("`{}` is set and `{missing}` is not, so that the catalog does not start", there.0))
                .hint(format!("set `{missing}` beside it; `devportal-auth init` makes a client that has both")),
        )
    });
    let mut found: Vec<_> = findings.collect();
    if halves.is_empty() && !has("clientId") && !has("username") {
        let finding = rule.at_key(block).about(route);
        found.push(
            finding
                .says("nothing is set that Keycloak could be read with")
                .hint("set `clientId` and `clientSecret` of a client that may read users and groups"),
        );
    }
    found
}
