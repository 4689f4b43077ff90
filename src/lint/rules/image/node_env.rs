//! `node-env`: the image runs as on a developer's machine.

use super::known::at_variable;
use crate::answers::file::Target;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "node-env",
    summary: "the image runs as on a developer's machine",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/node-env.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let in_image = subject.portal.target != Target::Backstage;
    let value = subject.variables.value("NODE_ENV").filter(|value| in_image && *value == "development");
    let told = value.map(|_| {
        let says = "`NODE_ENV=development` passes over sign-in that is not whole, and shows errors to everybody";
        let finding = at_variable(rule, subject, "NODE_ENV").says(says);
        finding.hint("remove it, as the image sets `production`; then mend what `devportal-auth validate` names")
    });
    told.into_iter().collect()
}
