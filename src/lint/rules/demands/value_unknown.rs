//! `value-unknown`: a value that is none of those that its reader knows.

use super::asked::asked;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "value-unknown",
    summary: "a value is none of those that its reader knows",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/value-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for asked in asked(subject, |demand| !demand.is.is_empty() || !demand.is_not.is_empty() || !demand.among.is_empty())
    {
        let key = asked.demand.key.as_str();
        let Some(node) = asked.node.get(key) else { continue };
        let values = if node.is_list() { node.items().collect() } else { vec![node] };
        for node in values {
            let Some(said) = node.scalar() else { continue };
            if asked.demand.handed_on && node.as_text().is_some() {
                continue;
            }
            let known = || asked.demand.is.iter().map(String::as_str);
            // A text may hold several.
            let refused = said.split([' ', ',']).any(|piece| asked.demand.is_not.iter().any(|value| value == piece));
            let among = asked.demand.among.as_str();
            let named = among.is_empty() || said.contains('.') || !subject.config.lacks(&format!("{among}.{said}"));
            if !refused && named && (asked.demand.is.is_empty() || known().any(|value| value == said)) {
                continue;
            }
            let says = format!("{} is no `{key}` that is known, so {}", shown(node), asked.then());
            let says = if named { says } else { format!("{} is none of `{among}`, so {}", shown(node), asked.then()) };
            // Of a switch everybody knows both values.
            let refused = refused || matches!(said, "true" | "false");
            let says = if refused { format!("`{key}` is {}, so {}", shown(node), asked.then()) } else { says };
            let finding = rule.at(node).about(asked.at(key)).says(says);
            found.extend(asked.told(finding, || match nearest(said, known()) {
                Some(meant) => format!("write `{meant}`"),
                None => {
                    format!("it is one of {}", known().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "))
                }
            }));
        }
    }
    found
}

/// A value as it may be said: one that a variable brings stays the variable's.
fn shown(node: &Node) -> String {
    match node.as_text() {
        Some(text) if text.is_reference() => "what a variable holds".to_owned(),
        _ => format!("`{}`", node.scalar().unwrap_or_default()),
    }
}
