//! `preset-order`: a preset stands before one that it needs, or without it.

use super::known::at_variable;
use crate::contract::preset;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "preset-order",
    summary: "a preset stands before one that it needs, or without it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/preset-order.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let chosen = &subject.portal.presets;
    let mut found = Vec::new();
    for (place, preset) in chosen.iter().enumerate().filter_map(|(place, name)| Some((place, subject.preset(name)?))) {
        for needed in preset.presets.iter().filter(|needed| !chosen[..place].contains(needed)) {
            let name = &preset.name;
            let finding = at_variable(rule, subject, "VEECODE_PRESETS");
            let exit = preset::EXIT;
            found.push(if chosen.contains(needed) {
                let says = format!(
                    "`{needed}` stands behind `{name}`, which needs it before: the image ends with exit code {exit}"
                );
                finding.says(says).hint(format!("write `{needed},{name}`"))
            } else {
                let says =
                    format!("`{name}` needs `{needed}`, which is not chosen: the image ends with exit code {exit}");
                finding.says(says).hint(format!("write `{needed},{name}`"))
            });
        }
    }
    found
}
