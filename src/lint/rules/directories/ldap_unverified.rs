//! `ldap-unverified`: anybody on the way can pose as the directory.

use super::blocks;
use crate::config::{Node, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-unverified",
    summary: "the directory's certificate is not verified",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-unverified.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let severity = if subject.is_production() { Severity::Error } else { Severity::Warning };
    let mut found = Vec::new();
    for sign_in in blocks::sign_ins(subject) {
        let key = "ldapOpts.tlsOptions.rejectUnauthorized";
        let off = sign_in.options.get(key).filter(|node| matches!(node.value, Value::Bool(false)));
        let encrypted = sign_in.starts_tls() || !is_plain(sign_in.options.get("ldapOpts.url"));
        found.extend(off.filter(|_| encrypted).map(|node| {
            rule.at(node)
                .about(sign_in.route(key))
                .says("the directory's certificate is not verified at sign-in: whoever poses as it gets every password")
                .hint(format!("set `{}: true` in a file of your own; {TRUST}", sign_in.route(key)))
        }));
    }
    for (route, block) in blocks::ldap_sources(subject).iter().filter(|(_, block)| !is_plain(block.get("target"))) {
        let off = block.get("tls.rejectUnauthorized").filter(|node| node.boolean() == Some(false));
        found.extend(off.map(|node| {
            rule.at(node)
                .about(format!("{route}.tls.rejectUnauthorized"))
                .says("the directory's certificate is not verified when the catalog reads it")
                .hint(format!("set it to `true`; {TRUST}"))
        }));
    }
    found.into_iter().map(|finding| finding.severity(severity)).collect()
}

const TRUST: &str = "your own authority's certificate is trusted by NODE_EXTRA_CA_CERTS";

/// Without TLS there is no certificate; that is another rule's.
fn is_plain(url: Option<&Node>) -> bool {
    url.and_then(Node::text).and_then(blocks::address).is_some_and(|(scheme, ..)| scheme == "ldap")
}
