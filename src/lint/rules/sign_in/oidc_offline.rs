//! `oidc-offline`: people are signed out as soon as their first token ends.

use super::address::web;
use super::block::{Block, offered};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "oidc-offline",
    summary: "people are signed out when their first token ends",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/oidc-offline.md"),
    check,
};

const SCOPE: &str = "offline_access";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let offered = offered(subject);
    offered.iter().filter(|block| block.provider == "oidc").filter_map(|block| judge(rule, block)).collect()
}

fn judge(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let server = block.node.get("metadataUrl")?;
    let url = web(server.text()?)?;
    let host = url.host_str()?;
    let wants = |known: &String| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !sign_in().offline.iter().any(wants) {
        return None;
    }
    let scopes = block.node.get("additionalScopes");
    let lacks = scopes.map_or_else(|| block.node.lacks("additionalScopes"), asks_for_others);
    let finding = rule.at_key(scopes.unwrap_or(server)).about(format!("{}.additionalScopes", block.route()));
    lacks.then(|| {
        finding
            .says(format!("`{SCOPE}` is not asked for, so this server signs people out when their first token ends"))
            .hint(format!("add `{SCOPE}` to `additionalScopes`"))
    })
}

/// Tells whether scopes, all of them known, leave that one out.
fn asks_for_others(scopes: &Node) -> bool {
    let all = if scopes.is_list() { scopes.items().collect() } else { vec![scopes] };
    all.iter().all(|scope| scope.text().is_some_and(|said| !said.contains(SCOPE)))
}
