//! `resolver-any-domain`: whoever has the right name before the `@` is let in, whatever stands behind it.

use super::address::web;
use super::block::{Block, Step, asked};
use super::resolver_never_matches::never;
use crate::contract::sign_in::{GoesBy, sign_in};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-any-domain",
    summary: "people are let in by the part before the `@`, whatever their domain",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/resolver-any-domain.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let steps = asked.iter().flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    let found = steps.filter(|(block, step)| is_loose(subject, block, step)).map(|(block, step)| {
        let finding = rule
            .at(step.named)
            .about(format!("{}.signIn.resolvers", block.route()))
            .says("`ada@` anything becomes `user:default/ada`, as `allowedDomains` is not set")
            .hint("write `allowedDomains: [your.domain]` beside `resolver`, or remove the resolver");
        if admits_outsiders(block) { finding.severity(Severity::Warning) } else { finding }
    });
    found.collect()
}

/// Tells whether a resolver takes what stands before the `@` for a name, whatever stands behind it.
pub(super) fn is_loose(subject: &Subject<'_>, block: &Block<'_>, step: &Step<'_>) -> bool {
    sign_in().goes_by(block.provider, step.name) == Some(&GoesBy::LocalPart)
        && step.entry.get("allowedDomains").is_none()
        && never(subject, block, step).is_none()
}

/// Tells whether anybody can have an account at the provider, as far as it is known.
pub(super) fn admits_outsiders(block: &Block<'_>) -> bool {
    let Some(outsiders) = block.facts.and_then(|facts| facts.outsiders.as_ref()) else { return false };
    let Some(field) = outsiders.unless.as_deref() else { return true };
    match block.node.get(field) {
        None => true,
        Some(node) => node.text().is_some_and(|value| {
            let host = web(value).and_then(|url| url.host_str().map(str::to_owned));
            outsiders.not.iter().any(|everybodys| everybodys == host.as_deref().unwrap_or(value))
        }),
    }
}
