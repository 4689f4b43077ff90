//! `profile-unknown`: a profile is named that does not exist, and nothing says so.

use super::known::at_variable;
use crate::answers::file::Target;
use crate::contract::{image, preset};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "profile-unknown",
    summary: "a profile is named that does not exist",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/profile-unknown.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let profile = subject.portal.profile.as_deref().filter(|profile| !image::is_no_profile(profile));
    let Some(profile) = profile.filter(|_| subject.portal.target == Target::V1) else { return Vec::new() };
    // A preset's name is another rule's.
    let is_other = preset::preset(profile).is_some();
    if is_other || image::profiles().any(|known| known == profile) {
        return Vec::new();
    }
    let finding = at_variable(rule, subject, "VEECODE_PROFILE");
    let finding = finding.says(format!("no profile is called `{profile}`, so the image loads none, and says nothing"));
    let several = profile.split([',', ' ', ';']).filter(|part| !part.is_empty()).count() > 1;
    let near = nearest(profile, image::profiles());
    vec![match near {
        _ if several => {
            finding.hint("name one; the v1 image takes no second. What else is wanted goes into the operator's file")
        }
        Some(near) => finding.hint(format!("did you mean `{near}`? Case counts")),
        None => finding.hint(format!("there are {}", image::profiles().collect::<Vec<_>>().join(", "))),
    }]
}
