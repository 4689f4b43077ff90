//! `oidc-prompt`: OpenID Connect sign-in asks for nobody to be offered, which refuses whoever has no session yet.

use super::block::{Block, offered};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "oidc-prompt",
    summary: "OpenID Connect sign-in refuses everybody who has no session yet, as `prompt` is not set",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/oidc-prompt.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    offered(subject).iter().filter(|block| block.provider == "oidc").filter_map(|block| judge(rule, block)).collect()
}

fn judge(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let prompt = block.node.get("prompt");
    let finding = match prompt {
        Some(prompt) if prompt.text() == Some("none") => {
            rule.at(prompt).says("`prompt: none` refuses whoever has no session at the server yet")
        }
        Some(_) => return None,
        // In a part of the layers a block may only add to another one's.
        None if !["clientId", "metadataUrl"].iter().all(|first| block.node.lacks_once_begun(first, "prompt")) => {
            return None;
        }
        None => rule
            .at_key(block.node)
            .says("`prompt` is not set, which means `none` and refuses whoever has no session at the server yet"),
    };
    let mend = format!("auth:\n  providers:\n    oidc:\n      {}:\n        prompt: auto\n", block.environment?);
    Some(finding.about(format!("{}.prompt", block.route())).hint("write `prompt: auto`").fix(Fix::Merge(mend)))
}
