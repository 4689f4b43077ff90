//! Guests of a backend of old, which asks nobody who sends a request: whoever the page takes for one may do everything.

use super::address::app;
use super::block::asked;
use crate::contract::release::{Has, releases};
use crate::lint::code::Guests;
use crate::lint::{Finding, Rule, Severity, Subject};

/// A portal that people are meant to sign in to, and whose pages take guests all the same.
pub(super) fn check(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let code = subject.code();
    let is_old = subject.has(&releases().changes.backend_asks) == Has::No && code.answers_anybody();
    let is_reached = app(subject).is_some_and(|address| !address.is_local());
    // Permissions may keep out whom nobody knows.
    let permits = subject.config.get("permission.enabled").is_none_or(|enabled| enabled.boolean() == Some(false));
    if !(is_old && is_reached && permits && subject.config.is_seen("permission")) {
        return None;
    }
    // Without a page the provider may be there for people's tokens alone.
    let (severity, why) = match code.takes_guests()? {
        Guests::Offered => (Severity::Error, "the sign-in page offers it"),
        Guests::WithoutPage => (Severity::Warning, "there is no sign-in page"),
    };
    let asked = asked(subject);
    let meant = asked.first()?;
    let finding = rule.at_key(meant.node).about(meant.route()).severity(severity).says(format!(
        "anybody who reaches the portal is a guest, although `{}` is configured: {why}, and a backend before 1.24 asks nobody",
        meant.provider
    ));
    Some(
        finding.hint(
            "let nobody reach it who may not, until it is at 1.24 or newer; the backend asks for credentials there",
        ),
    )
}
