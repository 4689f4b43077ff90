//! `file-unreadable`: a file could not be read.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "file-unreadable",
    summary: "a file could not be read",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/file-unreadable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::Unreadable, |_| "check its name, and that this account may read it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::tests::unread;
    use super::*;

    #[test]
    fn a_file_that_could_not_be_read_is_told_and_others_are_not() {
        let found = unread(FaultKind::Unreadable, &RULE);
        assert_eq!(found.len(), 1);
        assert!(found[0].hint.is_some() && found[0].place.is_some());
        assert!(unread(FaultKind::Tab, &RULE).is_empty());
    }
}
