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
    all(subject).iter().filter_map(|block| judge(rule, subject, block)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>) -> Option<Finding> {
    let node = block.node.get("metadataUrl")?;
    let text = node.text().filter(|text| !text.is_empty())?;
    let from = |is_faulty: fn(&str) -> bool| {
        let set = subject.origin_of(node, is_faulty);
        let finding = rule.at_place(set).about(format!("{}.metadataUrl", block.route()));
        if set == node.place { finding } else { finding.because(node, "it is read here") }
    };
    let Some(url) = web(text) else {
        let hint = "write the server's whole address, beginning with https://";
        let open = |said: &str| !said.contains("://");
        return Some(from(open).says("`metadataUrl` is no web address").hint(hint));
    };
    if url.path().contains("//") {
        let says = "the path of `metadataUrl` has `//` in it, which Keycloak answers with 400 and nothing else";
        let slashed = |said: &str| said.ends_with('/');
        return Some(from(slashed).says(says).hint("take the `/` from the end of the server's own address"));
    }
    let open = url.scheme() == "http" && !is_local(&url);
    open.then(|| {
        let says = format!(
            "sign-in goes to `{}` unencrypted; on the way anybody can pose as the server",
            url.host_str().unwrap_or_default()
        );
        let plain = |said: &str| said.starts_with("http://");
        from(plain).severity(Severity::Warning).says(says).hint("write it with https://")
    })
}
