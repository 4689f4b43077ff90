//! `sign-in-without-catalog`: people are let in whom the catalog does not know.

use super::address::app;
use super::block::{Block, Step, allows_strangers, asked, goes_by_code};
use super::resolver_any_domain::admits_outsiders;
use crate::config::Node;
use crate::lint::code::LetIn;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-without-catalog",
    summary: "people are let in whom the catalog does not know",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-without-catalog.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let steps = asked.iter().flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    let found = steps.filter_map(|(block, step)| {
        let finding = rule.at(allows_strangers(&step)?).about(format!("{}.signIn.resolvers", block.route()));
        // Who comes to the portal at all is the proxy's to say.
        if block.facts.is_some_and(|facts| facts.flat) {
            let says = "whoever the proxy lets through is let in, whether the catalog knows them or not";
            return Some(finding.severity(Severity::Note).says(says).hint("see to it that nobody gets past the proxy"));
        }
        let finding = finding
            .says(format!(
                "whoever has an account at `{}` is let in, whether the catalog knows them or not",
                block.provider
            ))
            .hint("remove the line, and bring people into the catalog from where they sign in");
        // At an organisation's own server nobody else has an account.
        let is_open = subject.is_production() && admits_outsiders(block);
        Some(if is_open { finding.severity(Severity::Error) } else { finding })
    });
    found.chain(in_code(rule, subject, &asked)).collect()
}

/// Resolvers in the portal's own code, which the configuration shows nothing of.
fn in_code<'s>(rule: &'s Rule, subject: &'s Subject<'_>, asked: &'s [Block<'_>]) -> impl Iterator<Item = Finding> + 's {
    asked.iter().filter_map(|block| {
        let (finding, let_in) = match own(subject, block) {
            Some(let_in) => (rule.at_key(block.node), let_in),
            None => {
                let (step, let_in) = named(subject, block)?;
                (rule.at(step.named), let_in)
            }
        };
        let finding = finding.about(format!("{}.signIn.resolvers", block.route())).says(says(block, &let_in));
        let behind_proxy = block.facts.is_some_and(|facts| facts.flat) && let_in.groups.is_empty();
        let severity = match () {
            () if is_open_to_anybody(subject, block) || administrates(subject, &let_in) => Severity::Error,
            () if behind_proxy => Severity::Note,
            () => Severity::Warning,
        };
        Some(finding.severity(severity).hint(match let_in.groups.is_empty() {
            true if behind_proxy => "see to it that nobody gets past the proxy",
            true => "let it end with `ctx.signInWithCatalogUser(…)`, or compare whom it lets in",
            false => "let it end with `ctx.signInWithCatalogUser(…)`, which takes people's groups from the catalog",
        }))
    })
}

/// What whoever has an account gets by the resolver that code gives a block's provider. One that takes all for the same is told by itself.
fn own(subject: &Subject<'_>, block: &Block<'_>) -> Option<LetIn> {
    let code = subject.code();
    let differs = goes_by_code(subject, block) && code.takes_everybody_for(block.provider).is_none();
    differs.then(|| code.lets_in(block.provider))?
}

/// The same by a resolver of the code that the block names.
fn named<'s>(subject: &Subject<'_>, block: &Block<'s>) -> Option<(Step<'s>, LetIn)> {
    let mut chain = block.chain().into_iter();
    chain.find_map(|step| Some((step, subject.code().lets_in_by(block.provider, step.name)?)))
}

fn says(block: &Block<'_>, let_in: &LetIn) -> String {
    let who = match block.facts.is_some_and(|facts| facts.flat) {
        true => "whoever the proxy lets through".to_owned(),
        false => format!("whoever has an account at `{}`", block.provider),
    };
    let name = if let_in.by_chosen_name { " under a name that they give themselves" } else { "" };
    let groups = let_in.groups.iter().map(|group| format!("`{group}`")).collect::<Vec<_>>().join(" and ");
    let groups = if groups.is_empty() { groups } else { format!(", and belongs to {groups}") };
    let why = match let_in.asks_in_vain {
        true => "for whom the catalog does not know, the resolver in the backend's code makes a token all the same",
        false => "the resolver in the backend's code does not ask the catalog",
    };
    format!("{who} is let in{name}{groups}: {why}")
}

/// Tells whether everybody becomes an administrator of a portal that others can reach.
fn administrates(subject: &Subject<'_>, let_in: &LetIn) -> bool {
    let admin = subject.config.get("permission.rbac.admin");
    let lists = ["superUsers", "users"].into_iter().filter_map(|key| admin?.get(key));
    let mut names = lists.flat_map(Node::items).filter_map(|entry| entry.get("name")?.text());
    let named = names.any(|name| let_in.groups.iter().any(|group| group.eq_ignore_ascii_case(name)));
    (named || let_in.administrates) && app(subject).is_some_and(|address| !address.is_local())
}

/// Tells whether anybody can reach the portal and have an account at the provider, as far as it is known.
pub(super) fn is_open_to_anybody(subject: &Subject<'_>, block: &Block<'_>) -> bool {
    app(subject).is_some_and(|address| !address.is_local()) && admits_outsiders(block)
}
