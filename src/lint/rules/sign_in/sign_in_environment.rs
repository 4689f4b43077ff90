//! `sign-in-environment`: the browser asks a sign-in provider for an environment that it is not configured for.

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
    let asked = subject.config.get("auth.environment");
    if asked.is_some_and(|asked| asked.is_hole() && asked.assumed().is_none()) {
        return Vec::new();
    }
    let environment = subject.environment();
    // The directory's provider goes by NODE_ENV, which is another rule's.
    let providers = subject.sign_in_providers().filter(|(provider, node)| *provider != "ldap" && node.is_map());
    let strangers = providers.filter_map(|(provider, node)| {
        let blocks: Vec<_> = node.entries().filter(|(_, block)| block.is_map()).collect();
        let (first, block) = blocks.first().copied()?;
        if blocks.iter().any(|(name, _)| *name == environment) {
            return None;
        }
        let there = blocks.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let finding = rule
            .at_key(block)
            .about(format!("auth.providers.{provider}.{first}"))
            .says(format!("the sign-in page asks `{provider}` for `{environment}`, only {there} is configured"))
            .hint(format!("rename the key to `{environment}`, or set `auth.environment: {first}`"));
        Some(match asked {
            Some(asked) => finding.because(asked, "the page asks for this"),
            None => finding,
        })
    });
    strangers.collect()
}
