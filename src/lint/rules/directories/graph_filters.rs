//! `graph-filters`: filters of Microsoft Graph that do not go together, or stand where nobody reads them.

use super::blocks;
use crate::config::Node;
use crate::contract::release::releases;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "graph-filters",
    summary: "filters of Microsoft Graph exclude each other",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/graph-filters.md"),
    check,
};

/// What picks people by their groups; none of it goes with a filter of people.
const BY_GROUP: [&str; 3] = ["filter", "search", "path"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::sources(subject, "microsoftGraphOrg").into_iter();
    sources
        .flat_map(|(route, block)| [both(rule, subject, &route, block), mode(rule, &route, block)])
        .flatten()
        .collect()
}

fn both(rule: &Rule, subject: &Subject<'_>, route: &str, block: &Node) -> Option<Finding> {
    let people = block.get("user.filter")?;
    let key = BY_GROUP.iter().find(|key| block.get(&format!("userGroupMember.{key}")).is_some())?;
    let by_group = block.get(&format!("userGroupMember.{key}"))?;
    // What the image says is not the operator's to mend.
    let (at, other) = if subject.is_images(people.head()) { (by_group, people) } else { (people, by_group) };
    let finding = rule.at_key(at).about(format!("{route}.userGroupMember.{key}"));
    let finding = finding
        .says(format!(
            "`user.filter` and `userGroupMember.{key}` exclude each other, so that the catalog does not start"
        ))
        .hint("keep one of them; `user: null` in a file of your own takes back what an earlier file says")
        .because(other, "beside this");
    let path = &releases().changes.graph_path_excludes;
    if *key == "path" { subject.as_of(path, finding) } else { Some(finding) }
}

fn mode(rule: &Rule, route: &str, block: &Node) -> Option<Finding> {
    let node = block.get("queryMode")?;
    node.text().filter(|mode| !matches!(*mode, "basic" | "advanced"))?;
    let finding = rule.at(node).about(format!("{route}.queryMode"));
    Some(
        finding
            .says("`queryMode` is neither `basic` nor `advanced`, so that the catalog does not start")
            .hint("set it to `basic` or `advanced`"),
    )
}
