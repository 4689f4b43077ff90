//! `scope-ignored`: scopes are asked for by a key that nobody reads.

use super::block::{asked, is_yours};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "scope-ignored",
    summary: "`scope` below a sign-in provider has no effect",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/scope-ignored.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let ignored = asked.iter().flat_map(|block| {
        let facts = block.facts.into_iter().flat_map(|facts| &facts.ignored);
        facts.filter_map(move |(key, read)| Some((block, key, read, block.node.get(key)?)))
    });
    let found = ignored.filter(|(.., node)| is_yours(subject, node)).map(|(block, key, read, node)| {
        rule.at_key(node)
            .about(format!("{}.{key}", block.route()))
            .says(format!("`{key}` below `{}` has no effect; `{read}` is what is read", block.provider))
            .hint(format!("remove it, or rename it to `{read}` and people are asked for these scopes"))
    });
    found.collect()
}
