//! `empty-key-removes`: a key without a value takes away what an earlier file says.

use crate::config::{Node, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "empty-key-removes",
    summary: "a key without a value takes away what an earlier file says",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/empty-key-removes.md"),
    check,
};

/// Blocks of which each key stands for something whole.
const BLOCKS: [&str; 4] = ["auth.providers", "catalog.providers", "integrations", "proxy.endpoints"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = BLOCKS.iter().filter_map(|block| Some((*block, subject.config.get(block)?)));
    let keys = blocks.flat_map(|(block, node)| node.all_entries().map(move |(key, node)| (block, key, node)));
    // Who writes `null` means it, and guests are often taken away.
    let empty = keys.filter(|(_, key, node)| is_empty(node) && *key != "guest");
    empty.filter_map(|(block, key, node)| told(rule, subject, block, key, node)).collect()
}

fn is_empty(node: &Node) -> bool {
    matches!(node.value, Value::Null) && node.place.start == node.place.end
}

fn told(rule: &Rule, subject: &Subject<'_>, block: &str, key: &str, node: &Node) -> Option<Finding> {
    let earlier = subject.layers.iter().take_while(|layer| layer.source != node.place.source);
    let removed =
        earlier.filter_map(|layer| layer.root.get(block)?.walk([key]).filter(|node| node.is_there())).last()?;
    let says = format!("nothing stands at `{block}.{key}`, which takes away what an earlier file says there");
    let finding = rule.at_key(node).about(format!("{block}.{key}")).says(says).because(removed, "this is taken away");
    Some(finding.hint("take the key out, or write `null` where it is meant"))
}
