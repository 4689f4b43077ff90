//! `administrators-unknown`: the portal's administrators are groups that the image made up.

use super::block::{directories, is_image};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "administrators-unknown",
    summary: "the portal's administrators are the image's own groups, which may not exist",
    severity: Severity::Note,
    confidence: Confidence::Low,
    page: include_str!("../../../../templates/rules/administrators-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let guest = subject.config.get("auth.providers.guest").is_some();
    let signs_in = subject.sign_in_providers().next().is_some();
    if !is_image(subject)
        || !subject.config.is_seen("permission")
        || guest
        || !signs_in
        || directories(subject).is_empty()
    {
        return Vec::new();
    }
    let Some(admin) = subject.config.get("permission.rbac.admin") else { return Vec::new() };
    let lists = ["superUsers", "users"].into_iter().filter_map(|key| admin.get(key));
    let lists: Vec<_> = lists.collect();
    let own = |node: &&Node| subject.is_images(node.head()) && node.items().all(is_made_up);
    let Some(first) = lists.first().copied().filter(|_| lists.iter().all(own)) else { return Vec::new() };
    let groups: Vec<_> =
        first.items().filter_map(|item| item.get("name")?.text()).map(|name| format!("`{name}`")).collect();
    let finding = rule
        .at(first)
        .about("permission.rbac.admin")
        .says(format!("nobody administers the portal unless the directory has {}", groups.join(" or ")))
        .hint("name a group of yours: `devportal-auth init --admin-group NAME`");
    vec![finding]
}

fn is_made_up(item: &Node) -> bool {
    let name = item.get("name").and_then(Node::text);
    name.is_some_and(|name| sign_in().administrators.iter().any(|known| known == name))
}
