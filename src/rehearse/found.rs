//! What rules of `validate` say that decides a sign-in: that the portal does not start, what a browser does not keep, and what else is wrong.
//! Pure.

use crate::lint::{Finding, Severity, Subject, check};
use crate::proof::Step;
use crate::validate::live::Door;

/// The rule about resolvers that no backend starts with.
const SHAPE: &str = "resolver-shape";
/// The rules about addresses between which a browser loses the session, or sends it where others read it.
const COOKIES: [&str; 4] = ["base-urls-differ", "base-url-not-https", "insecure-cookie", "callback-url"];

/// The resolvers with which the portal does not start.
pub(super) fn does_not_start(subject: &Subject<'_>, door: &Door<'_>) -> Option<Step> {
    let list = format!("auth.providers.{}.{}.signIn.resolvers", door.provider, door.environment);
    let found = check(subject, |rule| rule.id == SHAPE).into_iter().find(|found| found.route.starts_with(&list))?;
    Some(step(found, |says| Step::invalid("resolvers", says)))
}

/// What is lost after a sign-in that works.
pub(super) fn not_kept(subject: &Subject<'_>, door: &Door<'_>) -> Vec<Step> {
    let other = |found: &Finding| {
        found.route.starts_with("auth.providers.")
            && !found.route.starts_with(&format!("auth.providers.{}.", door.provider))
    };
    let found = check(subject, |rule| COOKIES.contains(&rule.id));
    let found = found.into_iter().filter(|found| !other(found));
    found.map(|found| step(found, |says| Step::attention("cookies", says))).collect()
}

/// What else is called an error: a sign-in is told as if the portal had started.
pub(super) fn also_wrong(subject: &Subject<'_>) -> Option<Step> {
    let counts = |found: &Finding| {
        found.severity == Severity::Error && found.suppressed.is_none() && !COOKIES.contains(&found.rule)
    };
    let found: Vec<_> = check(subject, |_| true).into_iter().filter(counts).collect();
    let first = found.first()?;
    let says = match found.len() {
        1 => format!("something else is wrong here (`{}`): {}", first.rule, first.message),
        all => format!("{all} other things are wrong here, first (`{}`): {}", first.rule, first.message),
    };
    let hint = "what is told of the sign-in holds once the portal starts; `validate` tells what keeps it from that";
    Some(Step::attention("configuration", says).hint(hint))
}

fn step(found: Finding, step: impl FnOnce(String) -> Step) -> Step {
    Step { hint: found.hint, ..step(found.message) }
}
