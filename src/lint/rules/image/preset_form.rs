//! `preset-form`: the name of a preset is written in a way that the image does not read.

use super::known::at_variable;
use crate::contract::preset;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "preset-form",
    summary: "the name of a preset is written otherwise than the image reads it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/preset-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let chosen = &subject.portal.presets;
    let known = |name: &str| subject.preset(name).is_some();
    let mut found = Vec::new();
    for (place, name) in chosen.iter().enumerate() {
        let finding = at_variable(rule, subject, "VEECODE_PRESETS");
        if let Some((says, hint)) = fault(name, known).filter(|_| !known(name)) {
            let says = format!("{says}: the image ends with exit code {}", preset::EXIT);
            found.push(finding.says(says).hint(hint));
        } else if chosen[..place].contains(name) {
            let alone = subject.preset(name).is_some_and(|preset| preset.exclusive_group.is_some());
            found.push(if alone {
                let says = format!(
                    "`{name}` is named twice, which counts as two of a group of one: the image ends with exit code {}",
                    preset::EXIT
                );
                finding.says(says).hint("name it once")
            } else {
                finding.severity(Severity::Note).says(format!("`{name}` is named twice")).hint("name it once")
            });
        }
    }
    found
}

/// What is wrong with a name that would be known in another form, and what to write.
pub(super) fn fault(name: &str, known: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let lower = name.to_lowercase();
    if known(&lower) {
        return Some((
            format!("`{name}` is written in capital letters, and names of presets are not"),
            format!("write `{lower}`"),
        ));
    }
    let bare = lower.trim_matches(['"', '\'', '[', ']']);
    if bare != lower && known(bare) {
        return Some((
            format!("`{name}` has quotes or brackets around it, which count as part of the name"),
            format!("write `{bare}`"),
        ));
    }
    let file = bare.trim_end_matches(".yaml").trim_end_matches(".yml");
    if file != bare && known(file) {
        return Some((format!("`{name}` is the name of a file, not of a preset"), format!("write `{file}`")));
    }
    let parts: Vec<_> = bare.split([';', '|', '+', ':', '/', '&']).collect();
    (parts.len() > 1 && parts.iter().all(|part| known(part)))
        .then(|| (format!("`{name}` is read as one name"), format!("part them by commas: `{}`", parts.join(","))))
}
