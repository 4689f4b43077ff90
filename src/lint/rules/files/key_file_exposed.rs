//! `key-file-exposed`: a file of a private key is kept by git, or can be read by others.

use crate::lint::{Confidence, Finding, Kept, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "key-file-exposed",
    summary: "a file of a private key is kept by git or can be read by others",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/key-file-exposed.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    subject.around.key_files.iter().filter_map(|(name, kept)| exposed(rule, name, *kept)).collect()
}

fn exposed(rule: &Rule, name: &str, kept: Kept) -> Option<Finding> {
    if kept.tracked == Some(true) {
        return Some(rule.nowhere().says(format!("git has the private key `{name}`")).hint(format!(
            "make a new key at its provider and delete this one there; then `git rm --cached {name}` and a line in .gitignore"
        )));
    }
    let (says, hint) = match kept.ignored {
        Some(false) => (
            format!("git does not ignore the private key `{name}`"),
            format!("add `{name}` to .gitignore, or move it away"),
        ),
        _ if kept.others_read() => {
            (format!("others on this machine may read the private key `{name}`"), format!("`chmod 600 {name}`"))
        }
        _ => return None,
    };
    Some(rule.nowhere().severity(Severity::Warning).says(says).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_git_has_is_worse_than_one_that_it_might_take() {
        let safe = Kept { mode: Some(0o600), tracked: Some(false), ignored: Some(true) };
        let said = |kept| exposed(&RULE, "app.private-key.pem", kept).map(|finding| finding.severity);
        assert_eq!(said(safe), None);
        assert_eq!(said(Kept { tracked: Some(true), ..safe }), Some(Severity::Error));
        assert_eq!(said(Kept { ignored: Some(false), ..safe }), Some(Severity::Warning));
        assert_eq!(said(Kept { mode: Some(0o644), ..safe }), Some(Severity::Warning));
        assert_eq!(said(Kept::default()), None);
    }
}
