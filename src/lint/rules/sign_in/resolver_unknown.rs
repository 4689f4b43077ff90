//! `resolver-unknown`: a resolver is one that the provider does not have.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::block::{Block, Step, all, is_image, said};
use crate::contract::sign_in::sign_in;
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
    let told = |block: &Block<'_>| match block.provider {
        // What registers a provider itself names its resolvers itself.
        provider if subject.code().takes_resolvers_of(provider) == Some(false) => false,
        provider if subject.code().takes_resolvers_of(provider) == Some(true) && of_module(provider).is_some() => true,
        // Google's own resolvers are not in the image; elsewhere they are known of Backstage's own module alone.
        "google" => is_image(subject),
        // The image's own module has resolvers of its own for them.
        _ if block.environment.is_none() && is_image(subject) => false,
        provider => provider != "ldap" && block.facts.is_some(),
    };
    let blocks = all(subject).into_iter().filter(told);
    let steps = blocks.flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    steps.filter_map(|(block, step)| judge(rule, subject, &block, &step)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>, step: &Step<'_>) -> Option<Finding> {
    let provider = block.provider;
    let own = block.facts.map(|facts| &facts.resolvers);
    let modules_own = subject.code().takes_resolvers_of(provider) == Some(true);
    // Of those of an image, Backstage's own module has none.
    let has = |name: &&str| !modules_own || !sign_in().comes_with_images(name);
    let of_module = || of_module(provider).filter(|_| modules_own).into_iter().flatten();
    let own_names = || own.into_iter().flat_map(IndexMap::keys).chain(of_module()).map(String::as_str);
    let names = || resolver_names(provider).filter(has).chain(own_names());
    if let Some(span) = own.and_then(|own| own.get(step.name)) {
        let says = format!("`{provider}` has no resolver {}, so the backend does not start", said(step.named));
        let finding = rule.at(step.named).about(format!("{}.signIn.resolvers", block.route())).says(says);
        return if span.is_always() { None } else { subject.as_of(&span.otherwise(), finding) };
    }
    if !is_image(subject) && sign_in().comes_with_images(step.name) {
        let shows = |key: &String| subject.config.get(key).is_some();
        let is_such_image = !modules_own && sign_in().brought_by.iter().any(shows);
        return (!is_such_image).then(|| brought(rule, block, step, modules_own));
    }
    if names().any(|name| name == step.name) {
        return None;
    }
    let near = nearest(step.name, names());
    let owner = owners_of(step.name).next();
    // Modules elsewhere may bring resolvers of any name, where it is not surely Backstage's own that reads this.
    if !is_image(subject) && !modules_own && near.is_none() && owner.is_none() && !is_mixed(step.name, names()) {
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
            let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            format!("take one of {}", names.join(", "))
        }
    };
    Some(rule.at(step.named).about(format!("{}.signIn.resolvers", block.route())).says(says).hint(hint))
}

/// What Backstage's own module of a provider has besides the resolvers by mail, where its fields are in no table.
fn of_module(provider: &str) -> Option<&'static Vec<String>> {
    sign_in().modules.get(provider)
}

/// Tells whether a name is put together from words of others alone, as somebody does who writes one from memory.
fn is_mixed<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> bool {
    let known: BTreeSet<_> = known.flat_map(words).collect();
    name.contains(MATCHING) && words(name).all(|word| known.contains(word))
}

/// The word that stands in the names of Backstage's own, between what is taken and what it is held against.
const MATCHING: &str = "MatchingUserEntity";

/// The words of a name, each with its capital letter.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let starts = name.char_indices().filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| at).filter(|at| *at > 0);
    let starts: Vec<_> = std::iter::once(0).chain(starts).collect();
    let ends: Vec<_> = starts.iter().skip(1).copied().chain([name.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &name[start..end])
}

/// A resolver that some images bring. Whether it is one of those is not always to be seen.
fn brought(rule: &Rule, block: &Block<'_>, step: &Step<'_>, modules_own: bool) -> Finding {
    let finding = rule.at(step.named).about(format!("{}.signIn.resolvers", block.route()));
    let finding =
        finding.says(format!("{} comes with some images, and Backstage's own module has it not", said(step.named)));
    match modules_own {
        true => finding.hint("take `emailMatchingUserEntityProfileEmail`: the backend adds Backstage's own module"),
        false => finding
            .hint("take `emailMatchingUserEntityProfileEmail`, unless it is such an image that reads this")
            .severity(Severity::Warning),
    }
}
