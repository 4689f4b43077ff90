//! `other-way-in`: a provider, or an environment of one, that the sign-in page does not show signs people in all the same.

use super::block::{Block, Step, all, allows_strangers, asked, is_image};
use super::resolver_any_domain::{admits_outsiders, is_loose};
use crate::config::{Node, Role};
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::sign_in::usual_names;

pub(in super::super) const RULE: Rule = Rule {
    id: "other-way-in",
    summary: "a provider or an environment that the sign-in page does not show signs people in all the same",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/other-way-in.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    [hidden_providers(rule, subject), hidden_environments(rule, subject)].concat()
}

/// Providers that the image's page does not show.
fn hidden_providers(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
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

/// Environments that the page does not ask for, of providers that it shows. The backend signs people in for whichever one a request names
/// (`?env=`), so that what is let in there and not where the page asks is let in all the same (@backstage/plugin-auth-node 0.6,
/// `OAuthEnvironmentHandler`).
fn hidden_environments(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let found = all(subject).into_iter().filter_map(|block| {
        let (meant, wider) = lets_in_more(&asked, &block)?;
        let environment = block.environment?;
        let loose = wider.iter().any(|step| allows_strangers(step).is_some())
            || admits_outsiders(&block) && wider.iter().any(|step| is_loose(subject, &block, step));
        let also = wider.iter().map(|step| format!("`{}`", step.name)).collect::<Vec<_>>().join(", ");
        let finding = rule
            .at_key(block.node)
            .about(block.route())
            .says(format!(
                "`{}` signs people in for `{environment}` as well, whichever the page asks for, and lets them in by {also} there",
                block.provider
            ))
            .hint(match is_yours_alone(subject, &block) {
                true => "take the block out, or give it the same resolvers".to_owned(),
                false => {
                    format!("write `{environment}: null` below `auth.providers.{}` in a file of yours", block.provider)
                }
            })
            .because(meant.node, "the page asks for this one");
        Some(if loose { finding.severity(Severity::Warning) } else { finding })
    });
    found.collect()
}

/// What a block that the page does not ask for lets people in by, and the provider's own that it does ask for does not; with that one.
pub(super) fn lets_in_more<'s>(asked: &[Block<'s>], block: &Block<'s>) -> Option<(Block<'s>, Vec<Step<'s>>)> {
    let meant = asked.iter().find(|other| other.provider == block.provider)?;
    // A block without a client only adds to another layer's.
    if block.goes_by_process() || meant.environment == block.environment || block.node.get("clientId").is_none() {
        return None;
    }
    let there = meant.chain();
    let same = |step: &Step<'_>, other: &Step<'_>| {
        let limits = |step: &Step<'_>| step.entry.get("allowedDomains").is_some();
        step.name == other.name
            && (limits(step) || !limits(other))
            && (allows_strangers(step).is_none() || allows_strangers(other).is_some())
    };
    let mut wider = block.chain();
    wider.retain(|step| !there.iter().any(|other| same(step, other)));
    (!there.is_empty() && !wider.is_empty() && signs_in(block)).then_some((*meant, wider))
}

/// Tells whether no file of an image has a block.
fn is_yours_alone(subject: &Subject<'_>, block: &Block<'_>) -> bool {
    let route = block.route();
    !subject.layers.iter().any(|layer| layer.role == Role::Image && layer.root.get(&route).is_some())
}

fn signs_in(block: &Block<'_>) -> bool {
    let off = block.node.get("disableIdentityResolution").is_some_and(|off| off.boolean() != Some(false));
    let resolves = !block.chain().is_empty() || !usual_names(block.provider).is_empty();
    !off && resolves
}
