//! `token-wrapped`: a token still has something around it.

use super::wrong_in;
use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::integration::tokens;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::stands_in;

pub(in super::super) const RULE: Rule = Rule {
    id: "token-wrapped",
    summary: "a token has quotes, a header's word or blanks in it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/token-wrapped.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let found = tokens(subject).into_iter().filter_map(|(_, route, node)| {
        let what = around(node.text()?).filter(|_| !is_told(node))?;
        let finding = rule
            .at(node)
            .about(route)
            .says(format!("the token {what}, so it is refused"))
            .hint("give the token alone, as its provider showed it");
        Some(wrong_in(finding, subject, node))
    });
    found.collect()
}

/// Tells whether it only stands in for a token, with none in it: that is said of it already.
fn is_told(node: &Node) -> bool {
    let said = node.text().unwrap_or_default();
    let mut inside = said.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'));
    let is_begun = |word: &str| facts().tokens.iter().any(|token| word.starts_with(token.starts.as_str()));
    said.trim().starts_with('<') && stands_in("token", said) && !inside.any(is_begun)
}

/// Says what is around a token. Blanks at both ends are cut by Backstage.
fn around(token: &str) -> Option<&'static str> {
    let token = token.trim();
    let quoted = ['"', '\'', '`'].iter().any(|quote| token.starts_with(*quote) || token.ends_with(*quote));
    let word = ["bearer ", "token ", "basic ", "authorization:"];
    match () {
        () if quoted => Some("is in quotes"),
        () if word.iter().any(|word| token.to_ascii_lowercase().starts_with(word)) => {
            Some("begins with a header's word")
        }
        () if token.starts_with('<') && token.ends_with('>') => Some("is in angle brackets"),
        () if token.contains(char::is_whitespace) => Some("has a blank or a newline in it"),
        () => None,
    }
}
