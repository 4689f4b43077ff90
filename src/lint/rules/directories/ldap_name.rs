//! `ldap-name`: people of a directory are named by an attribute that cannot name them in the catalog.

use super::blocks;
use crate::config::Node;
use crate::contract::directories::directories;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-name",
    summary: "people are named by an attribute that cannot name them in the catalog",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-name.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &blocks::ldap_sources(subject) {
        let active = blocks::is_active_directory(subject, source);
        let users = blocks::searches(source, "users").into_iter().filter(|(_, search)| search.entry("dn").is_some());
        found.extend(users.filter_map(|(route, search)| judge(rule, active, &route, search)));
    }
    found
}

fn judge(rule: &Rule, active: bool, route: &str, search: &Node) -> Option<Finding> {
    let route = format!("{route}.map.name");
    let hint = if active { "write `name: sAMAccountName`" } else { "write the attribute that people sign in by" };
    let Some(name) = search.get("map.name") else {
        let spot = search.get("map").unwrap_or(search);
        let finding = rule.at_key(spot).about(route).hint(hint);
        let says = "people are named by `uid`, which entries of Active Directory seldom have: reading them ends at the first that lacks it";
        return (active && search.lacks("map.name")).then(|| finding.says(says));
    };
    let plain = name.text()?.to_ascii_lowercase();
    let finding = rule.at(name).about(route).hint(hint);
    let (known, is) = (directories(), |names: &[String]| names.contains(&plain));
    if is(&known.bytes) {
        let finding = Finding { confidence: Confidence::High, ..finding }.severity(Severity::Error);
        return Some(finding.says("people are named by bytes, which are no name that the catalog takes"));
    }
    let spoken = is(&known.spoken) || (active && is(&known.spoken_in_active_directory));
    spoken.then(|| {
        finding.says("people are named by a name as it is spoken: the catalog takes nobody with a blank in it")
    })
}
