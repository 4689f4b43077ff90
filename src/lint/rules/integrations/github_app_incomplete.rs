//! `github-app-incomplete`: a GitHub App lacks a value that Backstage insists on.

use super::listed;
use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::integration::apps;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-app-incomplete",
    summary: "a GitHub App lacks a value without which the portal does not start",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-app-incomplete.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let incomplete = apps(subject).into_iter().filter_map(|(route, app)| {
        let missing: Vec<_> = facts().app_fields.iter().filter(|field| app.lacks(field)).collect();
        let finding = rule
            .at(app)
            .about(route)
            .says(format!("the GitHub App has no {}, so the portal does not start", listed(&missing, "and no")))
            .hint("add what is missing; all of it is on the App's page, or comes from `devportal-auth init`");
        if missing.len() == facts().app_fields.len() && is_of_another_file(app) {
            let says = "the file that is named here holds nothing of a GitHub App, so it only stands in for one";
            let hint = "if another is put in its place where the portal runs, all is well";
            return Some(finding.severity(Severity::Note).says(says).hint(hint));
        }
        (!missing.is_empty()).then_some(finding)
    });
    incomplete.collect()
}

/// Tells whether a block was read from a file that is named in its place.
fn is_of_another_file(block: &Node) -> bool {
    block.all_entries().any(|(_, node)| node.place.source != block.place.source)
}
