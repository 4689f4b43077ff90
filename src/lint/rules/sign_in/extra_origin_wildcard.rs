//! `extra-origin-wildcard`: pages of any site are handed the session of whoever opens them.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "extra-origin-wildcard",
    summary: "pages of any site may take part in sign-in",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/extra-origin-wildcard.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(extra) = subject.config.get("auth.experimentalExtraAllowedOrigins") else { return Vec::new() };
    let origins: Vec<_> = if extra.is_list() { extra.items().collect() } else { vec![extra] };
    let open = origins.into_iter().filter(|node| node.text().is_some_and(fits_everything));
    let found = open.map(|node| {
        rule.at(node)
            .about("auth.experimentalExtraAllowedOrigins")
            .says("any site may finish a sign-in here, and is handed the session of whoever opens it")
            .hint("name the origins: `https://preview.acme.dev`, or `https://*.preview.acme.dev`")
    });
    found.collect()
}

/// Whether a pattern fits every site: it has no host of its own.
fn fits_everything(pattern: &str) -> bool {
    let host = pattern.split_once("://").map_or(pattern, |(_, host)| host);
    let host = host.split([':', '/']).next().unwrap_or_default();
    !host.is_empty() && host.chars().all(|c| matches!(c, '*' | '.' | '?'))
}
