//! `leaked-token`: a token of a known form stands in a file that is kept with the code.

use super::texts::{own, part};
use crate::config::{Place, Source};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{end_of, is_made_up, token_of, words};

pub(in super::super) const RULE: Rule = Rule {
    id: "leaked-token",
    summary: "a token or key stands in a file that is kept with the code",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/leaked-token.md"),
    check,
};

/// More of them in one file say nothing more.
const MOST: usize = 100;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    own(subject)
        .flat_map(|(source, text)| tokens(source, text))
        .map(|(place, what)| {
            let ended = subject.raw(place).and_then(end_of).is_some_and(|end| end < subject.now);
            if ended { has_ended(rule, subject, place, what) } else { told(rule, subject, place, what) }
        })
        .collect()
}

/// A token that says itself until when it is taken opens nothing behind that.
fn has_ended(rule: &Rule, subject: &Subject<'_>, place: Place, what: &str) -> Finding {
    told(rule, subject, place, what)
        .severity(Severity::Note)
        .says(format!("this is {what}, in plain text; it has ended by what it says itself"))
        .hint("take it out, and write `${NAME}` where the next one goes")
}

fn told(rule: &Rule, subject: &Subject<'_>, place: Place, what: &str) -> Finding {
    let hint =
        "replace it at its provider, since whoever has this file or its history has it; then write `${NAME}` here";
    let route = subject.route_at(place).unwrap_or_default();
    rule.at_place(place).about(route).says(format!("this is {what}, in plain text")).hint(hint)
}

/// Every token in a text, comments included.
fn tokens(source: usize, text: &Source) -> Vec<(Place, &'static str)> {
    let mut found = Vec::new();
    let mut rest = text.text.as_str();
    for number in 1_u32.. {
        if found.len() > MOST {
            break;
        }
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let known = words(line).filter(|(_, word)| !is_made_up(word));
        let known = known.filter_map(|(start, word)| Some((start, word, token_of(word)?)));
        found.extend(known.take(MOST).map(|(start, word, what)| (part(source, number, line, start, word.len()), what)));
        if let Some(start) = line.find("-----BEGIN ").filter(|start| is_key(&rest[*start..])) {
            let length = line[start..].rfind("-----").map_or(0, |end| end + "-----".len());
            found.push((part(source, number, line, start, length), "a private key"));
        }
        if after.is_empty() {
            break;
        }
        rest = after;
    }
    found
}

/// Tells whether a key follows its heading, and not just dots.
fn is_key(text: &str) -> bool {
    let Some((heading, rest)) = text["-----BEGIN ".len()..].split_once("-----") else { return false };
    let body = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '\\')).trim_start_matches('n');
    let body: String = body.trim_start().chars().take(40).collect();
    heading.ends_with("PRIVATE KEY")
        && body.len() == 40
        && body.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))
        && !body.to_ascii_lowercase().contains("xxxx")
}
