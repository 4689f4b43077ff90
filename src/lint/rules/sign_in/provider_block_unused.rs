//! `provider-block-unused`: a credential is configured for an environment that the page never asks for.

use super::block::{Block, all, asked};
use super::other_way_in::lets_in_more;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, integration};

pub(in super::super) const RULE: Rule = Rule {
    id: "provider-block-unused",
    summary: "a sign-in provider is configured for an environment that the page never asks for",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/provider-block-unused.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let in_use = |block: &Block<'_>| asked.iter().any(|other| other.route() == block.route());
    let has_another = |block: &Block<'_>| asked.iter().any(|other| other.provider == block.provider);
    let blocks = all(subject);
    let unused = blocks.iter().filter(|block| !in_use(block) && has_another(block) && !block.is_in_image(subject));
    // What only adds to a block of another layer is no credential.
    let unused = unused.filter(|block| block.node.get("clientId").is_some());
    // That it lets in more people is worse, and another rule's.
    let unused = unused.filter(|block| lets_in_more(subject, &asked, block).is_none());
    let found = unused.filter_map(|block| {
        let environment = block.environment?;
        let used = asked.iter().find(|other| other.provider == block.provider);
        let finding = rule
            .at_key(block.node)
            .about(block.route())
            .says(format!(
                "the page never asks `{}` for `{environment}`, and yet its variables must be set",
                block.provider
            ))
            .hint("remove the block, or keep it in a file that only that environment loads");
        Some(match used {
            Some(used) => finding.because(used.node, "this one is asked for"),
            None => finding,
        })
    });
    found.chain(unread(rule, subject)).chain(unread_in_catalog(rule, subject)).collect()
}

/// Providers of the catalog that the backend has no module for.
fn unread_in_catalog(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let told = integration::unread(subject).into_iter().map(|(provider, node)| {
        let finding = rule.at_key(node).about(format!("catalog.providers.{provider}"));
        finding
            .says(format!(
                "the backend's code adds no module of the catalog for `{provider}`, so nobody reads this block"
            ))
            .hint("add the module to the backend, or take the block out")
    });
    told.collect()
}

/// Providers that the backend has no module for.
fn unread<'s>(rule: &'s Rule, subject: &'s Subject<'_>) -> impl Iterator<Item = Finding> + 's {
    // That the page offers one all the same is worse, and another rule's.
    let unread = subject.unread_providers().filter(|(provider, _)| !subject.code().offers(provider));
    unread.map(|(provider, node)| {
        let finding = rule.at_key(node).about(format!("auth.providers.{provider}"));
        finding
            .says(format!("the backend's code adds no module for `{provider}`, so nobody reads this block"))
            .hint("add the module to the backend, or take the block out")
    })
}
