//! `github-app-incomplete`: a GitHub App lacks a value that Backstage insists on.

use super::listed;
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
        (!missing.is_empty()).then_some(finding)
    });
    incomplete.collect()
}
