//! `sign-in-without-catalog`: people are let in whom the catalog does not know.

use super::address::app;
use super::block::{Block, allows_strangers, asked};
use super::resolver_any_domain::admits_outsiders;
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
        Some(if subject.is_production() { finding.severity(Severity::Error) } else { finding })
    });
    found.chain(in_code(rule, subject, &asked)).collect()
}

/// Resolvers in the portal's own code, which the configuration shows nothing of.
fn in_code<'s>(rule: &'s Rule, subject: &'s Subject<'_>, asked: &'s [Block<'_>]) -> impl Iterator<Item = Finding> + 's {
    let code = subject.code();
    let open = asked.iter().filter(|block| {
        code.takes_everybody_for(block.provider).is_none() && code.lets_in_whoever_has_an_account_at(block.provider)
    });
    open.map(|block| {
        let finding = rule.at_key(block.node).about(format!("{}.signIn.resolvers", block.route()));
        let finding = finding
            .says(format!(
                "whoever has an account at `{}` is let in: the resolver in the backend's code does not ask the catalog",
                block.provider
            ))
            .hint("let it end with `ctx.signInWithCatalogUser(…)`, or compare whom it lets in");
        if is_open_to_anybody(subject, block) { finding.severity(Severity::Error) } else { finding }
    })
}

/// Tells whether anybody can reach the portal and have an account at the provider, as far as it is known.
pub(super) fn is_open_to_anybody(subject: &Subject<'_>, block: &Block<'_>) -> bool {
    app(subject).is_some_and(|address| !address.is_local()) && admits_outsiders(block)
}
