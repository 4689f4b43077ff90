//! `preset-exclusive`: two presets are chosen of which only one can be.

use super::known::at_variable;
use crate::contract::preset;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "preset-exclusive",
    summary: "two presets exclude each other",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/preset-exclusive.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut found = Vec::new();
    for preset in subject.chosen_presets() {
        let Some(group) = preset.exclusive_group.as_deref() else { continue };
        let name = preset.name.as_str();
        match seen.iter().find(|(of, _)| *of == group) {
            Some((_, other)) if *other != name => {
                let finding = at_variable(rule, subject, "VEECODE_PRESETS");
                let says = format!(
                    "`{other}` and `{name}` are of the group `{group}`, which takes one: the image ends with exit code {}",
                    preset::EXIT
                );
                found.push(finding.says(says).hint("keep the one that people sign in by"));
            }
            Some(_) => {}
            None => seen.push((group, name)),
        }
    }
    found
}
