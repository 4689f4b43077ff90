//! `base-url-not-https`: the company's portal is served unencrypted.

use super::address::{app, backend};
use crate::answers::file::Stage;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "base-url-not-https",
    summary: "the company's portal is served over http",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/base-url-not-https.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if subject.portal.stage != Some(Stage::Production) {
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
