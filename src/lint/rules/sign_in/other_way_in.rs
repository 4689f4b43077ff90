//! `other-way-in`: a provider, or an environment of one, that the sign-in page does not show signs people in all the same.

use super::block::{Block, Step, all, allows_strangers, asked, is_image};
use super::resolver_any_domain::{admits_outsiders, is_loose};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, WayIn};
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
    let others = asked.iter().filter(|block| block.provider != shown && !ways(subject, block).is_empty());
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
/// (`?env=`), so that what is let in there and not where the page asks is let in all the same (@backstage/plugin-auth-node 0.6.14 and 0.7.8,
/// `OAuthEnvironmentHandler`).
fn hidden_environments(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let found = all(subject).into_iter().filter_map(|block| {
        let Wider { meant, by, is_loose } = lets_in_more(subject, &asked, &block)?;
        let environment = block.environment?;
        let by = by.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = rule
            .at_key(block.node)
            .about(block.route())
            .says(format!(
                "`{}` signs people in for `{environment}` as well, whichever the page asks for, and lets them in by {by} there",
                block.provider
            ))
            .hint(match block.is_in_image(subject) {
                false => "take the block out, or give it the same resolvers".to_owned(),
                true => {
                    format!("write `{environment}: null` below `auth.providers.{}` in a file of yours", block.provider)
                }
            })
            .because(meant.node, "the page asks for this one");
        Some(if is_loose { finding.severity(Severity::Warning) } else { finding })
    });
    found.collect()
}

/// What a block lets in that the page does not ask for.
pub(super) struct Wider<'s> {
    /// The block of the same provider that the page asks for.
    meant: Block<'s>,
    /// The resolvers by which more people come in.
    by: Vec<&'s str>,
    /// Whether people come in whom nobody meant.
    is_loose: bool,
}

/// What a block that the page does not ask for lets people in by, and the provider's own that it does ask for does not.
pub(super) fn lets_in_more<'s>(subject: &Subject<'_>, asked: &[Block<'s>], block: &Block<'s>) -> Option<Wider<'s>> {
    let meant = asked.iter().find(|other| other.provider == block.provider)?;
    let is_asked = asked.iter().any(|other| other.route() == block.route());
    // A block without a client only adds to another layer's, and where resolvers are not known nobody can compare them.
    let is_compared = !is_asked && !block.goes_by_process() && block.node.get("clientId").is_some();
    if !is_compared || !meant.chain_is_known() || !block.chain_is_known() {
        return None;
    }
    let there = ways(subject, meant);
    // On plain Backstage code may bring what the configuration does not say.
    if there.is_empty() && !is_off(meant) {
        return None;
    }
    let everybodys = admits_outsiders(block) && !admits_outsiders(meant);
    let mut wider = ways(subject, block);
    wider.retain(|way| everybodys || !there.iter().any(|other| admits(other, way)));
    let admits_anybody =
        |step: &Step<'_>| allows_strangers(step).is_some() || admits_outsiders(block) && is_loose(subject, block, step);
    let is_loose = everybodys || wider.iter().filter_map(|(_, step)| step.as_ref()).any(admits_anybody);
    (!wider.is_empty()).then(|| Wider { meant: *meant, by: wider.iter().map(|(name, _)| *name).collect(), is_loose })
}

/// What people come in by at the page: each provider with each of its resolvers, written or the image's own. Where a provider's resolvers
/// cannot be told, none of it is named.
pub(in crate::lint) fn ways_in(subject: &Subject<'_>) -> Vec<WayIn> {
    let asked = asked(subject);
    let told = asked.iter().filter(|block| block.node.get("clientId").is_some() && block.chain_is_known());
    let named = told.flat_map(|block| {
        ways(subject, block).into_iter().map(|(name, _)| WayIn {
            provider: block.provider.to_owned(),
            block: block.route(),
            resolver: name.to_owned(),
        })
    });
    named.collect()
}

/// A resolver's name, and how it is written where it is.
type Way<'s> = (&'s str, Option<Step<'s>>);

/// What people come in by: what is written, else what the image takes.
fn ways<'s>(subject: &Subject<'_>, block: &Block<'s>) -> Vec<Way<'s>> {
    let written = block.chain();
    match () {
        () if is_off(block) => Vec::new(),
        () if written.is_empty() && is_image(subject) => usual_names(block.provider).map(|name| (name, None)).collect(),
        () => written.into_iter().map(|step| (step.name, Some(step))).collect(),
    }
}

/// Tells whether one resolver admits everybody whom another one does.
fn admits((name, one): &Way<'_>, (other_name, other): &Way<'_>) -> bool {
    let strangers = |step: &Option<Step<'_>>| step.as_ref().is_some_and(|step| allows_strangers(step).is_some());
    let domains = |step: &Option<Step<'_>>| -> Option<Vec<String>> {
        let list = step.as_ref()?.entry.get("allowedDomains")?;
        Some(list.items().filter_map(|domain| Some(domain.as_text()?.written().to_lowercase())).collect())
    };
    let within = match (domains(one), domains(other)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(one), Some(other)) => other.iter().all(|domain| one.contains(domain)),
    };
    name == other_name && within && (strangers(one) || !strangers(other))
}

/// Tells whether a provider is there for people's tokens alone.
fn is_off(block: &Block<'_>) -> bool {
    block.node.get("disableIdentityResolution").is_some_and(|off| off.boolean() != Some(false))
}
