//! `placeholder`: a value was never filled in.

use crate::config::{Node, Text};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "placeholder",
    summary: "values stand in a file that are still to be filled in",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/placeholder.md"),
    check,
};

/// So many more are named by their keys.
const MOST_NAMED: usize = 20;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    subject.own_layers().filter_map(|layer| told(rule, &layer.root)).collect()
}

fn told(rule: &Rule, root: &Node) -> Option<Finding> {
    let mut left = Vec::new();
    root.visit(&mut |route, node| {
        if node.as_text().is_some_and(Text::stands_in) {
            left.push((route.to_owned(), node));
        }
    });
    let ((route, first), others) = left.split_first()?;
    let more = match others.len() {
        0 => String::new(),
        1 => ", as another value does".to_owned(),
        more => format!(", as {more} other values do"),
    };
    let finding =
        rule.at(first).about(route.as_str()).says(format!("`{route}` stands in for a value that is to come{more}"));
    let finding = finding.hint("fill them in, or write `${NAME}` and set it where the portal runs");
    let named = others.iter().take(MOST_NAMED);
    Some(named.fold(finding, |finding, (route, node)| finding.because(node, format!("`{route}`, too"))))
}
