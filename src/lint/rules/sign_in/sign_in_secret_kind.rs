//! `sign-in-secret-kind`: a client secret has the form of something else.

use super::block::{Block, all, is_uuid, known};
use crate::lint::token_of;
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
        let wrong = wrong(block, node.text()?)?;
        let says = format!("the client secret of `{}` {wrong}", block.provider);
        let hint = "take the secret that was shown once when it was made, or make a new one";
        Some(rule.at(node).about(format!("{}.clientSecret", block.route())).says(says).hint(hint))
    });
    found.collect()
}

fn wrong(block: &Block<'_>, secret: &str) -> Option<String> {
    if secret.is_empty() {
        return None;
    }
    // Stand-ins in a pipeline are often all the same.
    if secret.len() >= 8 && known(block, "clientId") == Some(secret) {
        return Some("is the client id".to_owned());
    }
    if let Some(kind) = token_of(secret) {
        let fits = kind.contains("application secret") || kind.contains("client secret");
        return (!fits).then(|| format!("is {kind}, which signs nobody in"));
    }
    let id = ["Iv1.", "Iv23", "Ov23"].iter().any(|start| secret.starts_with(start));
    match block.provider {
        "github" if id => Some("has the form of a client id".to_owned()),
        "microsoft" if is_uuid(secret) => {
            Some("is a UUID, as its `Secret ID` is; the `Value` beside it is the secret".to_owned())
        }
        _ => None,
    }
}
