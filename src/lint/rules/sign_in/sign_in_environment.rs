//! `sign-in-environment`: the browser asks a sign-in provider for an environment that it is not configured for.

use super::block::{all, asked_environment, is_yours};
use crate::config::Unseen;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-environment",
    summary: "the sign-in page asks for an environment that the provider does not have",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-environment.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(environment) = asked_environment(subject) else { return Vec::new() };
    let asked = subject.config.get("auth.environment");
    let code = subject.code();
    // A page that looks at it itself may make something else of it.
    if code.shows_by("auth.environment") {
        return Vec::new();
    }
    let blocks = all(subject);
    // Nobody asks a provider that the page does not offer.
    let offered = subject.sign_in_providers().filter(|(provider, _)| subject.is_offered(provider));
    // What lies over all that is here may bring the other environment.
    let seen = offered.filter(|(_, node)| node.beyond != Some(Unseen::Over));
    let strangers = seen.filter_map(|(provider, _)| {
        // One that goes by NODE_ENV is another rule's.
        let own: Vec<_> =
            blocks.iter().filter(|block| block.provider == provider && !block.goes_by_process()).collect();
        // The operator's own block is the one that was meant.
        let first = own.iter().find(|block| is_yours(subject, block.node)).or(own.first())?;
        let environments: Vec<_> = own.iter().map(|block| block.environment).collect::<Option<_>>()?;
        if environments.contains(&environment) {
            return None;
        }
        let there = environments.iter().map(|environment| format!("`{environment}`")).collect::<Vec<_>>().join(" and ");
        let are = if environments.len() == 1 { "is" } else { "are" };
        let finding = rule
            .at_key(first.node)
            .about(first.route())
            .says(format!("the sign-in page asks `{provider}` for `{environment}`, only {there} {are} configured"))
            .hint(format!("rename the key to `{environment}`, or set `auth.environment: {}`", first.environment?));
        // A provider of one's own has a page of one's own, which shows it when it likes.
        let finding =
            if sign_in().providers.contains_key(provider) { finding } else { finding.severity(Severity::Warning) };
        Some(match asked {
            Some(asked) => finding.because(asked, "the page asks for this"),
            None => finding,
        })
    });
    strangers.collect()
}
