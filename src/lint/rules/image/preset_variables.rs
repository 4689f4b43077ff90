//! `preset-variables`: variables are not set that a preset insists on.

use std::collections::BTreeMap;

use crate::contract::preset;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "preset-variables",
    summary: "variables are not set that a preset insists on",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/preset-variables.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if !subject.variables.complete {
        return Vec::new();
    }
    let mut missing: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for preset in subject.chosen_presets() {
        let needed = preset.variables.iter().filter(|(_, variable)| variable.required);
        for (name, variable) in needed.filter(|(name, _)| !subject.variables.is_set(name)) {
            missing.entry(name).or_insert((&preset.name, &variable.about));
        }
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let names: Vec<_> = missing.keys().map(|name| format!("`{name}`")).collect();
    let (are, they) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    let why: Vec<_> = missing.iter().map(|(name, (preset, about))| format!("{name} of {preset}: {about}")).collect();
    let finding = super::known::at_variable(rule, subject, "VEECODE_PRESETS");
    let says = format!(
        "{} {are} not set, and the presets insist on {they}: the image ends with exit code {}",
        names.join(", "),
        preset::EXIT
    );
    vec![finding.says(says).hint(format!("set {they} where the portal runs ({})", why.join("; ")))]
}
