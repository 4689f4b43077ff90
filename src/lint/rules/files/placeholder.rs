//! `placeholder`: a value was never filled in.

use std::collections::BTreeSet;

use super::inline_secret::is_in_force;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{is_of_portal, is_secret_variable, is_to_come, stands_in};

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
    let written = subject.own_layers().filter_map(|layer| told(rule, &layer.root));
    written.chain(set(rule, subject)).collect()
}

/// Variables that are wanted and hold what stands in for a value. A file of them that was only found may be a form.
fn set(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let severity = if subject.variables.complete { Severity::Warning } else { Severity::Note };
    let mut seen = BTreeSet::new();
    let wanted = subject.wanted().into_iter().filter(|want| seen.insert(want.name));
    wanted
        .filter_map(|want| {
            let place = subject.variables.given(want.name)?.place?;
            // A key of the portal's own and an App's have rules that say it of them.
            let told = is_of_portal(&want.route) || want.route.ends_with("privateKey");
            let is_secret = !told && is_secret_variable(want.name);
            // `{NAME}`, by which `${NAME}` is meant.
            let inside = |value: &str| value.strip_prefix('{')?.strip_suffix('}').map(|inside| inside == want.name);
            let names_itself = subject.variables.value(want.name).and_then(inside) == Some(true);
            let stands_in = |value: &str| stands_in("", value) || is_secret && is_to_come(value);
            let is_open = names_itself || subject.variables.value(want.name).is_some_and(stands_in);
            let says = format!("`{}` stands in for a value that is to come", want.name);
            let finding = rule.at_place(place).about(want.route.as_str()).severity(severity).says(says);
            let hint = if names_itself { "write a `$` in front of it" } else { "fill it in" };
            is_open.then(|| finding.hint(hint).because(want.node, "wanted here"))
        })
        .collect()
}

fn told(rule: &Rule, root: &Node) -> Option<Finding> {
    let mut left = Vec::new();
    root.visit(&mut |route, node| {
        if node.as_text().is_some_and(|text| text.stands_in() && !is_in_force(route, text)) {
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
