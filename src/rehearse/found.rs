//! What rules of `validate` say that decides a sign-in: that the portal does not start, or what a browser does not keep. Pure.

use crate::lint::{Finding, Subject, check};
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

fn step(found: Finding, step: impl FnOnce(String) -> Step) -> Step {
    Step { hint: found.hint, ..step(found.message) }
}
