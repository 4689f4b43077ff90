//! What a name that sounds like a secret is set to, inside a text. It reads a text once.

use std::ops::Range;

use crate::secrecy::ahead::Ahead;
use crate::secrecy::lines::closing;
use crate::secrecy::names::{is_secret_key, opens_an_address, sounds_secret};

/// `password=…`, `AccountKey=…;`, `Authorization: …`.
pub(super) fn assigned(text: &str) -> Vec<Range<usize>> {
    let ends = |c: char| matches!(c, ';' | '&' | '"' | '\'' | '\n');
    let mut ends_said = Ahead::of(|at| text[at..].find(ends).map(|end| at + end));
    let mut ends_or_blank = Ahead::of(|at| text[at..].find(|c: char| ends(c) || c.is_whitespace()).map(|end| at + end));
    let closes = |close: char| move |at: usize| closing(&text[at..], close).map(|end| at + end);
    let mut closed = ['}', '"', '\''].map(|close| (close, Ahead::of(closes(close))));
    let (address, blank) = (text.find("://"), text.find(' '));
    // In the query of an address that is the whole text, a blank is one of the value.
    let is_query = |start: usize| {
        text[..start].ends_with(['?', '&', '#'])
            && address.is_some_and(|at| at + "://".len() <= start)
            && blank.is_none_or(|at| at >= start)
    };
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['=', ':']) {
        let Some(name) = name_of_secret(text, at, sign) else { continue };
        if let Some((start, close)) = opened(text, at + 1)
            && let Some((_, closed)) = closed.iter_mut().find(|(sign, _)| *sign == close)
            && let Some(end) = closed.from(start)
        {
            found.push(start..end);
            continue;
        }
        let said = &text[name.clone()];
        let variable = said.starts_with(|c: char| c.is_ascii_alphabetic()) && !said.contains('-');
        let whole = variable && text[..name.start].trim().is_empty();
        let rest = &text[at + 1..];
        let value = at + 1 + rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
        let blanks = !whole && sign == "=" && !is_query(name.start);
        let end = if blanks { ends_or_blank.from(value) } else { ends_said.from(value) };
        let to_its_end = whole && sign == "=";
        found.push(value..end.filter(|_| !to_its_end).unwrap_or(text.len()));
    }
    found
}

/// The name in front of a sign that sets it, where it is one of a secret.
fn name_of_secret(text: &str, at: usize, sign: &str) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches([' ', '"', '\'']);
    let start = before.rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
    let start = start.map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
    let (name, rest) = (&before[start..], &text[at + 1..]);
    // `://`, `:-` and `${NAME:…}` set nothing.
    let sets =
        sign == "=" || rest.starts_with([' ', '"', '\'']) || (is_secret_key(name) && !rest.starts_with(['/', '-']));
    // `InvalidCredentialsError: …` is a message.
    let says = name.ends_with("Error") || name.ends_with("Exception");
    let asked = || sign == "=" && text[..start].ends_with(['?', '&']) && opens_an_address(name);
    let is_one = sets && !says && !text[..start].ends_with("${") && (sounds_secret(name) || asked());
    is_one.then_some(start..before.len())
}

/// What opens quotes or braces, as connection strings keep what would end a value else: where the value begins, and what closes it.
fn opened(text: &str, at: usize) -> Option<(usize, char)> {
    let rest = text[at..].trim_start_matches(' ');
    let open = rest.chars().next()?;
    let close = if open == '{' { '}' } else { open };
    // `{{` is a template's.
    let is_open = matches!(open, '"' | '\'' | '{') && !rest.starts_with("{{");
    is_open.then_some((text.len() - rest.len() + 1, close))
}
