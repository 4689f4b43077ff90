//! `session-settings-ignored`: a setting of the session's cookie is one that nobody reads.

use super::block::is_yours;
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "session-settings-ignored",
    summary: "a setting of the session's cookie has no effect",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/session-settings-ignored.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let session = subject.config.get("auth.session").into_iter().flat_map(Node::entries);
    let ignored = session
        .filter(|(key, node)| sign_in().ignored_session.iter().any(|name| name == key) && is_yours(subject, node));
    let found = ignored.map(|(key, node)| {
        rule.at_key(node)
            .about(format!("auth.session.{key}"))
            .says(format!("`auth.session.{key}` has no effect: the cookie stays `connect.sid`, without `Secure`"))
            .hint("remove it; serve the portal over https only, which keeps the cookie from others' eyes")
    });
    found.collect()
}
