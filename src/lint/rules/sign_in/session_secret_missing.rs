//! `session-secret-missing`: a provider keeps something in a session, and there is no secret to sign it with.

use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "session-secret-missing",
    summary: "a provider needs a session, and `auth.session.secret` is not set",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/session-secret-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut offered = subject.sign_in_providers().filter(|(provider, _)| subject.is_offered(provider));
    let Some((provider, node)) = offered.find(|(provider, _)| sign_in().needs_session(provider)) else {
        return Vec::new();
    };
    let secret = subject.config.entry("auth.session.secret");
    if !subject.config.lacks("auth.session.secret") {
        return Vec::new();
    }
    // What the operator did not write is missing in the block that they did.
    let mut block = ["auth.session", "auth"].into_iter().filter_map(|route| subject.config.get(route));
    let block = block.find(|block| !subject.is_images(block.head()));
    let finding = match (secret, block) {
        (Some(secret), _) => rule.at(secret),
        (None, Some(block)) => rule.at_key(block),
        (None, None) => rule.at_key(node),
    };
    let finding = finding
        .because(node, format!("`{provider}` needs it"))
        .about("auth.session.secret")
        .says(format!("nobody can sign in by `{provider}`, which needs a session: `auth.session.secret` is not set"))
        .hint(format!(
            "write `auth.session.secret: ${{{}}}`; `devportal-auth init` makes the value, `openssl rand -hex 32` too",
            sign_in().session_variable
        ));
    vec![finding]
}
