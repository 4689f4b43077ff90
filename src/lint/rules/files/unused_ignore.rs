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

/// More of them in one file say nothing more.
const MOST: usize = 100;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let marked = subject.sources.iter().filter(|(_, text)| text.text.contains("devportal-auth: ignore["));
    marked.flat_map(|(source, text)| unknown(rule, source, &text.text)).collect()
}

fn unknown(rule: &Rule, source: usize, text: &str) -> Vec<Finding> {
    let names = text.lines().zip(1_u32..).flat_map(|(line, number)| named(line).map(move |name| (line, number, name)));
    let strangers = names.filter(|(_, _, name)| rules().all(|rule| rule.id != *name)).take(MOST);
    strangers
        .map(|(line, number, name)| {
            let start = line.rfind(name).unwrap_or_default();
            let hint = match nearest(name, rules().map(|rule| rule.id)) {
                Some(meant) => format!("write `{meant}`, if that was meant"),
                None => "take the comment away, or look the name up in the finding that it should silence".to_owned(),
            };
            let place = part(source, number, line, start, name.len());
            rule.at_place(place).says(format!("no rule is called `{name}`")).hint(hint)
        })
        .collect()
}
