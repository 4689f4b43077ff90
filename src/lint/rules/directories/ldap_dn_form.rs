//! `ldap-dn-form`: the name of an account or entry has not a form that a directory knows.

use super::blocks;
use crate::config::Node;
use crate::distinguished::is_distinguished_name;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-dn-form",
    summary: "a name in the directory has not the form of one",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-dn-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sources = blocks::ldap_sources(subject);
    let mut accounts = Vec::new();
    let mut entries = Vec::new();
    for sign_in in blocks::sign_ins(subject) {
        accounts.extend(sign_in.options.get("adminDn").map(|node| (sign_in.route("adminDn"), node)));
        entries.extend(sign_in.options.get("userSearchBase").map(|node| (sign_in.route("userSearchBase"), node)));
    }
    for source in &sources {
        accounts.extend(source.1.get("bind.dn").map(|node| (format!("{}.bind.dn", source.0), node)));
        for kind in ["users", "groups"] {
            let searches = blocks::searches(source, kind).into_iter();
            entries.extend(searches.filter_map(|(route, search)| Some((format!("{route}.dn"), search.get("dn")?))));
        }
    }
    let is_account = |text: &str| {
        let named = |sign: char| text.split_once(sign).is_some_and(|(one, other)| !one.is_empty() && !other.is_empty());
        is_distinguished_name(text) || named('@') || named('\\')
    };
    let wrong = |found: Vec<(String, &Node)>, fits: &dyn Fn(&str) -> bool, says: &str, hint: &str| {
        let strange = found.into_iter().filter(|(_, node)| node.text().is_some_and(|text| !fits(text)));
        let told = strange.map(|(route, node)| rule.at_place(subject.origin(node)).about(route).says(says).hint(hint));
        told.collect::<Vec<_>>()
    };
    let mut told = wrong(
        accounts,
        &is_account,
        "the reading account's name is no distinguished name, nor `name@domain` or `DOMAIN\\name`",
        "write it whole, for instance `cn=devportal,ou=Services,dc=example,dc=org`",
    );
    told.extend(wrong(
        entries,
        &is_distinguished_name,
        "the entry to search below is no distinguished name",
        "write it whole, for instance `ou=People,dc=example,dc=org`",
    ));
    blocks::once(told)
}
