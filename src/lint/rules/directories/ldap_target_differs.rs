//! `ldap-target-differs`: people sign in at one directory and are read from another.

use super::blocks;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-target-differs",
    summary: "sign-in and org data name different directories",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-target-differs.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sign_ins = blocks::sign_ins(subject);
    let Some(url) = sign_ins.first().and_then(|sign_in| sign_in.options.get("ldapOpts.url")) else { return Vec::new() };
    let Some((_, signs_in, _)) = url.text().and_then(blocks::address) else { return Vec::new() };
    let sources = blocks::ldap_sources(subject);
    let targets: Vec<_> = sources
        .iter()
        .filter_map(|(route, block)| {
            let target = block.get("target")?;
            Some((route, target, blocks::address(target.text()?)?.1))
        })
        .collect();
    // One of several directories is enough, and one that is not known may be it.
    if targets.len() < sources.len() || targets.iter().any(|(.., host)| *host == signs_in) {
        return Vec::new();
    }
    let found = targets.into_iter().map(|(route, target, host)| {
        rule.at_place(subject.origin(target))
            .about(format!("{route}.target"))
            .says(format!("people are read from `{host}` and sign in at `{signs_in}`"))
            .hint("name the same directory in both places, by the same variable")
            .because(url, "they sign in here")
    });
    found.collect()
}
