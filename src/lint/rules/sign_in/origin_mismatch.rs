//! `origin-mismatch`: the backend does not answer pages that come from where the portal's come from.

use super::address::{Address, app, backend, is_local, is_opened_elsewhere, web};
use crate::config::Node;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "origin-mismatch",
    summary: "`backend.cors.origin` is not where the portal's pages come from",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/origin-mismatch.md"),
    check,
};

/// What brings the portal's pages out of the backend (create-app 0.4 to 0.6).
const PAGES: &str = "@backstage/plugin-app-backend";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let expression = expression(subject).map(|node| {
        let finding = rule.at(node).about("backend.cors.origin").severity(Severity::Warning);
        finding
            .says("this is written as a regular expression, and is read as an address, which it is of no page")
            .hint("write the address that people open, or one with `*` in it; several in a list")
    });
    if let Some(finding) = expression {
        return vec![finding];
    }
    let (Some(app), Some(backend)) = (app(subject), backend(subject)) else { return Vec::new() };
    // From one origin to itself nothing is asked, and what no backend reads is not what it answers by.
    if app.origin() == backend.origin() || subject.code().answers_by_cors() == Some(false) {
        return Vec::new();
    }
    let wanted = app.origin();
    let says = format!("the backend does not answer pages from `{wanted}`");
    let mend = Fix::Merge(format!("backend:\n  cors:\n    origin: {wanted}\n"));
    let has_path = |text: &str| text.strip_prefix(&wanted).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'));
    let written = subject.config.get("backend.cors.origin").and_then(Node::text);
    let without = if written.is_some_and(has_path) { "without a path" } else { "without a `/` at its end" };
    let hint = format!("write `backend.cors.origin: {wanted}`, {without}");
    let Some(origin) = subject.config.get("backend.cors.origin") else {
        let untold = !subject.config.lacks("backend.cors.origin")
            || subject.config.get("backend.cors").is_some_and(|cors| !cors.is_map());
        let finding =
            rule.at(app.node).about("backend.cors.origin").says(format!("{says}, as `backend.cors.origin` is not set"));
        return if untold { Vec::new() } else { vec![finding.hint(hint)] };
    };
    let allowed: Vec<_> = if origin.is_list() { origin.items().collect() } else { vec![origin] };
    let fits = |node: &&Node| node.text().is_none_or(|text| text == wanted || is_pattern(text));
    if allowed.iter().any(fits) {
        return Vec::new();
    }
    // Pages that the backend brings itself come from its own address, whatever else is written.
    let own = backend.origin();
    let served = allowed.iter().any(|node| node.text() == Some(own.as_str()));
    let by_backend = subject.code().adds(PAGES);
    if served && by_backend == Some(true) {
        return Vec::new();
    }
    let finding = match subject.is_images(origin.place) && !subject.is_images(app.node.place) {
        true => rule.at(app.node).because(origin, "these pages are answered"),
        false => rule.at(origin).because(app.node, "the pages come from here"),
    };
    let finding = finding.about("backend.cors.origin").says(says);
    if served && by_backend.is_none() {
        let hint = format!("{hint}, unless the backend itself brings the pages, which then come from `{own}`");
        return vec![finding.severity(Severity::Warning).hint(hint)];
    }
    if is_opened_elsewhere(subject, &app) {
        let both = "write where people open the portal, in `app.baseUrl` and `backend.cors.origin` alike";
        return vec![finding.severity(Severity::Warning).hint(both)];
    }
    if !is_surely_wrong(origin, &app) {
        let both = format!(
            "write where people open the portal, in `app.baseUrl` and `backend.cors.origin` alike; {hint} if that is it"
        );
        return vec![finding.hint(both)];
    }
    let finding = finding.hint(hint);
    vec![if origin.is_list() { finding } else { finding.fix(mend) }]
}

/// An origin in the form of a regular expression, where it is all that there is: `/^https:\/\/…$/`.
fn expression<'s>(subject: &'s Subject<'_>) -> Option<&'s Node> {
    let origin = subject.config.get("backend.cors.origin")?;
    origin.text().is_some_and(|text| text.len() > 2 && text.starts_with('/') && text.ends_with('/')).then_some(origin)
}

/// Tells whether an origin stands for several. A star stands for no `/`, so that one without the scheme's is nobody's: `*` answers no page
/// at all (`readCorsOptions` in `@backstage/backend-defaults` 0.16.0 to 0.19.0, by minimatch).
fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '{', '[', '(']) && text.contains("//")
}

/// Tells whether the origin is what is wrong, and not the address: it is the same place written otherwise, or this machine's own while
/// people open the portal elsewhere. Behind a proxy the address may well be the one that nobody types.
fn is_surely_wrong(origin: &Node, app: &Address<'_>) -> bool {
    let named = if origin.is_list() { origin.items().next() } else { Some(origin) };
    let Some(url) = named.and_then(Node::text).and_then(web) else { return true };
    url.host_str() == Some(app.host()) || is_local(&url) && !app.is_local()
}
