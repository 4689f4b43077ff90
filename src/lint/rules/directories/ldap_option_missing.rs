//! `ldap-option-missing`: LDAP sign-in lacks something that nothing looks at before somebody signs in.

use super::blocks;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

/// What sign-in cannot do without, and what it is for.
const NEEDED: [(&str, &str); 2] =
    [("ldapOpts.url", "the directory's address"), ("userSearchBase", "the entry below which people are searched")];

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-option-missing",
    summary: "LDAP sign-in has no address, or no entry to search below",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-option-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sign_in in blocks::sign_ins(subject) {
        for (key, what) in NEEDED {
            let entry = sign_in.options.entry(key);
            if sign_in.options.lacks(key) {
                let finding = rule.at_key(entry.unwrap_or(sign_in.options)).about(sign_in.route(key));
                found.push(
                    finding
                        .says(format!("`{key}`, {what}, is not set: the portal starts and nobody can sign in"))
                        .hint(format!("set `{}`", sign_in.route(key))),
                );
            }
        }
    }
    found
}
