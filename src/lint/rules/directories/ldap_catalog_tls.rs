//! `ldap-catalog-tls`: sign-in trusts a directory that the catalog does not.

use super::blocks;
use crate::config::{Node, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-catalog-tls",
    summary: "the catalog verifies a certificate that sign-in does not",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-catalog-tls.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some((reason, label)) = blocks::sign_ins(subject).iter().find_map(|sign_in| lenient(sign_in.options)) else {
        return Vec::new();
    };
    let sources = blocks::ldap_sources(subject).into_iter();
    let strict =
        sources.filter(|(_, block)| block.get("target").is_some() && block.get("tls.rejectUnauthorized").is_none());
    let encrypted = strict.filter(|(_, block)| {
        let url = block.get("target").and_then(Node::text).and_then(blocks::address);
        url.is_none_or(|(scheme, ..)| scheme != "ldap")
    });
    let found = encrypted.map(|(route, block)| {
        rule.at_key(block)
            .about(format!("{route}.tls"))
            .says(format!(
                "the catalog verifies the directory's certificate {label}: people may sign in and nobody is read"
            ))
            .hint("verify in both places; both trust your own authority by NODE_EXTRA_CA_CERTS")
            .because(reason, "sign-in does not verify as the catalog does")
    });
    found.collect()
}

fn lenient(options: &Node) -> Option<(&Node, &'static str)> {
    let tls = options.get("ldapOpts.tlsOptions")?;
    let off = tls.get("rejectUnauthorized").filter(|node| matches!(node.value, Value::Bool(false)));
    let own = tls.get("ca");
    off.map(|node| (node, "and sign-in does not"))
        .or(own.map(|node| (node, "without being told your authority, as sign-in is")))
}
