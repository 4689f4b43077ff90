//! `guest-open`: whoever reaches the portal is let in without signing in.

use std::iter;

use super::address::{app, backend};
use super::block::{is_image, is_yours, said};
use super::old_guests;
use crate::answers::file::Stage;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Fix, Image, Loaded, Rule, Severity, Subject};
use crate::secrecy::is_example;

pub(in super::super) const RULE: Rule = Rule {
    id: "guest-open",
    summary: "anybody is let in as guest, without signing in",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/guest-open.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    configured(rule, subject).into_iter().chain(old_guests::check(rule, subject)).collect()
}

/// What the configuration says of guests.
fn configured(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(guest) = subject.config.get("auth.providers.guest") else { return Vec::new() };
    let code = subject.code();
    let written = guest.get("dangerouslyAllowOutsideDevelopment").filter(|open| open.boolean() == Some(true));
    let developing = written.is_none().then(|| developing(subject, guest)).flatten();
    let open = match (written, developing) {
        (None, None) => return Vec::new(),
        (Some(_), _) if code.has_provider("guest") == Some(false) || code.has_in_development_alone("guest") => {
            return Vec::new();
        }
        (open, _) => open.unwrap_or(guest),
    };
    let provider = subject.sign_in_providers().find(|(provider, _)| subject.is_offered(provider));
    if provider.is_none() && is_tryout(subject) {
        return Vec::new();
    }
    // An image for one's own machine is worth knowing of where people are meant to sign in.
    let reached = app(subject).is_some_and(|address| !address.is_local());
    if developing.is_some() && provider.is_none() && !reached {
        return Vec::new();
    }
    let who = guest.get("userEntityRef").map_or("`user:development/guest`".to_owned(), said);
    let finding = rule.at_key(open).about("auth.providers.guest");
    // On one's own machine nobody else comes in, and a portal with nothing but guest means what it does.
    let deployed = subject.loaded(guest.place) == Some(Loaded::Deployed);
    let address = app(subject).or_else(|| backend(subject));
    let local = !is_image(subject) && !deployed && address.is_some_and(|address| address.is_local());
    let administers = super_user(rule, subject, guest);
    let meant = provider.is_none() && !is_image(subject) && code.shows("guest") != Some(false) && administers.is_none();
    let shows = is_example(subject.sources.name(guest.place.source));
    let severity = match () {
        () if developing.is_some() && !reached => Severity::Note,
        () if local || meant || shows => Severity::Warning,
        () => Severity::Error,
    };
    let why = developing.map(|image| format!(": {} runs with `NODE_ENV=development`", image.by)).unwrap_or_default();
    let finding = match provider {
        Some((provider, node)) => finding
            .severity(severity)
            .says(format!("anybody is {who} without signing in, although people sign in by `{provider}`{why}"))
            .because(node, "people are meant to sign in here"),
        None if subject.is_production() => {
            finding.severity(severity).says(format!("anybody who reaches the portal is {who}{why}"))
        }
        None if shows => finding.severity(severity).says(format!("anybody who reaches the portal is {who}{why}")),
        None => finding.says(format!("anybody who reaches the portal is {who}{why}")),
    };
    let mend = Fix::Merge("auth:\n  providers:\n    guest: null\n".to_owned());
    let open = match developing {
        Some(_) => finding.hint("write `NODE_ENV=production` there"),
        None => finding.hint("set `auth.providers.guest: null` in a file of your own").fix(mend),
    };
    iter::once(open).chain(administers.map(|finding| finding.severity(severity))).collect()
}

/// The image that runs as on a developer's machine: guests are let in there, whatever the configuration says of them.
fn developing<'s>(subject: &'s Subject<'_>, guest: &Node) -> Option<&'s Image> {
    let image = subject.around.image.as_ref().filter(|_| subject.node_environment() == Some("development"))?;
    let is_there = guest.is_map() && subject.code().has_provider("guest") == Some(true);
    (is_there && image.stage.as_deref() == Some("development")).then_some(image)
}

/// Whoever comes as guest may do everything, where the operator made that user one that may.
fn super_user(rule: &Rule, subject: &Subject<'_>, guest: &Node) -> Option<Finding> {
    let who = guest.get("userEntityRef")?.text()?;
    let named = subject.config.get("permission.rbac.admin.superUsers")?.items().filter_map(|user| user.get("name"));
    let node = named.into_iter().find(|name| name.text().is_some_and(|name| name.eq_ignore_ascii_case(who)))?;
    is_yours(subject, node).then(|| {
        let finding =
            rule.at(node).about("permission.rbac.admin.superUsers").because(guest, "anybody becomes this user");
        finding.says("whoever comes as guest may do everything").hint("name people who sign in, and not the guest")
    })
}

/// A portal on one's own machine, to try it out, has guests only.
fn is_tryout(subject: &Subject<'_>) -> bool {
    subject.portal.stage == Some(Stage::Local) && app(subject).is_none_or(|address| address.is_local())
}
