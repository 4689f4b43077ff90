//! `not-utf8`: a file is no UTF-8 text.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "not-utf8",
    summary: "a file is no UTF-8 text",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/not-utf8.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::NotText, |_| {
        "save it as UTF-8; an editor on Windows may have written UTF-16".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::unread;
    use super::*;

    #[test]
    fn a_file_that_is_no_text_is_told_and_others_are_not() {
        let found = unread(FaultKind::NotText, &RULE);
        assert_eq!(found.len(), 1);
        assert!(found[0].hint.is_some() && found[0].place.is_some());
        assert!(unread(FaultKind::Tab, &RULE).is_empty());
    }
}
