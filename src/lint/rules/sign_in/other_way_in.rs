//! `other-way-in`: a provider that the sign-in page does not show signs people in all the same.

use super::block::{Block, asked, is_image};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::sign_in::usual_names;

pub(in super::super) const RULE: Rule = Rule {
    id: "other-way-in",
    summary: "a provider that the sign-in page does not show signs people in all the same",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/other-way-in.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let page = subject.config.get("signInPage").and_then(Node::text).and_then(|page| sign_in().pages.get(page));
    let Some(shown) = page.filter(|_| is_image(subject) && subject.config.is_seen("auth.providers")) else {
        return Vec::new();
    };
    let asked = asked(subject);
    let Some(meant) = asked.iter().find(|block| block.provider == shown) else { return Vec::new() };
    let others = asked.iter().filter(|block| block.provider != shown && signs_in(block));
    let found = others.map(|block| {
        let written = !block.chain().is_empty();
        let how = if written { "its resolvers" } else { "the image's own resolver" };
        let finding = rule
            .at_key(block.node)
            .about(block.route())
            .says(format!(
                "people can sign in by `{}` too, through {how}, although the page shows `{shown}`",
                block.provider
            ))
            .hint("write `disableIdentityResolution: true` there when it is for people's tokens only")
            .because(meant.node, "people are meant to sign in here");
        if written { finding } else { finding.severity(Severity::Warning) }
    });
    found.collect()
}

fn signs_in(block: &Block<'_>) -> bool {
    let off = block.node.get("disableIdentityResolution").is_some_and(|off| off.boolean() != Some(false));
    let resolves = !block.chain().is_empty() || !usual_names(block.provider).is_empty();
    !off && resolves
}
