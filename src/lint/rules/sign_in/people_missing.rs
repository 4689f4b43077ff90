//! `people-missing`: people sign in, and nothing brings them into the catalog.

use super::block::{Block, allows_strangers, directories, files_bring_people, is_yours, offered};
use crate::config::Node;
use crate::contract::integration::facts;
use crate::contract::keys::{Shape, keys};
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "people-missing",
    summary: "people sign in, and nothing brings them into the catalog",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/people-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if subject.code().brings_entities() {
        return Vec::new();
    }
    let blocks = offered(subject);
    let strangers = blocks.iter().any(|block| block.chain().iter().any(|step| allows_strangers(step).is_some()));
    // Files that say nothing of the catalog are not all there is.
    let told = subject.config.is_seen("catalog") && subject.config.get("catalog").is_some();
    if !told
        || strangers
        || has_strange_provider(subject)
        || !directories(subject).is_empty()
        || files_bring_people(subject)
    {
        return Vec::new();
    }
    let signs_in = |block: &&Block<'_>| !block.chain().is_empty() || block.provider == "ldap";
    let Some(block) = blocks.iter().find(signs_in) else { return Vec::new() };
    let says = format!("people sign in by `{}`, and nothing brings them into the catalog", block.provider);
    let finding = match people_files(subject).next() {
        Some(target) => rule
            .at(target)
            .says(format!("{says}: no rule lets this file hold `User`"))
            .hint("write `rules: [{ allow: [User, Group] }]` beside it, if people stand in it"),
        None => {
            let providers = ["catalog.providers", "catalog"].into_iter().filter_map(|route| subject.config.get(route));
            let block = providers.into_iter().find(|node| is_yours(subject, node)).unwrap_or(block.node);
            let hint = "let `devportal-auth init` set up org data, or allow `User` to a location of your own files";
            rule.at_key(block).says(says).hint(hint)
        }
    };
    vec![finding.about("catalog.providers").because(block.node, "people sign in here")]
}

/// Tells whether something of the catalog is configured that nobody here knows: people may come by it.
fn has_strange_provider(subject: &Subject<'_>) -> bool {
    let known = keys().keys.child("catalog").and_then(|catalog| catalog.child("providers").map(Shape::names));
    let known = known.unwrap_or_default();
    let there = subject.config.get("catalog.providers").into_iter().flat_map(Node::entries);
    there.map(|(kind, _)| kind).any(|kind| !known.contains(&kind) && !facts().catalog.contains_key(kind))
}

/// The files of the catalog that hold people by their names.
fn people_files<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Node> {
    let locations = subject.config.get("catalog.locations").into_iter().flat_map(Node::items);
    locations.filter_map(|location| location.get("target")).filter(|target| {
        let name = target.text().and_then(|target| target.rsplit('/').next()).unwrap_or_default().to_ascii_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        words.any(|word| sign_in().people.iter().any(|known| known == word))
    })
}
