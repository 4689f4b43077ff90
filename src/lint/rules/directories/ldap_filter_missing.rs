//! `ldap-filter-missing`: everything below an entry is read, whatever it is.

use super::blocks;
use crate::config::{Node, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-filter-missing",
    summary: "nothing says which entries of the directory are people or groups",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-filter-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    blocks::each_search(subject, |kind, route, search| judge(rule, kind, route, search))
}

fn judge(rule: &Rule, kind: &str, route: &str, search: &Node) -> Option<Finding> {
    let entry = search.entry("options.filter");
    let finding = match entry.map(|node| &node.value) {
        Some(Value::Gone(names)) => {
            // `${NAME:default}` is no variable at all, which another rule tells.
            let name = names.iter().find(|name| !name.contains(':'))?;
            rule.at_key(entry?)
                .says(format!("`{name}` is not set, so that `{kind}` has no filter and everything there is read"))
        }
        None | Some(Value::Null) => rule
            .at_key(entry.unwrap_or(search))
            .says(format!("`{kind}` has no filter, so that everything there is read")),
        _ => return None,
    };
    let example = if kind == "users" { "(uid=*)" } else { "(objectClass=groupOfNames)" };
    Some(finding.about(format!("{route}.options.filter")).hint(format!(
        "set `options.filter`, for instance `\"{example}\"`: one entry without a name stops the whole sync"
    )))
}
