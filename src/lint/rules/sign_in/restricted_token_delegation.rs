//! `restricted-token-delegation`: a token with restrictions is no longer handed on from one plugin to another.

use crate::config::Node;
use crate::contract::release::releases;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "restricted-token-delegation",
    summary: "a restricted token is not handed on to other plugins",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/restricted-token-delegation.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let stops = &releases().changes.restricted_not_delegated;
    let entries = subject.config.get("backend.auth.externalAccess").into_iter().flat_map(Node::items).enumerate();
    let found = entries.filter_map(|(index, entry)| {
        let restrictions = entry.get("accessRestrictions").filter(|list| list.is_list())?;
        let narrow = |item: &Node| item.get("permission").or_else(|| item.get("permissionAttribute")).is_some();
        // Several that are open as a whole were listed for the way from one to the other.
        if restrictions.items().count() > 1 && !restrictions.items().any(narrow) {
            return None;
        }
        let finding = rule
            .at_key(restrictions)
            .about(format!("backend.auth.externalAccess.{index}.accessRestrictions"))
            .says("a plugin that is called with this token cannot ask another one that is not listed here as a whole")
            .hint("list every plugin that is called on the way, without `permission` and `permissionAttribute`");
        subject.as_of(stops, finding)
    });
    found.collect()
}
