//! `unknown-sign-in-provider`: a key below `auth.providers` is none that the portal knows.

use super::block::is_image;
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "unknown-sign-in-provider",
    summary: "a sign-in provider is configured that the portal does not have",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/unknown-sign-in-provider.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let strangers = subject.sign_in_providers().filter(|(key, _)| !sign_in().providers.contains_key(*key));
    strangers.filter_map(|(key, node)| judge(rule, subject, key, node)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, key: &str, node: &Node) -> Option<Finding> {
    let known = sign_in();
    let near = nearest(key, known.providers.keys().map(String::as_str));
    let finding = rule.at_key(node).about(format!("auth.providers.{key}"));
    if is_image(subject) {
        let hint = match known.meant(key).or(near) {
            Some(meant) => format!("rename the key to `{meant}`"),
            None if known.elsewhere.get(key) == Some(&true) => {
                "write it as `oidc`, with `signInPage: keycloak`, as `devportal-auth init --profile oidc` does"
                    .to_owned()
            }
            None => format!("remove it, or write `auth.providers.{key}: null` over it"),
        };
        let says = format!("the image has no sign-in provider `{key}`, so the backend does not start");
        return Some(finding.says(says).hint(hint));
    }
    if subject.code().has_provider(key) == Some(true) {
        return None;
    }
    // Elsewhere modules bring providers of any name (`oidc-partners`).
    let meant = near.filter(|near| !known.elsewhere.contains_key(key) && !key.contains(near))?;
    let finding = finding
        .severity(Severity::Warning)
        .says(format!("`{key}` is no sign-in provider that Backstage has a module for"))
        .hint(format!("did you mean `{meant}`?"));
    Some(Finding { confidence: Confidence::Medium, ..finding })
}
