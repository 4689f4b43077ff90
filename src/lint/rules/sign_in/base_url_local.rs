//! `base-url-local`: a portal for the company has an address that only its own machine can open.

use super::address::{Address, app, backend};
use crate::answers::file::Stage;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "base-url-local",
    summary: "the company's portal has an address that only its own machine can open",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/base-url-local.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if subject.portal.stage != Some(Stage::Production) {
        return Vec::new();
    }
    let local = |address: &Address<'_>| address.is_local();
    let (app, backend) = (app(subject).filter(local), backend(subject).filter(local));
    let (route, address) = match (&app, &backend) {
        (Some(app), _) => ("app.baseUrl", app),
        (None, Some(backend)) => ("backend.baseUrl", backend),
        (None, None) => return Vec::new(),
    };
    let finding = rule
        .at(address.node)
        .about(route)
        .says(format!("nobody else can open `{}`, and sign-in leads everybody back there", address.origin()))
        .hint("set the address that people type: `devportal-auth init --portal-url https://…`");
    vec![match backend.as_ref().filter(|_| app.is_some()) {
        Some(backend) => finding.because(backend.node, "the backend's is local too"),
        None => finding,
    }]
}
