//! `app-and-token`: an integration has a GitHub App and a token, and which one is used depends on where the App is installed.

use crate::lint::integration::entries;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "app-and-token",
    summary: "an integration has both a GitHub App and a token",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/app-and-token.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let both = entries(subject, "github").into_iter().filter_map(|entry| {
        let token = entry.node.get("token")?;
        let (_, app) = entry.apps().into_iter().next()?;
        let finding = rule
            .at_key(token)
            .about(format!("{}.token", entry.route))
            .says("the token is used only where the App is not installed")
            .hint("take the token out if the App is installed everywhere, so that one credential less can leak or end")
            .because(app, "the App comes first");
        Some(finding)
    });
    both.collect()
}
