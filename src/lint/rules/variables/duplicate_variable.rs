//! `duplicate-variable`: a file of variables sets a name twice, and only the last line counts.

use std::collections::BTreeMap;

use super::lines::{Line, lines};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "duplicate-variable",
    summary: "a file of variables sets a name twice",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/duplicate-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .around
        .env_files
        .iter()
        .flat_map(|source| twice(rule, &lines(subject, *source).unwrap_or_default()))
        .collect()
}

fn twice(rule: &Rule, lines: &[Line<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, &Line<'_>> = BTreeMap::new();
    for line in lines {
        if let Some(first) = seen.insert(line.name, line) {
            let same = first.text == line.text;
            let mut finding = rule
                .at_place(line.place)
                .about(line.name)
                .severity(if same { Severity::Note } else { Severity::Warning })
                .says(format!("`{}` is set a second time, and only the last line counts", line.name))
                .hint("take the other line away");
            finding.because.push((first.place, "set here first".to_owned()));
            found.push(finding);
        }
    }
    found
}
