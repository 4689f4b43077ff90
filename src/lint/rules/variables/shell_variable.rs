//! `shell-variable`: a variable is written as `$NAME`, `$(NAME)` or `${NAME` without an end, which stay as they are.

use crate::config::unfilled;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::is_placeholder;

pub(in super::super) const RULE: Rule = Rule {
    id: "shell-variable",
    summary: "a variable is written in a way that only a shell fills in",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/shell-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let own = subject.texts().into_iter().filter(|(_, node, _)| !subject.is_images(node.place));
    own.filter_map(|(route, node, text)| {
        // What an include or a variable brought is nobody's mistake in this file.
        let (name, written) = unfilled(text.written())?;
        if !subject.raw(node.place)?.contains(written) {
            return None;
        }
        let finding = rule
            .at(node)
            .about(route.as_str())
            .says(format!("`{written}` stays as it is written; Backstage fills in `${{{name}}}` only"))
            .hint(format!("write `${{{name}}}`"));
        // Some name what everybody is to write there by hand in the same way.
        Some(if is_placeholder(name) { finding.severity(Severity::Warning) } else { finding })
    })
    .collect()
}
