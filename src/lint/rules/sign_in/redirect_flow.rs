//! `redirect-flow`: sign-in leaves the page instead of opening a window, which hides errors.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "redirect-flow",
    summary: "sign-in leaves the page instead of opening a window",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/redirect-flow.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let flow = subject.config.get("enableExperimentalRedirectFlow").filter(|flow| flow.boolean() == Some(true));
    let finding = flow.map(|flow| {
        rule.at(flow)
            .about("enableExperimentalRedirectFlow")
            .says("an experiment is on: where sign-in fails, people may see an empty page and no reason")
            .hint("remove it while you look for a fault, so that the window tells the reason")
    });
    finding.into_iter().collect()
}
