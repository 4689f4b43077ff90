//! `ldap-bind-incomplete`: the account that reads the directory has a name and no password, or the other way round.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-bind-incomplete",
    summary: "the reading account has a name and no password, or the other way round",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ldap-bind-incomplete.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sign_in in blocks::sign_ins(subject) {
        // The block may be completed by a file that is not here.
        if blocks::is_complete(sign_in.options, "userSearchBase") {
            let route = sign_in.route("");
            found.extend(half(rule, &route, sign_in.options, ("adminDn", "adminPassword"), "nobody can sign in"));
        }
    }
    for (route, block) in blocks::ldap_sources(subject) {
        let Some(bind) = block.get("bind").filter(|bind| bind.is_map()) else { continue };
        if blocks::is_complete(block, "target") {
            found.extend(half(rule, &format!("{route}.bind."), bind, ("dn", "secret"), "the catalog does not start"));
        }
    }
    found
}

fn half(rule: &Rule, route: &str, block: &Node, keys: (&str, &str), then: &str) -> Option<Finding> {
    let written = |key: &str| block.entry(key).is_some_and(Node::is_written);
    let (there, missing) = match (written(keys.0), written(keys.1)) {
        (true, false) => keys,
        (false, true) => (keys.1, keys.0),
        _ => return None,
    };
    let at = block.entry(missing).or(block.entry(there))?;
    Some(
        rule.at_key(at)
            .about(format!("{route}{missing}"))
            .says(format!("`{there}` is set and `{missing}` is not, so that {then}"))
            .hint(format!("set `{missing}` beside it")),
    )
}
