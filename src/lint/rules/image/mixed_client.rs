//! `mixed-client`: the sign-in's client id is one client's, and its secret another's.

use super::known::at_variable;
use crate::answers::file::Target;
use crate::contract::image;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "mixed-client",
    summary: "the sign-in's client id is one client's, and its secret another's",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/mixed-client.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let (target, variables) = (subject.portal.target, subject.variables);
    // Where more may be set, the other half may be, too.
    let profile = subject.portal.profile.as_deref().filter(|_| target == Target::V1 && variables.complete);
    let mixed = |[id, secret]: [(&'static str, &'static str); 2]| {
        let is_filled = |name| variables.given(name).is_some_and(|given| given.from == image::START_SCRIPT);
        let ((given, same), (filled, from)) = match (is_filled(id.0), is_filled(secret.0)) {
            (false, true) => (id, secret),
            (true, false) => (secret, id),
            _ => return None,
        };
        let value = variables.value(given)?;
        (variables.value(same) != Some(value)).then_some((given, filled, from))
    };
    let mixed = profile.into_iter().flat_map(image::clients_filled).filter_map(mixed);
    let told = mixed.map(|(given, filled, from)| {
        let says =
            format!("`{filled}` is not set, so the image takes `{from}`, which is not of the client of `{given}`");
        at_variable(rule, subject, given).says(says).hint(format!("set `{filled}`, or leave both out"))
    });
    told.collect()
}
