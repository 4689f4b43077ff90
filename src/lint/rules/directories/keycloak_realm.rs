//! `keycloak-realm`: people sign in to one realm and are read from another.

use super::blocks;
use crate::config::{Node, Text};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "keycloak-realm",
    summary: "sign-in and org data speak of different realms of Keycloak",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/keycloak-realm.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::sources(subject, "keycloakOrg");
    let mut found = Vec::new();
    for (route, block) in sources.iter().filter(|(_, block)| blocks::is_complete(block, "baseUrl")) {
        found.extend(other_realm(rule, subject, block));
        found.extend(login_realm(rule, route, block));
    }
    found
}

fn other_realm(rule: &Rule, subject: &Subject<'_>, block: &Node) -> Option<Finding> {
    let realm = block.get("realm")?;
    let read = realm.text()?;
    let environment = subject.environment();
    let metadata = subject.config.get(&format!("auth.providers.oidc.{environment}.metadataUrl"))?;
    let (base, address) = (block.get("baseUrl").and_then(Node::text)?, metadata.text()?);
    // Another server's realm is none of ours.
    let same_server = blocks::address(base)?.1 == blocks::address(address)?.1;
    let signs_in = address.split_once("/realms/")?.1.split('/').next().unwrap_or_default();
    (same_server && !signs_in.is_empty() && signs_in != read).then(|| {
        rule.at_place(subject.origin(metadata))
            .about(format!("auth.providers.oidc.{environment}.metadataUrl"))
            .says(format!("people sign in to the realm `{signs_in}` and are read from `{read}`"))
            .hint("name the same realm in both places; capital letters matter")
            .because(realm, "they are read from here")
    })
}

/// Without `loginRealm` the client is looked for in `master`.
fn login_realm(rule: &Rule, route: &str, block: &Node) -> Option<Finding> {
    let realm = block.get("realm");
    if block.get("loginRealm").is_some() || realm.is_some_and(|realm| realm.text() == Some("master")) {
        return None;
    }
    let client = block.get("clientId")?;
    let finding = rule.at_key(block.entry("loginRealm").unwrap_or(block)).about(format!("{route}.loginRealm"));
    Some(
        finding
            .says("`loginRealm` is not set, so the client is looked for in the realm `master`")
            .hint(match realm.and_then(Node::as_text).map(Text::written) {
                Some(realm) => format!("set `loginRealm: {realm}`, unless the client is in `master`"),
                None => "set `realm` and `loginRealm`, unless both are `master`".to_owned(),
            })
            .because(client, "this client"),
    )
}
