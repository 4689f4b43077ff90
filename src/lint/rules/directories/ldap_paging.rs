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

const NAME: &str = "sAMAccountName";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let is_name =
        |node: Option<&Node>| node.and_then(Node::assumed).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let signs_in = blocks::sign_ins(subject).iter().any(|sign_in| is_name(sign_in.options.get("usernameAttribute")));
    let mut found = Vec::new();
    for source in &blocks::ldap_sources(subject) {
        let users = blocks::searches(source, "users");
        let directory = signs_in || users.iter().any(|(_, search)| is_name(search.get("map.name")));
        for (kind, (route, search)) in users
            .into_iter()
            .map(|search| ("users", search))
            .chain(blocks::searches(source, "groups").into_iter().map(|search| ("groups", search)))
            .filter(|(_, (_, search))| directory && search.entry("dn").is_some())
        {
            let paged = search.get("options.paged");
            if paged.is_none_or(|node| matches!(node.value, Value::Bool(false))) {
                let finding = rule.at_key(search).about(format!("{route}.options.paged"));
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
