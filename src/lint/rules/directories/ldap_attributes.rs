//! `ldap-attributes`: people sign in under another name than the catalog knows them by.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-attributes",
    summary: "sign-in and org data name people by different attributes, or search in different places",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-attributes.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sign_ins = blocks::sign_ins(subject);
    let sources = blocks::ldap_sources(subject);
    let users: Vec<_> = sources.iter().flat_map(|source| blocks::searches(source, "users")).collect();
    let mut found = Vec::new();
    for sign_in in &sign_ins {
        let complete = blocks::is_complete(sign_in.options, "userSearchBase");
        let default = complete.then_some("uid");
        let attribute = sign_in.options.get("usernameAttribute");
        if let Some(name) = attribute.map_or(default, Node::text) {
            let route = sign_in.route("usernameAttribute");
            found.extend(names(rule, &users, name, attribute.unwrap_or(sign_in.options), route));
        }
        if let Some(base) = sign_in.options.get("userSearchBase") {
            found.extend(bases(rule, subject, &users, base, sign_in.route("userSearchBase")));
        }
    }
    found
}

/// Nobody is found when every search names people by another attribute.
fn names(rule: &Rule, users: &[(String, &Node)], signs_in: &str, by: &Node, route: String) -> Option<Finding> {
    let named: Vec<_> = users.iter().map(|(_, search)| (search, search.get("map.name"))).collect();
    let name = |node: Option<&Node>| node.map_or(Some("uid".to_owned()), |node| node.text().map(str::to_owned));
    let differs = |node: Option<&Node>| name(node).is_some_and(|name| !name.eq_ignore_ascii_case(signs_in));
    let (search, node) = *named.first().filter(|_| named.iter().all(|(_, node)| differs(*node)))?;
    let catalog = name(node).unwrap_or_default();
    let finding = rule.at_key(by).about(route);
    let finding = finding
        .says(format!("people sign in by `{signs_in}`, and the catalog names them by `{catalog}`: nobody is found"))
        .hint(format!("sign in by `{catalog}`, or set `map.name: {signs_in}`"));
    Some(finding.because(node.unwrap_or(search), "the catalog names them by this"))
}

/// Sign-in searches where the catalog does not, and the other way round.
fn bases(rule: &Rule, subject: &Subject<'_>, users: &[(String, &Node)], base: &Node, route: String) -> Option<Finding> {
    let signs_in = plain(base.text()?);
    let read: Vec<_> = users.iter().filter_map(|(_, search)| search.get("dn")).collect();
    let known: Vec<_> = read.iter().filter_map(|node| node.text()).map(plain).collect();
    let within = |one: &str, other: &str| one == other || one.ends_with(&format!(",{other}"));
    let apart = known.iter().all(|dn| !within(dn, &signs_in) && !within(&signs_in, dn));
    (!known.is_empty() && known.len() == users.len() && apart).then(|| {
        rule.at_place(subject.origin(base))
            .about(route)
            .says("people sign in from below one entry, and are read from below another: nobody who signs in is found")
            .hint("name the same entry in `userSearchBase` and in `users`")
            .because(read[0], "they are read from here")
    })
}

fn plain(name: &str) -> String {
    name.split(',').map(str::trim).collect::<Vec<_>>().join(",").to_ascii_lowercase()
}
