//! `guest-open`: whoever reaches the portal is let in without signing in.

use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "guest-open",
    summary: "anybody is let in as guest, without signing in",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/guest-open.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(guest) = subject.config.get("auth.providers.guest") else { return Vec::new() };
    let Some(open) = guest.get("dangerouslyAllowOutsideDevelopment").filter(|open| open.boolean() == Some(true)) else {
        return Vec::new();
    };
    let who = guest.get("userEntityRef").and_then(|user| user.text()).unwrap_or("user:development/guest");
    let finding = rule.at(guest).about("auth.providers.guest").because(open, "also outside of development");
    let finding = match subject.sign_in_providers().next() {
        Some((provider, node)) => finding
            .severity(Severity::Error)
            .says(format!("anybody is `{who}` without signing in, although people sign in by `{provider}`"))
            .because(node, "people are meant to sign in here"),
        None => finding.says(format!("anybody who reaches the portal is `{who}`")),
    };
    let mend = Fix::Merge("auth:\n  providers:\n    guest: null\n".to_owned());
    vec![
        finding
            .hint("set `auth.providers.guest: null` in the operator's file (`devportal-auth validate --fix`)")
            .fix(mend),
    ]
}
