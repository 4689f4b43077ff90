//! `profile-otherwise`: the portal starts with another profile than the one that was chosen.

use super::known::at_variable;
use crate::answers::file::{self, Target};
use crate::contract::image::NO_PROFILE;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "profile-otherwise",
    summary: "the portal starts with another profile than the one that was chosen",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/profile-otherwise.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let declared = subject.portal.declared.as_ref().filter(|declared| declared.target == Some(Target::V1));
    let started = subject.variables.value("VEECODE_PROFILE").filter(|_| subject.portal.target == Target::V1);
    let (Some(declared), Some(started)) = (declared, started) else { return Vec::new() };
    let chosen = declared.profile.as_deref().unwrap_or(NO_PROFILE);
    if chosen == started || subject.portal.profile.as_deref() != Some(started) {
        return Vec::new();
    }
    let says = format!("the portal starts with the profile `{started}`, and {} says `{chosen}`", file::NAME);
    let hint = format!("write `VEECODE_PROFILE={chosen}`, or choose again: `devportal-auth init --profile {started}`");
    vec![at_variable(rule, subject, "VEECODE_PROFILE").says(says).hint(hint)]
}
