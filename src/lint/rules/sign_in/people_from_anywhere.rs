//! `people-from-anywhere`: whoever may register a location brings users and groups into the catalog.

use super::address::app;
use super::block::{Block, is_yours, offered};
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "people-from-anywhere",
    summary: "whoever may register a location brings users and groups into the catalog",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/people-from-anywhere.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = offered(subject);
    let Some(block) = blocks.iter().find(|block| asks_catalog(block)).filter(|_| may_register(subject)) else {
        return Vec::new();
    };
    let open = subject.config.get("catalog.rules").into_iter().flat_map(Node::items).filter(|rule| is_for_all(rule));
    let kinds = open.filter_map(|rule| rule.get("allow")).flat_map(Node::items);
    let mut people = kinds.filter(|kind| is_yours(subject, kind)).filter_map(|kind| Some((kind, of_people(kind)?)));
    let Some((first, kind)) = people.next() else { return Vec::new() };
    let does = match kind {
        "User" => "makes users, with groups of their own choice, whom the sign-in then takes people for",
        _ => "makes groups, with members of their own choice",
    };
    let other = people.map(|(_, other)| other).find(|other| *other != kind);
    let taken = other.map_or_else(|| format!("`{kind}`"), |other| format!("`{kind}` and `{other}`"));
    let finding = rule
        .at(first)
        .about("catalog.rules")
        .says(format!("every location may bring {taken}: whoever registers one {does}"))
        .hint(format!("take {taken} out here, and write `rules: [{{ allow: [User, Group] }}]` beside the location that has them; a directory needs no rule"))
        .because(block.node, "people sign in here, and are looked up in the catalog");
    // A policy may keep people from registering anything, and is code.
    let decided = subject.config.get("permission.enabled").is_some_and(|on| on.boolean() != Some(false));
    vec![if decided { finding.severity(Severity::Note) } else { finding }]
}

/// Tells whether people are surely looked up in the catalog.
fn asks_catalog(block: &Block<'_>) -> bool {
    !block.chain().is_empty()
}

/// Tells whether others may come, and register what they like, as far as the configuration says it.
fn may_register(subject: &Subject<'_>) -> bool {
    let at_home = app(subject).is_some_and(|address| address.is_local());
    let closed = subject.config.get("catalog.readonly").is_some_and(|closed| closed.boolean() != Some(false));
    !at_home && !closed
}

/// Tells whether a rule is for what anybody registers, which is of the type `url`.
fn is_for_all(rule: &Node) -> bool {
    let narrows = |location: &Node| ["exact", "pattern"].iter().any(|key| location.entry(key).is_some());
    let is_any = |location: &Node| location.get("type").and_then(Node::text) == Some("url") && !narrows(location);
    rule.entry("locations").is_none_or(|locations| locations.items().any(is_any))
}

/// The kind, where it is one of people. One with a type is for a part of them.
fn of_people(allowed: &Node) -> Option<&'static str> {
    let named = allowed.text().or_else(|| allowed.get("kind").and_then(Node::text))?;
    ["User", "Group"].into_iter().find(|kind| kind.eq_ignore_ascii_case(named))
}
