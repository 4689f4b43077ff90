//! `shell-variable`: a variable is written as `$NAME`, `$(NAME)` or `${NAME` without an end, which stay as they are.

use crate::config::{unfilled, unfilled_whole};
use crate::contract::keys::keys;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{is_placeholder, is_secret_key};

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
        if is_credential(&route) && unfilled_whole(text.written()).is_some() {
            let says = "a name behind `$` alone stays as it is written; Backstage fills in `${NAME}` only";
            return Some(rule.at(node).about(route.as_str()).says(says).hint("write it between `${` and `}`"));
        }
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
        let is_idle = is_placeholder(name) || is_of_nobody(&route);
        Some(if is_idle { finding.severity(Severity::Warning) } else { finding })
    })
    .collect()
}

/// Tells whether a credential stands at a key, or the name of its holder: what begins with `$` there is no word of anybody's.
fn is_credential(route: &str) -> bool {
    let key = route.rsplit('.').next().unwrap_or(route);
    is_secret_key(key) || key == "clientId"
}

/// Tells whether a key stands below a kind of integration that nobody reads, so that nothing comes of what it says.
fn is_of_nobody(route: &str) -> bool {
    let kind = route.strip_prefix("integrations.").and_then(|rest| rest.split('.').next());
    kind.is_some_and(|kind| !keys().is_integration(kind))
}
