//! `ldap-plain`: passwords cross the network for everybody to read.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject, machine};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-plain",
    summary: "passwords go to the directory without encryption",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-plain.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sign_in in blocks::sign_ins(subject).iter().filter(|sign_in| !sign_in.starts_tls()) {
        let says = "people's passwords go to the directory unencrypted";
        found.extend(judge(rule, subject, sign_in.route("ldapOpts.url"), sign_in.options.get("ldapOpts.url"), says));
    }
    for (route, block) in blocks::ldap_sources(subject).iter().filter(|(_, block)| block.get("bind").is_some()) {
        let says = "the reading account's password goes to the directory unencrypted";
        found.extend(judge(rule, subject, format!("{route}.target"), block.get("target"), says));
    }
    found
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: String, node: Option<&Node>, says: &str) -> Option<Finding> {
    let node = node?;
    let (scheme, host, _) = blocks::address(node.text()?)?;
    (scheme == "ldap" && !machine::is_own(&host)).then(|| {
        let severity = if subject.is_production() { Severity::Error } else { Severity::Warning };
        rule.at_place(subject.origin(node))
            .severity(severity)
            .about(route)
            .says(says)
            .hint("use `ldaps://`; the portal trusts your own authority by NODE_EXTRA_CA_CERTS")
    })
}
