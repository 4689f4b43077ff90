//! `listed-twice`: two entries of a list share what has to be their own.

use std::collections::HashMap;

use super::asked::asked;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "listed-twice",
    summary: "two entries of a list share what has to be their own",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/listed-twice.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for asked in asked(subject, |demand| !demand.unique.is_empty()) {
        let key = asked.demand.unique.as_str();
        let mut seen: HashMap<&str, &Node> = HashMap::new();
        for node in asked.node.items().filter_map(|item| item.get(key)) {
            let Some(said) = node.text() else { continue };
            match seen.get(said) {
                Some(first) => {
                    let says = format!("two entries of `{}` have this `{key}`, so {}", asked.route, asked.then());
                    let finding = rule.at(node).about(asked.route.as_str()).says(says).because(first, "the other one");
                    found.extend(asked.told(finding, || format!("give each its own `{key}`")));
                }
                None => _ = seen.insert(said, node),
            }
        }
    }
    found
}
