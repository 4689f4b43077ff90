//! `sign-in-secret-kind`: a client secret has the form of something else.

use super::block::{Block, all, known};
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-secret-kind",
    summary: "a client secret has the form of something else",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-secret-kind.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = all(subject);
    let found = blocks.iter().filter_map(|block| {
        let node = block.node.get("clientSecret")?;
        let wrong = if is_id_by_name(block, node) { "is the client id" } else { wrong(block, node.text()?)? };
        let says = format!("the client secret of `{}` {wrong}", block.provider);
        let hint = "take the secret that was shown once when it was made, or make a new one";
        Some(rule.at(node).about(format!("{}.clientSecret", block.route())).says(says).hint(hint))
    });
    found.collect()
}

/// Tells whether one variable stands for both, whatever is in it.
fn is_id_by_name(block: &Block<'_>, secret: &Node) -> bool {
    let sole = |node: &Node| node.as_text().and_then(|text| text.sole_variable().map(str::to_owned));
    let id = block.node.get("clientId").and_then(sole);
    id.is_some() && id == sole(secret)
}

fn wrong(block: &Block<'_>, secret: &str) -> Option<&'static str> {
    if secret.is_empty() {
        return None;
    }
    // Stand-ins in a pipeline are often all the same.
    if secret.len() >= 8 && known(block, "clientId") == Some(secret) {
        return Some("is the client id");
    }
    let is_id = ["Iv1.", "Iv23", "Ov23"].iter().any(|start| secret.starts_with(start));
    (block.provider == "github" && is_id).then_some("has the form of a client id")
}
