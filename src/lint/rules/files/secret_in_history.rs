//! `secret-in-history`: an earlier state of a file holds a secret.

use crate::lint::{Confidence, Finding, Past, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "secret-in-history",
    summary: "an earlier state of a file holds a secret",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/secret-in-history.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let around = subject.around;
    let unseen = around.unseen.iter().map(|why| unseen(rule, why));
    around.history.iter().map(|past| told(rule, past)).chain(unseen).collect()
}

fn told(rule: &Rule, past: &Past) -> Finding {
    let Past { file, commit, what } = past;
    rule.nowhere()
        .says(format!("commit {commit} has {what} in `{file}`, which everybody with a copy can read"))
        .hint("replace it at its provider first; rewriting the history does not call back what was cloned")
}

/// Nothing found must not be taken for nothing there.
fn unseen(rule: &Rule, why: &str) -> Finding {
    rule.nowhere()
        .severity(Severity::Note)
        .says(format!("the past was not looked at as a whole: {why}"))
        .hint("look again in a whole clone, and at what lies elsewhere where it lies")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_and_the_kind_are_named() {
        let past = Past { file: "a.yaml".into(), commit: "1a2b3c4".into(), what: "a private key".into() };
        assert!(told(&RULE, &past).message.contains("commit 1a2b3c4 has a private key in `a.yaml`"));
    }
}
