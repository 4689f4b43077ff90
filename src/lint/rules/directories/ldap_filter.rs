//! `ldap-filter`: a search filter does not parse.

use super::blocks;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-filter",
    summary: "a search filter of the directory does not parse",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-filter.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &blocks::ldap_sources(subject) {
        for kind in ["users", "groups"] {
            for (route, search) in blocks::searches(source, kind) {
                let Some(node) = search.get("options.filter") else { continue };
                let Some(why) = node.assumed().and_then(fault) else { continue };
                let finding = rule.at_place(subject.origin(node)).about(format!("{route}.options.filter"));
                found.push(
                    finding
                        .says(format!("the filter of `{kind}` does not parse: {why}"))
                        .hint("each condition stands in its own brackets: `(&(objectClass=person)(uid=*))`"),
                );
            }
        }
    }
    blocks::once(found)
}

/// Why a filter does not parse.
fn fault(filter: &str) -> Option<&'static str> {
    let filter = filter.trim();
    let mut open = 0_u32;
    for (place, c) in filter.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Some("a bracket closes that was not opened"),
            ')' => {
                open -= 1;
                if open == 0 && !filter[place + 1..].trim().is_empty() {
                    return Some("something stands behind its last bracket");
                }
            }
            _ => {}
        }
    }
    // What joins conditions is closed by the reader itself (ldapts 7.4.0 and 8.1.7); a condition is not.
    let joins = ["(&", "(|", "(!"].iter().any(|begins| filter.starts_with(begins));
    if open > 0 && !(joins && filter.ends_with(')')) {
        return Some("a bracket is not closed");
    }
    // What stands between two brackets, with nothing opened in between, is a condition.
    let conditions = filter.split('(').filter_map(|part| part.split_once(')')).map(|(condition, _)| condition);
    let strange = |condition: &str| condition.split_once('=').is_none_or(|(name, _)| name.trim().is_empty());
    let bare = !filter.contains('(') && strange(filter);
    (bare || conditions.into_iter().any(strange)).then_some("a condition has no `attribute=value`")
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn filters_are_read_as_the_directory_reads_them() {
        for filter in [
            "(uid=*)",
            "uid=*",
            "(&(objectClass=user)(!(objectClass=computer)))",
            "(|(a=1)(b>=2)(cn~=x)(userAccountControl:1.2.840.113556.1.4.803:=2))",
            "(cn=a\\28b\\29)",
            // The module takes what is blank before brackets away (catalog-backend-module-ldap 0.12.9, `formatFilter`).
            "(& (a=1) (b=2))",
            "(&(a=1)(b=2)",
            "(&(a=1)(!(b=2)",
        ] {
            assert_eq!(fault(filter), None, "{filter}");
        }
        for filter in ["(uid=*", "uid=*)", "(&(a=1)(b=2", "(a=1)(b=2)", "(person)", "person", "(=x)", "(&(a=1)(b))"] {
            assert!(fault(filter).is_some(), "{filter}");
        }
    }
}
