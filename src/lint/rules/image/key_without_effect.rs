//! `key-without-effect`: a key is set that has no effect.

use super::known::filled;
use crate::answers::file::Target;
use crate::contract::keys::keys;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "key-without-effect",
    summary: "a key is set that has no effect",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/key-without-effect.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for idle in keys().idle.iter().filter(|idle| !idle.by_pages || has_pages_of_its_own(subject)) {
        for (stars, node) in subject.config.reach(&idle.at) {
            // What the image says is not the operator's to mend.
            if !subject.is_images(node.head()) && !subject.code().may_read(&idle.at) {
                let at = filled(&idle.at, &stars);
                let finding = rule.at_key(node).about(at.as_str());
                let finding = finding.says(format!("`{at}` has no effect: {}", idle.why)).hint("remove it");
                found.extend(subject.as_of(&idle.when, finding));
            }
        }
    }
    found
}

/// Tells whether all that the pages are made of was seen: they are the portal's own, and nothing is added to them when they run.
fn has_pages_of_its_own(subject: &Subject<'_>) -> bool {
    let is_plain = subject.portal.target == Target::Backstage && subject.code().has_pages();
    is_plain && subject.config.lacks("dynamicPlugins")
}
