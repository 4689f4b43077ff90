//! `resolver-unreachable`: a resolver stands behind one that ends the chain before it.

use super::block::{Block, Step, allows_strangers, offered, said};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-unreachable",
    summary: "a resolver is behind one that ends the chain",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/resolver-unreachable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    offered(subject).iter().filter_map(|block| unreachable(rule, block)).collect()
}

fn unreachable(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let chain = block.chain();
    let route = format!("{}.signIn.resolvers", block.route());
    let opens = |step: &Step<'_>| allows_strangers(step).is_some();
    // What has been tried before does not have to be reached again.
    let tried = |at: usize, name: &str| chain[..at].iter().any(|step| step.name == name);
    let behind = |at: usize| chain[at + 1..].iter().filter(move |step| !tried(at, step.name));
    let opened = chain.iter().position(opens).and_then(|at| Some((chain[at], *behind(at).next()?)));
    if let Some((first, later)) = opened {
        let says =
            format!("{} is never tried, as {} before it lets in everybody", said(later.named), said(first.named));
        let finding = rule.at(later.named).about(route).says(says);
        return Some(
            finding.hint("put it first, or remove it").because(first.named, "lets in whoever is not in the catalog"),
        );
    }
    if !block.facts.is_some_and(|facts| facts.mailless) {
        return None;
    }
    let at = chain.iter().position(|step| is_mail(step.name))?;
    let later = behind(at).find(|step| !is_mail(step.name))?;
    let says = format!(
        "{} ends sign-in with an error for whoever keeps their mail address to themselves, so they never get to {}",
        said(chain[at].named),
        said(later.named)
    );
    let finding = rule.at(chain[at].named).about(route).says(says);
    Some(finding.hint("put it last").because(later.named, "this needs no mail address"))
}

/// Tells whether a resolver goes by the mail address.
pub(super) fn is_mail(resolver: &str) -> bool {
    resolver.starts_with("email")
}
