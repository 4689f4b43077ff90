//! `github-app-key`: what stands in the place of a GitHub App's private key cannot sign.

use super::wrong_in;
use crate::credential::Secret;
use crate::key::{self, Reading};
use crate::lint::integration::apps;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-app-key",
    summary: "a GitHub App's private key does not sign",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-app-key.md"),
    check,
};

/// What changes a key's form and Backstage puts right, or the reader of keys does not mind.
const HARMLESS: [&str; 5] = [
    "with `\\n` for newlines",
    "with Windows line ends",
    "indented",
    "with empty lines in it",
    "with other text around it",
];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let keys = apps(subject).into_iter().filter_map(|(route, app)| Some((route, app.get("privateKey")?)));
    let broken = keys.filter_map(|(route, key)| {
        let (what, hint) = wrong(key.scalar()?)?;
        let finding = rule.at(key).about(format!("{route}.privateKey")).says(what).hint(hint);
        Some(wrong_in(finding, subject, key))
    });
    broken.collect()
}

/// Says what keeps a text from being used as a key, and what to do.
fn wrong(given: &str) -> Option<(String, String)> {
    match key::read(&Secret::new(given)) {
        Reading::Sound(_) => None,
        Reading::Unusable { what, hint } => Some((what, hint)),
        Reading::Repaired { was, .. } => {
            let broken: Vec<_> = was.split(", ").filter(|form| !HARMLESS.contains(form)).collect();
            let says = format!("the App's private key is mangled, so it does not sign: {}", broken.join(", "));
            let hint = "give the .pem file as it is (`privateKey: { $file: app.pem }`), or with `\\n` for each newline";
            (!broken.is_empty()).then(|| (says, hint.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    #[test]
    fn a_key_that_backstage_can_use_is_left_alone_whatever_its_newlines() {
        let body = include_str!("../../../sandbox/app-key.b64").trim();
        let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n");
        for sound in [key.clone(), key.trim().to_owned(), key.replace('\n', "\\n"), key.replace('\n', "\r\n")] {
            assert_eq!(wrong(&sound), None);
        }
        let packed = base64::engine::general_purpose::STANDARD.encode(&key);
        for broken in [packed, key.replace('\n', " "), format!("\"{key}\""), body.to_owned(), "app.pem".to_owned()] {
            let (says, hint) = wrong(&broken).unwrap();
            assert!(!says.contains(&body[..20]) && !hint.is_empty(), "{says}");
        }
    }
}
