//! `base-urls-differ`: the pages and the backend have addresses between which a browser keeps cookies apart.

use super::address::{app, backend, is_opened_elsewhere, site};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "base-urls-differ",
    summary: "pages and backend have addresses that a browser keeps apart",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/base-urls-differ.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let (Some(app), Some(backend)) = (app(subject), backend(subject)) else { return Vec::new() };
    // The operator's own is the one to point at, and what only this machine reaches.
    let images = subject.is_images(backend.node.place) && !subject.is_images(app.node.place);
    let finding = match images || app.is_local() && !backend.is_local() {
        true => rule.at(app.node).about("app.baseUrl").because(backend.node, "the backend answers here"),
        false => rule.at(backend.node).about("backend.baseUrl").because(app.node, "the pages come from here"),
    };
    let finding =
        finding.hint("give both the address that people type, unless the backend has one of its own beside it");
    let (pages, answers) = (app.origin(), backend.origin());
    let sure = |finding: Finding| Finding { confidence: Confidence::High, ..finding.severity(Severity::Error) };
    let finding = match () {
        () if app.is_local() && backend.is_local() && app.host() != backend.host() => finding.says(format!(
            "`{}` and `{}` are two hosts to a browser, which keeps their cookies apart",
            app.host(),
            backend.host()
        )),
        () if app.is_local() != backend.is_local() => sure(finding.says(format!(
            "pages from `{pages}` are to reach the backend at `{answers}`; only one of them is this machine"
        ))),
        () if app.is_https() && !backend.is_https() && !backend.is_local() => sure(
            finding
                .says(format!("a browser does not let pages from `{pages}` reach `{answers}`, which is not encrypted")),
        ),
        () if app.is_https() != backend.is_https() && !backend.is_local() => finding
            .says(format!("the pages are at `{pages}` and the backend at `{answers}`: only one of them is encrypted")),
        () if site(app.host()) != site(backend.host()) => finding.says(format!(
            "pages from `{}` need cookies of `{}`, which many browsers refuse",
            app.host(),
            backend.host()
        )),
        () => return Vec::new(),
    };
    // Pages of another machine are answered, so they are there; what is left is where links and sign-in lead.
    let finding = if is_opened_elsewhere(subject, &app) { finding.severity(Severity::Warning) } else { finding };
    vec![finding]
}
