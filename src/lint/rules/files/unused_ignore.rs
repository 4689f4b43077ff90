//! `unused-ignore`: a comment ignores a rule that there is not.

use super::texts::part;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, named, rules};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "unused-ignore",
    summary: "a comment ignores a rule that there is not",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/unused-ignore.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (source, text) in subject.sources.iter().filter(|(_, text)| text.text.contains("devportal-auth: ignore[")) {
        for (line, number) in text.text.lines().zip(1_u32..) {
            for name in named(line).filter(|name| rules().all(|rule| rule.id != *name)) {
                let start = line.rfind(name).unwrap_or_default();
                let hint = match nearest(name, rules().map(|rule| rule.id)) {
                    Some(meant) => format!("write `{meant}`, if that was meant"),
                    None => {
                        "take the comment away, or look the name up in the finding that it should silence".to_owned()
                    }
                };
                let place = part(source, number, line, start, name.len());
                found.push(rule.at_place(place).says(format!("no rule is called `{name}`")).hint(hint));
            }
        }
    }
    found
}
