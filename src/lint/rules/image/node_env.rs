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
    if subject.variables.value("NODE_ENV") != Some("development") {
        return built(rule, subject).into_iter().collect();
    }
    let finding = at_variable(rule, subject, "NODE_ENV");
    if subject.portal.target != Target::Backstage {
        let says = "`NODE_ENV=development` passes over sign-in that is not whole, and shows errors to everybody";
        let hint = "remove it, as the image sets `production`; then fix what `devportal-auth validate` names";
        return vec![finding.says(says).hint(hint)];
    }
    // At one's own desk it is right; a container with the portal's public address is none.
    let deployed = subject.container().is_some() && subject.is_production();
    let guest = subject.config.get("auth.providers.guest");
    let told = guest.filter(|_| deployed && subject.code().has_provider("guest") != Some(false)).map(|guest| {
        let says = "with `NODE_ENV=development` anybody signs in as a guest, without a credential";
        finding.says(says).hint("write `production`").because(guest, "guests are let in here")
    });
    told.into_iter().collect()
}

/// An image of one's own that has it by itself. Where guests are let in by that, `guest-open` says so.
fn built(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let image = subject.around.image.as_ref().filter(|_| subject.node_environment() == Some("development"))?;
    let address = subject.config.get("app.baseUrl").filter(|_| subject.is_production())?;
    let is_its_own = image.stage.as_deref() == Some("development");
    let guest = subject.config.get("auth.providers.guest").filter(|guest| guest.is_map());
    let says = format!(
        "{} runs with `NODE_ENV=development`, which passes over sign-in that is not whole, and shows errors to everybody",
        image.by
    );
    let finding = rule.at(address).about("NODE_ENV").says(says).hint("write `NODE_ENV=production` there");
    (is_its_own && guest.is_none()).then_some(finding)
}
