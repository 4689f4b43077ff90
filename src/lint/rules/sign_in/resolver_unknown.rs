//! `resolver-unknown`: a resolver is one that the provider does not have.

use super::block::{Block, Step, all, is_image, said};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;
use crate::sign_in::{owners_of, resolver_names};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-unknown",
    summary: "a resolver is named that the provider does not have, so the backend does not start",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/resolver-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // Google's own resolvers are not in the image; what they are elsewhere is not in the table.
    let told = |block: &Block<'_>| match block.provider {
        // What registers a provider itself names its resolvers itself.
        provider if subject.code().takes_resolvers_of(provider) == Some(false) => false,
        "google" => is_image(subject),
        provider => provider != "ldap" && block.facts.is_some(),
    };
    let blocks = all(subject).into_iter().filter(told);
    let steps = blocks.flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    steps.filter_map(|(block, step)| judge(rule, subject, &block, &step)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>, step: &Step<'_>) -> Option<Finding> {
    let provider = block.provider;
    if resolver_names(provider).any(|name| name == step.name) {
        return None;
    }
    let near = nearest(step.name, resolver_names(provider));
    let owner = owners_of(step.name).next();
    // Modules elsewhere may bring resolvers of any name.
    if !is_image(subject) && near.is_none() && owner.is_none() {
        return None;
    }
    let named = said(step.named);
    let says = match owner {
        Some(owner) => {
            format!("`{provider}` has no resolver {named}, which is one of `{owner}`; the backend does not start")
        }
        None => format!("`{provider}` has no resolver {named}, so the backend does not start"),
    };
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<_> = resolver_names(provider).map(|name| format!("`{name}`")).collect();
            format!("take one of {}", names.join(", "))
        }
    };
    Some(rule.at(step.named).about(format!("{}.signIn.resolvers", block.route())).says(says).hint(hint))
}
