//! `origin-refused`: the backend answers pages of a second address of the portal, and nobody can sign in from there.

use super::address::{app, is_local, web};
use super::block::asked;
use crate::config::Node;
use crate::contract::release::{Has, releases};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "origin-refused",
    summary: "nobody can sign in from one of the portal's addresses",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/origin-refused.md"),
    check,
};

const EXTRA: &str = "auth.experimentalExtraAllowedOrigins";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(app) = app(subject) else { return Vec::new() };
    let Some(origins) = subject.config.get("backend.cors.origin").filter(|origins| origins.is_list()) else {
        return Vec::new();
    };
    // Without the portal's own among them the list is wrong as a whole, and by a proxy nobody is sent anywhere.
    let own = app.origin();
    let is_own = |node: &Node| node.text().and_then(web).is_some_and(|url| url.origin().ascii_serialization() == own);
    let sends = asked(subject).iter().any(|block| block.environment.is_some());
    if !sends || !origins.items().any(is_own) {
        return Vec::new();
    }
    let extra: Vec<_> = subject.config.get(EXTRA).map(Node::items_or_self).unwrap_or_default();
    let step = match subject.has(&releases().changes.origin_at_start) {
        Has::Yes => "at its first step",
        Has::No => "when they come back from the provider",
        Has::Depends => "by the backend",
    };
    let strange = origins.items().filter_map(|node| {
        let url = node.text().filter(|text| !text.contains('*')).and_then(web)?;
        let origin = url.origin().ascii_serialization();
        if origin == own || is_local(&url) || extra.iter().any(|pattern| may_fit(pattern, &origin)) {
            return None;
        }
        let finding = rule
            .at(node)
            .about("backend.cors.origin")
            .says(format!("whoever signs in at `{origin}` is refused {step}, as only `{own}` is allowed"))
            .hint(format!("write `{origin}` into `{EXTRA}`, or let that address lead to the portal's own"))
            .because(app.node, "sign-in is allowed from here");
        Some(finding)
    });
    strange.collect()
}

/// Tells whether a pattern may fit: `*` is anything but a `/`; of other signs nothing is said.
fn may_fit(pattern: &Node, origin: &str) -> bool {
    let Some(pattern) = pattern.text() else { return true };
    if pattern.contains(['{', '[', '?', '!', '(', '+', '\\']) {
        return true;
    }
    let (pattern, origin) = (pattern.to_ascii_lowercase(), origin.to_ascii_lowercase());
    let (parts, wanted): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), origin.split('/').collect());
    parts.len() == wanted.len() && parts.iter().zip(wanted).all(|(part, wanted)| fits(part, wanted))
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| fits(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_is_any_part_of_a_host() {
        assert!(fits("*.acme.dev", "preview.acme.dev") && fits("a*c*", "abcd") && fits("*", ""));
        assert!(!fits("*.acme.dev", "acme.dev") && !fits("a*d", "abc"));
    }
}
