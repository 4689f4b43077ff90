//! `ldap-tls-text`: a text stands where LDAP sign-in wants a yes or no.

use super::blocks;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-tls-text",
    summary: "`rejectUnauthorized` of LDAP sign-in is a text, which never turns verification off",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-tls-text.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let key = "ldapOpts.tlsOptions.rejectUnauthorized";
    let texts = blocks::sign_ins(subject).into_iter().filter_map(|sign_in| {
        let node = sign_in.options.get(key)?;
        let text = node.as_text()?;
        // What is on, and stays on, is as it was meant.
        if text.known().is_some() && node.boolean() != Some(false) {
            return None;
        }
        let finding = rule.at(node).about(sign_in.route(key));
        let finding = match text.is_reference() {
            true => {
                finding.says("a variable is always a text here, and no text turns verification off, not even `false`")
            }
            false => finding.says("`false` in quotes is a text here, and no text turns verification off"),
        };
        let route = sign_in.route(key);
        Some(finding.hint(format!("set `{route}` to `true`, or to `false` without quotes, in a file of your own")))
    });
    texts.collect()
}
