//! `azure-several-defaults`: two credentials of one host serve any organisation.

use crate::config::Node;
use crate::lint::integration::entries;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-several-defaults",
    summary: "two credentials for Azure DevOps serve any organisation",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/azure-several-defaults.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in entries(subject, "azure") {
        let open = |list: Option<&Node>| list.is_none_or(|list| list.is_list() && list.items().next().is_none());
        let mut defaults = entry.credentials().into_iter().filter(|(_, item)| open(item.get("organizations")));
        let Some((_, first)) = defaults.next() else { continue };
        found.extend(defaults.map(|(route, second)| {
            rule.at(second)
                .about(route)
                .says("a second credential names no organisation, so the portal does not start")
                .hint("name the organisations that each credential opens (`organizations: [NAME]`)")
                .because(first, "this one names none either")
        }));
    }
    found
}
