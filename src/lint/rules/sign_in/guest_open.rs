//! `guest-open`: whoever reaches the portal is let in without signing in.

use crate::answers::file::Stage;
use crate::config::Node;
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
    let provider = subject.sign_in_providers().next();
    // Nobody signs in, and the portal was declared to be on one's own machine: then guest is what was chosen.
    if provider.is_none() && subject.portal.stage == Some(Stage::Local) {
        return Vec::new();
    }
    let who = guest.get("userEntityRef").and_then(Node::text).unwrap_or("user:development/guest");
    let finding = rule.at(guest).about("auth.providers.guest").because(open, "also outside of development");
    let finding = match provider {
        Some((provider, node)) => finding
            .severity(Severity::Error)
            .says(format!("anybody is `{who}` without signing in, although people sign in by `{provider}`"))
            .because(node, "people are meant to sign in here"),
        None => finding.says(format!("anybody who reaches the portal is `{who}`")),
    };
    let mend = Fix::Merge("auth:\n  providers:\n    guest: null\n".to_owned());
    vec![finding.hint("set `auth.providers.guest: null` in the operator's file").fix(mend)]
}
