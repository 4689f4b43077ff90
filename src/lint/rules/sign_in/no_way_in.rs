//! `no-way-in`: guest is closed, and nothing else lets people in.

use crate::contract::Contract;
use crate::credential::Purpose;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "no-way-in",
    summary: "guest is closed, and nothing else lets people in",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/no-way-in.md"),
    check,
};

/// Of a profile that brings no sign-in alone: what another one would bring, had it its variables, is another finding, and the code of a
/// plain portal may let people in by itself.
fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let brings_none = |contract: &Contract| !contract.purposes.contains_key(&Purpose::Authentication);
    let all_seen = subject.config.is_seen("auth.providers");
    if !subject.contract().is_some_and(brings_none) || !all_seen || subject.sign_in_providers().next().is_some() {
        return Vec::new();
    }
    let closed = subject.config.entry("auth.providers.guest").filter(|guest| !guest.is_there());
    let finding = |guest| {
        rule.at_key(guest)
            .about("auth.providers.guest")
            .says("nobody can sign in: guest is closed, and no other provider is configured")
            .hint("add the one that people sign in by: `devportal-auth init`")
    };
    closed.map(finding).into_iter().collect()
}
