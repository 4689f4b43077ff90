//! `resolver-missing`: nothing says which user of the catalog somebody is who signed in.

use super::block::{Block, all, asked, is_image};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::sign_in::usual_names;

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-missing",
    summary: "no resolver says which user somebody is who signed in",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/resolver-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let takes_one = |block: &Block<'_>| block.facts.is_none_or(|facts| facts.by_setting.is_none());
    let silent = asked.iter().filter(|block| says_nothing(block) && takes_one(block));
    if is_image(subject) {
        // One that the page does not show is another rule's.
        let page = subject.config.get("signInPage").and_then(Node::text).and_then(|page| sign_in().pages.get(page));
        let shown = |block: &&Block<'_>| page.is_none_or(|shown| block.provider == shown);
        return silent.filter(|block| shown(block)).filter_map(|block| taken(rule, block)).collect();
    }
    let code = subject.code();
    let sure: Vec<_> = silent
        .clone()
        .filter(|block| {
            code.takes_resolvers_of(block.provider) == Some(true) && code.shows(block.provider) == Some(true)
        })
        .map(|block| refused(rule, block))
        .collect();
    if !sure.is_empty() {
        return sure;
    }
    // Beside the one that people sign in by, a provider that is there for people's tokens needs none.
    let signs_in = all(subject).iter().any(|block| !says_nothing(block));
    let needs = |block: &&Block<'_>| !signs_in || block.facts.is_some_and(|facts| !facts.tokens && !facts.flat);
    let untold = |block: &&Block<'_>| code.is_of_modules().is_none() && subject.is_offered(block.provider);
    let doubtful: Vec<_> = silent.filter(needs).filter(untold).collect();
    doubted(rule, &doubtful).into_iter().collect()
}

/// The page offers it, and its module has no resolver but those that are configured.
fn refused(rule: &Rule, block: &Block<'_>) -> Finding {
    let provider = block.provider;
    let finding = rule.at_key(block.node).about(block.route()).says(format!(
        "the sign-in page offers `{provider}`, and no resolver is configured for it, so nobody can sign in"
    ));
    let hint = "write `signIn.resolvers` there: the backend adds Backstage's own module, which brings none";
    Finding { confidence: Confidence::High, ..finding.hint(hint) }
}

/// Whether anything else brings one is not to be seen.
fn doubted(rule: &Rule, blocks: &[&Block<'_>]) -> Option<Finding> {
    let (first, others) = blocks.split_first()?;
    let names = blocks.iter().map(|block| format!("`{}`", block.provider)).collect::<Vec<_>>().join(" and ");
    let finding = rule.at_key(first.node).about(first.route()).severity(Severity::Note);
    let finding = finding
        .says(format!(
            "no resolver is configured for {names}, so nobody signs in there unless the backend's own code brings one"
        ))
        .hint("write `signIn.resolvers` there; for people's tokens alone none is needed");
    let also = |finding: Finding, other: &&Block<'_>| finding.because(other.node, "nor for this one");
    Some(others.iter().fold(finding, also))
}

fn says_nothing(block: &Block<'_>) -> bool {
    let off = block.node.get("disableIdentityResolution").is_some_and(|off| off.boolean() != Some(false));
    // Below an environment that its provider does not know, which is another rule's.
    let deeper = |below: &Node| block.environment.is_none() && below.get("signIn").is_some();
    let misplaced = block.node.get("resolvers").is_some() || block.node.entries().any(|(_, below)| deeper(below));
    let written = block.node.get("signIn").is_some_and(|sign_in| match sign_in.get("resolvers") {
        Some(resolvers) => !resolvers.is_list() || resolvers.items().next().is_some(),
        None => !sign_in.is_map() || sign_in.get("resolver").is_some(),
    });
    let seen = block.node.get("signIn").map_or_else(|| block.node.lacks("signIn"), Node::is_all);
    seen && !off && !misplaced && !written
}

/// The image has resolvers of its own for whoever writes none.
fn taken(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let names: Vec<_> = usual_names(block.provider).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return None;
    }
    let names = names.join(", then ");
    let finding = rule.at_key(block.node).about(block.route()).severity(Severity::Note);
    let finding = finding
        .says(format!("no resolver is written for `{}`, so the image takes {names}", block.provider))
        .hint("write `signIn.resolvers` there, so that the next image cannot change it");
    Some(Finding { confidence: Confidence::High, ..finding })
}
