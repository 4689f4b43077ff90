//! `key-unknown`: a key in a block whose reader refuses, or misses, any but those that it knows.

use super::asked::asked;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "key-unknown",
    summary: "a block has a key that its reader does not know",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/key-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for asked in asked(subject, |demand| !demand.refuses.is_empty()) {
        for (key, node) in asked.demand.refuses.iter().filter_map(|key| Some((key, asked.node.get(key)?))) {
            let says = format!("`{}` takes no `{key}`, so {}", asked.route, asked.then());
            found.extend(asked.told(rule.at_key(node).about(asked.at(key)).says(says), || format!("remove `{key}`")));
        }
    }
    for asked in asked(subject, |demand| !demand.only.is_empty()) {
        let known = || asked.demand.only.iter().map(String::as_str);
        for (key, node) in asked.node.entries().filter(|(key, _)| known().all(|known| known != *key)) {
            let says = format!("`{}` does not know `{key}`, so {}", asked.route, asked.then());
            let finding = rule.at_key(node).about(asked.at(key)).says(says);
            found.extend(asked.told(finding, || match nearest(key, known()) {
                Some(meant) => format!("write `{meant}`"),
                None => format!("it knows {}", known().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")),
            }));
        }
    }
    found
}
