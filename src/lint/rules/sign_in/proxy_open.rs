//! `proxy-open`: whoever reaches the portal uses the credential of its proxy, as the backend asks nobody.

use super::address::app;
use super::block::is_image;
use crate::contract::release::{Has, releases};
use crate::lint::rules::demands::may_be_credentials;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "proxy-open",
    summary: "whoever reaches the portal uses the credential of its proxy",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/proxy-open.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let is_older = subject.has(&releases().changes.proxy_asks) == Has::No;
    if is_image(subject) || !subject.code().hands_on_unasked(is_older) {
        return Vec::new();
    }
    let why = match subject.code().is_of_modules() {
        Some(true) => format!("before Backstage {} the proxy asks nobody", since()),
        _ => "a backend that is not put together from modules asks nobody, unless its own code does".to_owned(),
    };
    // On one's own machine nobody else comes to it.
    let is_reached = app(subject).is_some_and(|address| !address.is_local());
    let severity = if is_reached { Severity::Error } else { Severity::Warning };
    let endpoints = subject.config.get("proxy.endpoints").or_else(|| subject.config.get("proxy"));
    let endpoints = endpoints.into_iter().flat_map(|block| block.entries());
    let open = endpoints.filter(|(path, _)| path.starts_with('/')).filter_map(|(path, endpoint)| {
        let headers = endpoint.get("headers").filter(|headers| may_be_credentials(headers))?;
        let finding = rule.at_key(headers).about("proxy.endpoints").severity(severity);
        Some(
            finding.says(format!("whoever reaches the portal uses what the headers of `{path}` hold: {why}")).hint(
                "put what asks for a token before the proxy's router, or let nobody reach the portal who may not",
            ),
        )
    });
    open.collect()
}

fn since() -> String {
    releases().changes.proxy_asks.since().map(ToString::to_string).unwrap_or_default()
}
