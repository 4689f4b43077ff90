//! `guest-refused`: guest is the only way in, and it is refused outside of development.

use super::address::app;
use super::block::is_image;
use crate::lint::{Confidence, Finding, Image, Loaded, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "guest-refused",
    summary: "guest is the only way in, and it is refused outside of development",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/guest-refused.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let stage = subject.variables.value("NODE_ENV");
    // The guest's module itself goes by this variable alone.
    let deployed = is_image(subject) || subject.is_production() || stage == Some("production");
    let built =
        subject.around.image.as_ref().filter(|_| !deployed && subject.code().has_provider("guest") == Some(true));
    if !subject.config.is_seen("auth.providers")
        || !deployed && built.is_none()
        || subject.node_environment() == Some("development")
        || goes_on(subject)
        || subject.sign_in_providers().any(|(provider, _)| !is_left_out(subject, provider))
    {
        return Vec::new();
    }
    let Some(guest) = subject.config.get("auth.providers.guest").filter(|guest| guest.is_map()) else {
        return Vec::new();
    };
    // What only a developer's own start loads is never refused.
    if subject.loaded(guest.place) == Some(Loaded::Developed) {
        return Vec::new();
    }
    let open = guest.get("dangerouslyAllowOutsideDevelopment");
    if open.is_some_and(|open| open.boolean() != Some(false)) {
        return Vec::new();
    }
    let finding = rule.at(guest).about("auth.providers.guest");
    let (finding, refused) = match subject.sign_in_providers().next() {
        Some((provider, node)) => {
            let finding = finding.because(node, format!("`{provider}` is configured, and the page never asks it"));
            let hint = format!("offer `{provider}` at the sign-in page (`packages/app/src/App.tsx`)");
            (finding.hint(hint), "the sign-in page offers guests alone, who are refused outside of development")
        }
        None => (
            finding.hint("configure a provider that people sign in by; `devportal-auth init` does it"),
            "guest is the only provider, and it is refused outside of development",
        ),
    };
    vec![match built {
        // It is deployed nowhere yet, as far as its addresses tell.
        Some(Image { by, .. }) => {
            let severity =
                if app(subject).is_some_and(|address| address.is_local()) { Severity::Note } else { Severity::Warning };
            finding.severity(severity).says(format!("nobody can sign in where {by} starts it: {refused}"))
        }
        None => finding.says(format!("nobody can sign in: {refused}")),
    }]
}

/// Tells whether a page that offers guests alone leaves a provider out.
fn is_left_out(subject: &Subject<'_>, provider: &str) -> bool {
    subject.code().offers_guests_alone() && !subject.is_offered(provider)
}

/// Tells whether people may get in all the same: the page goes on with a guest of its own, and a backend that asks for no credentials answers.
/// (`guestProvider` of core-components 0.18.3: after any answer but a token it offers that.)
pub(super) fn goes_on(subject: &Subject<'_>) -> bool {
    let disabled = subject.config.get("backend.auth.dangerouslyDisableDefaultAuthPolicy");
    disabled.is_some_and(|disabled| disabled.boolean() != Some(false))
}
