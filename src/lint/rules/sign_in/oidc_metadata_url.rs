//! `oidc-metadata-url`: the address of the OpenID Connect server cannot work, or can be tampered with.

use super::address::{is_local, web};
use super::block::{Block, all};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "oidc-metadata-url",
    summary: "the address of the OpenID Connect server is wrong or unencrypted",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/oidc-metadata-url.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    all(subject).iter().filter_map(|block| judge(rule, block)).collect()
}

fn judge(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let node = block.node.get("metadataUrl")?;
    let text = node.text().filter(|text| !text.is_empty())?;
    let finding = rule.at(node).about(format!("{}.metadataUrl", block.route()));
    let Some(url) = web(text) else {
        let hint = "write the server's whole address, beginning with https://";
        return Some(finding.says("`metadataUrl` is no web address").hint(hint));
    };
    if url.path().contains("//") {
        let says = "the path of `metadataUrl` has `//` in it, which Keycloak answers with 400 and nothing else";
        return Some(finding.says(says).hint("take the `/` from the end of the server's own address"));
    }
    let open = url.scheme() == "http" && !is_local(&url);
    open.then(|| {
        let says = format!(
            "sign-in goes to `{}` unencrypted; on the way anybody can pose as the server",
            url.host_str().unwrap_or_default()
        );
        finding.severity(Severity::Warning).says(says).hint("write it with https://")
    })
}
