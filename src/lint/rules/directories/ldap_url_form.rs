//! `ldap-url-form`: the address of a directory has not the form of one.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-url-form",
    summary: "the address of the directory has not the form of one",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-url-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut urls = Vec::new();
    for sign_in in blocks::sign_ins(subject) {
        urls.extend(sign_in.options.get("ldapOpts.url").map(|node| (sign_in.route("ldapOpts.url"), node)));
    }
    for (route, block) in blocks::ldap_sources(subject) {
        urls.extend(block.get("target").map(|node| (format!("{route}.target"), node)));
    }
    blocks::once(urls.into_iter().filter_map(|(route, node)| judge(rule, subject, route, node)).collect())
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: String, node: &Node) -> Option<Finding> {
    let url = node.text()?;
    let finding = rule.at_place(subject.origin(node)).about(route);
    let (scheme, port) = match blocks::address(url) {
        Some((scheme, host, port)) if !host.is_empty() => (scheme, port),
        _ => {
            let finding = finding.says("the address of the directory has no `ldaps://` or `ldap://` before its host");
            return Some(finding.hint("write it as `ldaps://HOST`"));
        }
    };
    match (scheme.as_str(), port.as_deref()) {
        ("ldaps", Some("389" | "3268")) => Some(
            finding
                .says("the address says `ldaps://` and names a port where a directory speaks without TLS first")
                .hint("leave the port out (636), or name 3269 for the global catalog"),
        ),
        ("ldap", Some("636" | "3269")) => Some(
            finding
                .says("the address says `ldap://` and names a port where a directory speaks TLS only")
                .hint("write `ldaps://` before the host"),
        ),
        ("ldap" | "ldaps", _) => None,
        _ => {
            let finding =
                finding.says(format!("a directory is reached by `ldaps://` or `ldap://`, not by `{scheme}://`"));
            Some(finding.hint("write it as `ldaps://HOST`"))
        }
    }
}
