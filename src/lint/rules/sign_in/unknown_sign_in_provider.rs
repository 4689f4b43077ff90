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
    if !is_image(subject) {
        let called = subject.sign_in_providers().filter_map(|(key, node)| otherwise_called(rule, subject, key, node));
        let strangers = strangers(subject).filter_map(|(key, node)| judge(rule, subject, key, node));
        return called.chain(strangers).collect();
    }
    strangers(subject).filter_map(|(key, node)| judge(rule, subject, key, node)).collect()
}

fn strangers<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = (&'s str, &'s Node)> {
    subject.sign_in_providers().filter(|(key, _)| !sign_in().providers.contains_key(*key))
}

/// The image's own name for a provider of Backstage's. Code of one's own may give it any.
fn otherwise_called(rule: &Rule, subject: &Subject<'_>, key: &str, node: &Node) -> Option<Finding> {
    let code = subject.code();
    let called = sign_in().provider(key)?.called.as_deref()?;
    let named = code.has_provider(key) == Some(true) || code.is_of_modules() == Some(false);
    let both = subject.config.get(&format!("auth.providers.{called}")).is_some();
    (!named && !both).then(|| {
        let finding = rule.at_key(node).about(format!("auth.providers.{key}")).severity(Severity::Warning);
        finding
            .says(format!("`{key}` is the image's own name: Backstage's module reads `{called}`, and nobody this"))
            .hint(format!("rename the key to `{called}`"))
    })
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
    let meant = meant(key).or(near.filter(|near| !known.elsewhere.contains_key(key) && !key.contains(near)))?;
    let finding = finding
        .severity(Severity::Warning)
        .says(format!("`{key}` is no sign-in provider that Backstage has a module for"))
        .hint(format!("did you mean `{meant}`?"));
    Some(Finding { confidence: Confidence::Medium, ..finding })
}

/// The provider of Backstage's that is called otherwise (`microsoft` for `azure`); nothing where it has one of that name, too.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let known = sign_in();
    let is_unknown = known.provider(key).is_none() && !known.elsewhere.contains_key(key);
    let meant = known.meant(key).filter(|meant| known.provider(meant).is_some_and(|facts| facts.by_setting.is_none()));
    meant.filter(|_| is_unknown)
}
