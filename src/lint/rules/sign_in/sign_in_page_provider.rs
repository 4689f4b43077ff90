//! `sign-in-page-provider`: the sign-in page asks for a provider that is not configured.

use std::collections::BTreeSet;

use super::block::{asked, is_image};
use crate::contract::sign_in::sign_in;
use crate::lint::code::module_of;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

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

/// What the portal's own page offers, and its backend has no module for.
fn without_module(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let code = subject.code();
    let images = sign_in().providers.iter().map(|(name, facts)| facts.called.as_deref().unwrap_or(name));
    let known: BTreeSet<_> = images.chain(sign_in().elsewhere.keys().map(String::as_str)).collect();
    let lacking = known.into_iter().filter(|name| code.offers(name) && code.has_provider(name) == Some(false));
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

/// A page that offers guests alone, of a portal that knows none and that people are meant to sign in to.
fn guests_alone(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let code = subject.code();
    if code.is_of_modules() != Some(true)
        || !code.offers_guests_alone()
        || !subject.config.lacks("auth.providers.guest")
    {
        return None;
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
