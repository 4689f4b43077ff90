//! Passwords and tokens in front of a host. Each reads a text once.

use std::ops::Range;

use crate::secrecy::ahead::Ahead;
use crate::secrecy::names::is_word;

/// What stands in the place of the password where the name is a token.
const NO_PASSWORD: &str = "x-oauth-basic";

/// A name without a colon in front of a host is often a token; people's names are shorter.
const LONGEST_USER: usize = 15;

/// The password in front of a host (`postgres://user:password@host`), or a token in its place.
pub(super) fn with_scheme(text: &str) -> Vec<Range<usize>> {
    let ends_word = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let mut word_ends = Ahead::of(|at| text[at..].find(ends_word).map(|end| at + end));
    let mut authority_ends = Ahead::of(|at| text[at..].find(['/', '?', '#']).map(|end| at + end));
    let mut colons = Ahead::of(|at| text[at..].find(':').map(|end| at + end));
    let mut loose = Loose::of(text);
    let mut found = Vec::new();
    for (at, sign) in text.match_indices("://") {
        let start = at + sign.len();
        let word = start..word_ends.from(start).unwrap_or(text.len());
        let authority = &text[start..authority_ends.from(start).map_or(word.end, |end| end.min(word.end))];
        let end = authority.rfind('@').map(|end| start + end).or_else(|| loose.user_end(authority, &word));
        let Some(end) = end else { continue };
        match colons.from(start).filter(|colon| *colon < end) {
            // A token that takes the place of the name, with nothing or a word that says so in that of the password.
            Some(colon) if matches!(&text[colon + 1..end], "" | NO_PASSWORD) => found.push(start..colon),
            Some(colon) => found.push(colon + 1..end),
            None if end - start > LONGEST_USER || !is_user(&text[start..end]) => found.push(start..end),
            None => {}
        }
    }
    found
}

/// Where a password ends that holds what ends an authority, because somebody forgot to encode it.
struct Loose<'t> {
    text: &'t str,
    /// The last `@`.
    last: Option<usize>,
    /// The last `}@`, and the last `${` in front of it.
    reference: Option<(usize, usize)>,
    /// The end of a word, and the last `@` in it.
    of_word: Option<(usize, Option<usize>)>,
}

impl<'t> Loose<'t> {
    fn of(text: &'t str) -> Self {
        let reference = text.rfind("}@").and_then(|end| Some((text[..end].rfind("${")?, end)));
        Self { text, last: text.rfind('@'), reference, of_word: None }
    }

    fn user_end(&mut self, authority: &str, word: &Range<usize>) -> Option<usize> {
        let last = self.last.filter(|end| *end >= word.start);
        match authority.rsplit_once(':')? {
            (host, port) if is_port(port) && is_server(host) => None,
            // A word and digits may be a server, and what stands further on none of its business.
            (_, digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                let ends_in_reference = self.reference.is_some_and(|(start, _)| start >= word.start);
                let in_word = self.last_of(word);
                if in_word.is_none() && ends_in_reference { last } else { in_word }
            }
            _ => last,
        }
    }

    /// The last `@` of a word, which is looked for where it is asked about first.
    fn last_of(&mut self, word: &Range<usize>) -> Option<usize> {
        let known = self.of_word.filter(|(end, _)| *end == word.end);
        let (_, last) =
            known.unwrap_or_else(|| (word.end, self.text[word.clone()].rfind('@').map(|at| word.start + at)));
        self.of_word = Some((word.end, last));
        last.filter(|at| *at >= word.start)
    }
}

/// Ports have two digits at least in addresses that people write.
fn is_port(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with(|c| matches!(c, '1'..='9')) && digits.parse::<u16>().is_ok()
}

/// Tells whether what stands in front of a colon is a server for sure, and no person's name.
fn is_server(name: &str) -> bool {
    name == "localhost" || name.contains(['.', '[', '$'])
}

/// Names have no digits, but for one or two; a reference says nothing.
fn is_user(name: &str) -> bool {
    name.contains("${")
        || is_word(name.trim_end_matches(|c: char| c.is_ascii_digit()))
            && name.bytes().filter(u8::is_ascii_digit).count() < 2
}

/// The password in `user:password@`, whatever stands in front of it: browsers take many things for `//`.
pub(super) fn without_scheme(text: &str) -> Vec<Range<usize>> {
    let begins = |c: char| c.is_whitespace() || matches!(c, '/' | '\\' | '"' | '\'' | '<' | '>' | ',');
    let mut found = Vec::new();
    for piece in text.split(begins) {
        let start = piece.as_ptr().addr() - text.as_ptr().addr();
        let Some((name, rest)) = piece.split_once(':') else { continue };
        let (Some(first), Some(last)) = (rest.find('@'), rest.rfind('@')) else { continue };
        let password = start + name.len() + 1;
        if &rest[..first] == NO_PASSWORD {
            found.push(start..start + name.len());
        }
        let end = if &rest[..last] == NO_PASSWORD { 0 } else { last };
        if name != "mailto" && end > 0 {
            found.push(password..password + end);
        }
    }
    found
}
