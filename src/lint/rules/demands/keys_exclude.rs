//! `keys-exclude`: two keys of a block that its reader refuses beside each other.

use super::asked::asked;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "keys-exclude",
    summary: "two keys exclude each other",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/keys-exclude.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for asked in asked(subject, |demand| !demand.excludes.is_empty()) {
        let mut there: Vec<_> =
            asked.demand.excludes.iter().filter_map(|key| Some((key, asked.node.get(key)?))).collect();
        there.sort_by_key(|(_, node)| node.head());
        let [(first, before), .., (last, node)] = there.as_slice() else { continue };
        let says = format!("`{first}` and `{last}` exclude each other, so {}", asked.then());
        let finding = rule.at_key(node).about(asked.at(last)).says(says).because_at(before.head(), "beside this");
        found.extend(asked.told(finding, || "remove one of the two".to_owned()));
    }
    found
}
