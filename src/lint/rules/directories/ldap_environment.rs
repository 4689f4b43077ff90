//! `ldap-environment`: sign-in by LDAP is configured for another environment than the one it runs in.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-environment",
    summary: "LDAP sign-in goes by NODE_ENV and has no block of that name",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-environment.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(provider) = subject.config.get("auth.providers.ldap").filter(|node| node.is_map()) else {
        return Vec::new();
    };
    let Some(in_force) = subject.node_environment() else { return Vec::new() };
    if !provider.lacks(in_force) {
        return Vec::new();
    }
    let there: Vec<_> = provider.entries().filter(|(_, block)| block.is_map()).collect();
    let names = there.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    let Some((name, block)) = there.first() else { return Vec::new() };
    let finding = rule.at_key(block).about(format!("auth.providers.ldap.{name}"));
    vec![
        finding
            .says(format!(
                "LDAP sign-in goes by NODE_ENV, `{in_force}`, and has only {names}: the portal does not start"
            ))
            .hint(format!("write the block under `auth.providers.ldap.{in_force}` too, as `devportal-auth init` does")),
    ]
}
