//! `token-of-another-provider`: a token of another kind or provider stands in an integration.

use super::wrong_in;
use crate::contract::integration::{TokenSpec, facts};
use crate::lint::integration::tokens;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use base64::Engine as _;

pub(in super::super) const RULE: Rule = Rule {
    id: "token-of-another-provider",
    summary: "a token of another kind or provider stands in an integration",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/token-of-another-provider.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = tokens(subject).into_iter().filter_map(|(kind, route, node)| {
        let (says, hint) = wrong(kind, node.text()?.trim())?;
        Some(wrong_in(rule.at(node).about(route).says(says).hint(hint), subject, node))
    });
    found.collect()
}

/// Says what is wrong with a token in an integration of a kind.
fn wrong(kind: &str, token: &str) -> Option<(String, String)> {
    let title = facts().integrations.get(kind).map_or("", |spec| spec.title.as_str());
    let make = format!(
        "make a token of {title} for the backend; `devportal-auth init` says which one and what it has to open"
    );
    if let Some(known) = facts().tokens.iter().find(|known| token.starts_with(&known.starts)) {
        return foreign(kind, known).map(|why| (format!("this is {}, {why}", known.is), make));
    }
    if is_azure(token) && kind != "azure" {
        return Some((
            "this is a personal access token of Azure DevOps, and the integration is another".to_owned(),
            make,
        ));
    }
    (kind == "azure" && is_packed(token)).then(|| {
        let says = "the token is packed as for a header, and Backstage packs it once more";
        (says.to_owned(), "give the token as Azure DevOps showed it, without colon and base64".to_owned())
    })
}

fn foreign(kind: &str, known: &TokenSpec) -> Option<String> {
    match (&known.serves, &known.but) {
        (_, Some(but)) => Some(format!("and {but}")),
        (Some(serves), None) if serves != kind => Some("and the integration is another".to_owned()),
        _ => None,
    }
}

fn is_azure(token: &str) -> bool {
    token.len() == 84 && token.get(76..80) == Some("AZDO")
}

/// Tells whether a token has its header's form: `:token`, or the base64 of that.
fn is_packed(token: &str) -> bool {
    let inside =
        base64::engine::general_purpose::STANDARD.decode(token).ok().and_then(|text| String::from_utf8(text).ok());
    let plain = |text: &str| text.strip_prefix(':').is_some_and(|rest| rest.len() >= 52 && !rest.contains(':'));
    plain(token) || inside.is_some_and(|inside| plain(&inside))
}
