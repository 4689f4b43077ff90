//! `key-missing`: a block lacks a key that its reader cannot do without.

use super::asked::{Asked, asked};
use crate::config::Node;
use crate::lint::rules::image::known::slip;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::sounds_secret;

pub(in super::super) const RULE: Rule = Rule {
    id: "key-missing",
    summary: "a block lacks a key that its reader cannot do without",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/key-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let demanded = asked(subject, |demand| !demand.needs.is_empty() || !demand.needs_one.is_empty());
    let blocks = demanded.iter().filter(|asked| asked.node.is_map());
    blocks.flat_map(|asked| missing(rule, asked)).collect()
}

fn missing(rule: &Rule, asked: &Asked<'_>) -> Vec<Finding> {
    // A key that is only misspelt is there, and its line may hold a secret that nobody knows for one.
    let misspelt =
        |key: &&String| asked.node.entries().any(|(there, _)| there != *key && slip(there, [key.as_str()]).is_some());
    let needs = asked.demand.needs.iter().filter(|key| asked.node.lacks(key) && !misspelt(key));
    let mut found: Vec<_> = needs
        .filter_map(|key| {
            let says = format!("`{}` has no `{key}`, so {}", asked.route, asked.then());
            if asked.is_left_empty(key) {
                let says = format!("`{}` leaves `{key}` empty: until it is there, {}", asked.route, asked.then());
                let finding = rule.at(asked.nearest(key)).about(asked.at(key)).says(says);
                let told = asked.told(finding, || "fill it in where this is deployed".to_owned())?;
                return Some(Finding { severity: told.severity.min(Severity::Warning), ..told });
            }
            match shortened(asked, key) {
                Some((short, node)) => {
                    let finding = rule.at_key(node).about(asked.at(key)).says(says);
                    asked.told(finding, || format!("nobody reads `{short}`: did you mean `{key}`?"))
                }
                None => {
                    let finding = rule.at(asked.nearest(key)).about(asked.at(key)).says(says);
                    asked.told(finding, || format!("add `{key}`"))
                }
            }
        })
        .collect();
    let one = &asked.demand.needs_one;
    if !one.is_empty() && one.iter().all(|key| asked.node.lacks(key)) {
        let names = one.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ");
        let says = format!("`{}` has no {names}, so {}", asked.route, asked.then());
        let finding = rule.at(asked.node).about(asked.route.as_str()).says(says);
        found.extend(asked.told(finding, || format!("add {names}")));
    }
    found
}

/// A key with the first words of the one that is missing. Its line is shown, so it is none that may hold a secret.
fn shortened<'s>(asked: &Asked<'s>, key: &str) -> Option<(&'s str, &'s Node)> {
    if key.contains('.') || sounds_secret(key) {
        return None;
    }
    let begins = |there: &str| key.strip_prefix(there).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    asked.node.entries().find(|(there, _)| begins(there))
}
