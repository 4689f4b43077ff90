//! `merge-key`: `<<` stands in a map, where Backstage does not merge.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "merge-key",
    summary: "`<<` is an ordinary key, not a merge",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/merge-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in subject.own_layers() {
        layer.root.visit(&mut |route, node| {
            found.extend(node.all_entries().filter(|(key, _)| *key == "<<").map(|(_, merge)| {
                let block = if route.is_empty() { "the file".to_owned() } else { format!("`{route}`") };
                rule.at_key(merge)
                    .about(format!("{route}.<<").trim_start_matches('.'))
                    .says(format!("`<<` merges nothing into {block}: Backstage takes it for a key of that name"))
                    .hint("write the keys out, or let the whole value be an alias (`key: *name`)")
            }));
        });
    }
    found
}
