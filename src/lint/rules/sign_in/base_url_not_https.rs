//! `base-url-not-https`: the company's portal is served unencrypted.

use super::address::{Address, app, backend};
use super::block::{Block, offered};
use crate::answers::file::Stage;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, machine};

pub(in super::super) const RULE: Rule = Rule {
    id: "base-url-not-https",
    summary: "the portal is served over http",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/base-url-not-https.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let declared = subject.portal.stage == Some(Stage::Production);
    if !declared && !is_for_others(subject) {
        return Vec::new();
    }
    let addresses = [("app.baseUrl", app(subject)), ("backend.baseUrl", backend(subject))];
    let open = addresses.into_iter().filter_map(|(route, address)| Some((route, address?)));
    let mut open = open.filter(|(_, address)| !address.is_https() && !address.is_local());
    let Some((route, address)) = open.next() else { return Vec::new() };
    let finding = rule
        .at(address.node)
        .about(route)
        .says(format!(
            "`{}` is not encrypted: whoever is on the way reads the cookies that people are signed in by",
            address.origin()
        ))
        .hint("serve it over https, and set both base URLs: `devportal-auth init --portal-url https://…`");
    vec![match open.next() {
        Some((_, other)) => finding.because(other.node, "neither is this one"),
        None => finding,
    }]
}

/// Tells whether nobody said what the portal is for, and others come to it by a public name or address and sign in.
fn is_for_others(subject: &Subject<'_>) -> bool {
    let is_public = |address: &Address<'_>| !address.is_https() && machine::is_public(address.host());
    let signs_in = |block: &Block<'_>| block.node.get("clientId").is_some();
    subject.portal.stage.is_none()
        && app(subject).is_some_and(|address| is_public(&address))
        && offered(subject).iter().any(signs_in)
}
