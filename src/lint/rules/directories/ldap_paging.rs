//! `ldap-paging`: Active Directory cuts a long list off.

use super::blocks;
use crate::config::{Node, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-paging",
    summary: "Active Directory is not asked page by page, and gives a thousand entries at most",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-paging.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &blocks::ldap_sources(subject) {
        if !blocks::is_active_directory(subject, source) {
            continue;
        }
        let searches = |kind| blocks::searches(source, kind).into_iter().map(move |search| (kind, search));
        let begun = |(_, (_, search)): &(_, (String, &Node))| search.entry("dn").is_some();
        for (kind, (route, search)) in searches("users").chain(searches("groups")).filter(begun) {
            let paged = search.get("options.paged");
            if paged.is_none_or(|node| matches!(node.value, Value::Bool(false))) {
                let spot = search.get("options").unwrap_or(search);
                let finding = rule.at_key(spot).about(format!("{route}.options.paged"));
                found.push(
                    finding
                        .says(format!(
                            "Active Directory gives a thousand `{kind}` at most, as they are not asked for page by page"
                        ))
                        .hint("set `options.paged: true`"),
                );
            }
        }
    }
    found
}
