//! `preset-unknown`: a preset is named that does not exist.

use super::known::at_variable;
use crate::contract::{image, preset};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "preset-unknown",
    summary: "a preset is named that does not exist",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/preset-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let known: Vec<_> =
        preset::all().iter().chain(&subject.around.presets).map(|preset| preset.name.as_str()).collect();
    let strange = subject.portal.presets.iter().filter(|name| {
        // A name in another form, or of the other generation, is another rule's.
        let has = |name: &str| known.contains(&name);
        !has(name)
            && super::preset_form::fault(name, has).is_none()
            && !image::profiles().any(|profile| profile == *name)
    });
    let told = strange.map(|name| {
        let finding = at_variable(rule, subject, "VEECODE_PRESETS");
        let finding =
            finding.says(format!("no preset is called `{name}`: the image ends with exit code {}", preset::EXIT));
        match nearest(name, known.iter().copied()) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint(format!("there are {}", known.join(", "))),
        }
    });
    told.collect()
}
