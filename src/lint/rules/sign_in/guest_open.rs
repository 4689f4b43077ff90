//! `guest-open`: whoever reaches the portal is let in without signing in.

use super::address::app;
use super::block::{is_image, said};
use crate::answers::file::Stage;
use crate::lint::{Confidence, Finding, Fix, Loaded, Rule, Severity, Subject};

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
    let code = subject.code();
    if code.has_provider("guest") == Some(false) {
        return Vec::new();
    }
    let provider = subject.sign_in_providers().find(|(provider, _)| code.shows(provider) != Some(false));
    if provider.is_none() && is_tryout(subject) {
        return Vec::new();
    }
    let who = guest.get("userEntityRef").map_or("`user:development/guest`".to_owned(), said);
    let finding = rule.at(guest).about("auth.providers.guest").because(open, "also outside of development");
    // On one's own machine nobody else comes in, and a page that shows guest alone means what it does.
    let deployed = subject.loaded(guest.place) == Some(Loaded::Deployed);
    let local = !is_image(subject) && !deployed && app(subject).is_some_and(|address| address.is_local());
    let meant = provider.is_none() && code.shows("guest") == Some(true);
    let severity = if local || meant { Severity::Warning } else { Severity::Error };
    let finding = match provider {
        Some((provider, node)) => finding
            .severity(severity)
            .says(format!("anybody is {who} without signing in, although people sign in by `{provider}`"))
            .because(node, "people are meant to sign in here"),
        None if subject.is_production() => {
            finding.severity(severity).says(format!("anybody who reaches the portal is {who}"))
        }
        None => finding.says(format!("anybody who reaches the portal is {who}")),
    };
    let mend = Fix::Merge("auth:\n  providers:\n    guest: null\n".to_owned());
    vec![finding.hint("set `auth.providers.guest: null` in the operator's file").fix(mend)]
}

/// A portal on one's own machine, to try it out, has guests only.
fn is_tryout(subject: &Subject<'_>) -> bool {
    subject.portal.stage == Some(Stage::Local) && app(subject).is_none_or(|address| address.is_local())
}
