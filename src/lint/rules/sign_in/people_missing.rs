//! `people-missing`: people sign in, and nothing brings them into the catalog.

use super::block::{Block, allows_strangers, asked, directories};
use crate::config::Node;
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
    let blocks = asked(subject);
    let strangers = blocks.iter().any(|block| block.chain().iter().any(|step| allows_strangers(step).is_some()));
    // Files that say nothing of the catalog are not all there is.
    let told = subject.config.is_seen("catalog") && subject.config.get("catalog").is_some();
    if !told || strangers || !directories(subject).is_empty() || files_bring_people(subject) {
        return Vec::new();
    }
    let signs_in = |block: &&Block<'_>| !block.chain().is_empty() || block.provider == "ldap";
    let Some(block) = blocks.iter().find(signs_in) else { return Vec::new() };
    let finding = rule
        .at_key(block.node)
        .about("catalog.providers")
        .says(format!("people sign in by `{}`, and nothing brings them into the catalog", block.provider))
        .hint("let `devportal-auth init` set up org data, or allow `User` to a location of your own files");
    vec![finding]
}

/// Tells whether a file may bring people: by the rules for all of them, or by a location's own.
fn files_bring_people(subject: &Subject<'_>) -> bool {
    let allows = |rules: &Node| {
        let kinds = rules.items().filter_map(|rule| rule.get("allow")).flat_map(Node::items);
        kinds.into_iter().any(|kind| kind.text().is_none_or(|kind| kind.eq_ignore_ascii_case("user")))
    };
    let locations = subject.config.get("catalog.locations").into_iter().flat_map(Node::items);
    subject.config.get("catalog.rules").is_some_and(allows)
        || locations.filter_map(|location| location.get("rules")).any(allows)
}
