//! `oidc-scope`: OpenID Connect has a setting that stops the backend.

use super::block::all;
use crate::contract::release::Span;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "oidc-scope",
    summary: "`scope` below `oidc` stops the backend",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/oidc-scope.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = all(subject);
    let refused = blocks.iter().flat_map(|block| {
        let facts = block.facts.into_iter().flat_map(|facts| &facts.refused);
        facts.filter_map(move |(key, now)| Some((block, key, now, block.node.get(key)?)))
    });
    let found = refused.filter_map(|(block, key, now, node)| {
        let finding = rule
            .at_key(node)
            .about(format!("{}.{key}", block.route()))
            .says(format!("`{key}` below `{}` stops the backend; it is called `{now}` now", block.provider))
            .hint(format!("rename it to `{now}`; what sign-in needs itself is asked for anyhow"));
        let finding = match node.key.filter(|_| block.node.entry(now).is_none()) {
            Some(place) => finding.fix(Fix::value(place, now.clone())),
            None => finding,
        };
        // What it was called before is right for as long as it was.
        subject.as_of(&Span::default(), finding).map(|finding| subject.unless_once_right(finding))
    });
    found.collect()
}
