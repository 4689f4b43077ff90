//! `session-secret-weak`: the secret that sessions are signed with can be guessed.

use crate::config::Text;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "session-secret-weak",
    summary: "the secret that sessions are signed with can be guessed",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/session-secret-weak.md"),
    check,
};

/// Below this many characters a secret can be tried out.
const LEAST: usize = 16;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(node) = subject.config.get("auth.session.secret") else { return Vec::new() };
    let Some(secret) = node.as_text().and_then(Text::taken).filter(|secret| !secret.is_empty()) else {
        return Vec::new();
    };
    let plain = secret.to_lowercase().replace('_', "-");
    let says = if sign_in().placeholders.contains(&plain) {
        "the session secret is a word out of an example".to_owned()
    } else if secret.chars().count() < LEAST {
        format!("the session secret is shorter than {LEAST} characters")
    } else {
        return Vec::new();
    };
    let set = subject.origin(node);
    let finding = rule.at_place(set).about("auth.session.secret").says(says);
    let finding = if set == node.place { finding } else { finding.because(node, "sessions are signed with it") };
    vec![
        finding
            .hint("let `devportal-auth init` make one, or `openssl rand -hex 32`; everybody signs in once more then"),
    ]
}
