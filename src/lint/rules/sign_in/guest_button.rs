//! `guest-button`: the image's sign-in page offers Guest beside the provider that people are meant to use.

use super::block::{asked_environment, is_image};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "guest-button",
    summary: "the sign-in page offers Guest beside the provider",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/guest-button.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if !is_image(subject) || asked_environment(subject) != Some("development") {
        return Vec::new();
    }
    let Some((provider, node)) = subject.sign_in_providers().next() else { return Vec::new() };
    let guest =
        subject.config.get("auth.providers.guest").and_then(|guest| guest.get("dangerouslyAllowOutsideDevelopment"));
    let open = guest.is_some_and(|open| open.boolean() == Some(true));
    let finding = match subject.config.get("auth.environment") {
        Some(environment) => rule.at(environment),
        None => rule.nowhere(),
    };
    let does = if open { "lets anybody in" } else { "leads to an error" };
    let finding = finding
        .about("auth.environment")
        .says(format!("the sign-in page offers Guest beside `{provider}`, and Guest {does}"))
        .hint("set `auth.environment: production`, and name the provider's block `production` too")
        .because(node, "people are meant to sign in here");
    vec![if open { finding.severity(Severity::Warning) } else { finding }]
}
