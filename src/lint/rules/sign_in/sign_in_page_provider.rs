//! `sign-in-page-provider`: the sign-in page asks for a provider that is not configured.

use std::collections::BTreeSet;

use super::address::app;
use super::block::{asked, is_image};
use super::guest_refused::goes_on;
use crate::contract::sign_in::sign_in;
use crate::lint::code::module_of;
use crate::lint::{Confidence, Finding, Image, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-page-provider",
    summary: "the sign-in page asks for a provider that is not configured",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-page-provider.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if !is_image(subject) {
        let mut found = without_module(rule, subject);
        found.extend(without_block(rule, subject));
        found.extend(guests_alone(rule, subject));
        return found;
    }
    if !subject.config.is_seen("auth.providers") {
        return Vec::new();
    }
    let known = sign_in();
    let Some(page) = subject.config.get("signInPage") else { return Vec::new() };
    let Some(asked) = page.text().and_then(|page| known.pages.get(page)) else { return Vec::new() };
    if subject.sign_in_providers().any(|(provider, _)| provider == asked) {
        return Vec::new();
    }
    let other =
        subject.sign_in_providers().find_map(|(provider, node)| Some((known.page_of(provider)?, provider, node)));
    let route = format!("auth.providers.{asked}");
    let (finding, mend) = match subject.nulled(&route) {
        Some((null, hidden)) => {
            let says = format!("`null` takes `{route}` away, and the sign-in page asks for `{asked}`");
            let finding = rule.at_key(null).about(&route).says(says).because(hidden, "this is hidden");
            (finding.because(page, "the page asks for it here"), "take the `null` out".to_owned())
        }
        None => {
            let says = format!("the sign-in page asks for `{asked}`, which `auth.providers` does not have");
            (rule.at(page).about("signInPage").says(says), format!("configure `{route}`"))
        }
    };
    vec![match other {
        Some((page, provider, node)) => finding
            .hint(format!("write `signInPage: {page}`, or {mend}"))
            .because(node, format!("`{provider}` is configured")),
        None if finding.because.is_empty() => finding.hint(format!("{mend}; `devportal-auth init` does it")),
        None => finding.hint(mend),
    }]
}

/// The providers that are known here, by the names that code has for them.
fn known() -> BTreeSet<&'static str> {
    let images = sign_in().providers.iter().map(|(name, facts)| facts.called.as_deref().unwrap_or(name));
    images.chain(sign_in().elsewhere.keys().map(String::as_str)).collect()
}

/// What the portal's own page offers, and its backend has no module for.
fn without_module(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let code = subject.code();
    let lacking = known().into_iter().filter(|name| code.offers(name) && code.has_provider(name) == Some(false));
    let found = lacking.map(|provider| {
        let route = format!("auth.providers.{provider}");
        let block = [route.as_str(), "auth"].into_iter().find_map(|route| subject.config.get(route));
        let finding = block.map_or_else(|| rule.nowhere(), |block| rule.at_key(block));
        finding
            .about(route)
            .says(format!("the sign-in page offers `{provider}`, and the backend's code adds no module for it"))
            .hint(format!("add `{}` to the backend, or take the provider off the page", module_of(provider)))
    });
    found.collect()
}

/// What the portal's own page offers, and the configuration does not have, so that the backend answers with 404 there. A developer's own
/// providers often stand in a file that is kept nowhere; of a portal that others reach there is none.
fn without_block(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let code = subject.code();
    let Some(address) = app(subject) else { return Vec::new() };
    // It is deployed nowhere yet, as far as its addresses tell.
    let built = subject.around.image.as_ref().filter(|_| subject.node_environment() != Some("development"));
    if address.is_local() && (built.is_none() || !has_nobody(subject)) {
        return Vec::new();
    }
    let route = |name: &str| format!("auth.providers.{name}");
    let is_lacking = |name: &&str| {
        code.offers_unasked(name) && code.has_provider(name) != Some(false) && subject.config.lacks(&route(name))
    };
    let lacking: Vec<_> = known().into_iter().filter(is_lacking).collect();
    if has_nobody(subject) && !lacking.is_empty() {
        let names = lacking.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let finding = at_providers(rule, subject).hint("configure a provider; `devportal-auth init` does it");
        let why = format!("the sign-in page offers {names}, and `auth.providers` has nobody");
        return vec![match built.filter(|_| address.is_local()) {
            Some(Image { by, .. }) => {
                finding.severity(Severity::Note).says(format!("nobody can sign in where {by} starts it: {why}"))
            }
            None => finding.says(format!("nobody can sign in: {why}")),
        }];
    }
    let found = lacking.into_iter().map(|name| {
        let finding = at_providers(rule, subject).severity(Severity::Warning).about(route(name));
        finding
            .says(format!(
                "the sign-in page offers `{name}`, which is not configured: the backend does not know it (404)"
            ))
            .hint(format!("configure `{}`, or take the provider off the page", route(name)))
    });
    found.collect()
}

/// Tells whether nobody is configured who could sign in, not even guests.
fn has_nobody(subject: &Subject<'_>) -> bool {
    subject.config.is_seen("auth.providers")
        && subject.sign_in_providers().next().is_none()
        && subject.config.lacks("auth.providers.guest")
        && !goes_on(subject)
}

/// A finding where providers stand, or where they would.
fn at_providers(rule: &Rule, subject: &Subject<'_>) -> Finding {
    let block = ["auth.providers", "auth"].into_iter().find_map(|route| subject.config.entry(route));
    block.map_or_else(|| rule.nowhere(), |block| rule.at_key(block)).about("auth.providers")
}

/// A page that offers guests alone, of a portal that knows none and that people are meant to sign in to.
fn guests_alone(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let code = subject.code();
    if code.is_of_modules() != Some(true)
        || !code.offers_guests_alone()
        || !subject.config.lacks("auth.providers.guest")
    {
        return None;
    }
    if has_nobody(subject) && app(subject).is_some_and(|address| !address.is_local()) {
        let says = "nobody can sign in: the sign-in page offers guests alone, whom the backend does not know";
        let hint = "configure a provider, and offer it at the sign-in page (`packages/app/src/App.tsx`)";
        return Some(at_providers(rule, subject).says(says).hint(hint));
    }
    let asked = asked(subject);
    let meant = asked.iter().find(|block| !block.chain().is_empty() && code.shows(block.provider) == Some(false))?;
    let finding = rule.at_key(meant.node).about(format!("auth.providers.{}", meant.provider));
    let finding = finding.says(format!(
        "the sign-in page offers guests alone, whom the backend does not know, and `{}` nowhere: nobody gets in",
        meant.provider
    ));
    Some(finding.hint(format!("offer `{}` at the sign-in page (`packages/app/src/App.tsx`)", meant.provider)))
}
