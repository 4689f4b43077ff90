//! Secrets as other languages write them: in XML, SQL, JSON inside a text, a Dockerfile, an encoded address, the words of a command that
//! sets something. Each reads a text once.

use std::ops::Range;

use super::{closing, facts, value, words};
use crate::secrecy::names::{is_secret_variable, sounds_secret};

/// Finds where secrets stand in a text, whichever of these languages it is in.
pub(super) fn found(text: &str) -> Vec<Range<usize>> {
    let elements = text.match_indices("</").filter_map(|(at, _)| element(text, at));
    let members = text.match_indices(QUOTE).filter_map(|(at, _)| member(text, at));
    let encoded = text.match_indices("%40").filter_map(|(at, _)| encoded(text, at));
    elements.chain(members).chain(encoded).chain(statements(text)).chain(instructions(text)).chain(set(text)).collect()
}

/// A quote of JSON that stands in a text with quotes itself.
const QUOTE: &str = "\\\"";

/// `<password>secret</password>`, at its end, whatever signs the secret has.
fn element(text: &str, end: usize) -> Option<Range<usize>> {
    let name = text[end + 2..].split(['>', '<', ' ', '\n']).next()?;
    if !sounds_secret(name.rsplit(':').next().unwrap_or(name)) {
        return None;
    }
    let floor = floor(text, end, LONGEST_ELEMENT);
    let opens = format!("<{name}");
    let behind = floor + text[floor..end].rfind(&opens)? + opens.len();
    let whole = text[behind..end].starts_with(|c: char| c == '>' || c.is_whitespace());
    let start = behind + text[behind..end].find('>')? + 1;
    whole.then_some(start..end)
}

/// No element that holds nothing but a secret is longer.
const LONGEST_ELEMENT: usize = 8192;

/// Where a stretch of so many bytes in front of a place begins, or a little behind that.
fn floor(text: &str, at: usize, longest: usize) -> usize {
    (at.saturating_sub(longest)..at).find(|floor| text.is_char_boundary(*floor)).unwrap_or(at)
}

/// `\"password\":\"secret\"`, at the end of the key.
fn member(text: &str, end: usize) -> Option<Range<usize>> {
    let behind = text[end + QUOTE.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix(QUOTE)?;
    let key = &text[text[..end].rfind('"')? + 1..end];
    let start = text.len() - behind.len();
    let ends = |(at, _): &(usize, &str)| !behind[..*at].ends_with('\\');
    let length = behind.match_indices(QUOTE).find(ends).map_or(behind.len(), |(at, _)| at);
    sounds_secret(key).then_some(start..start + length)
}

/// `https%3A%2F%2Fname%3Asecret%40host`, at the sign that ends the secret, whatever of it is encoded.
fn encoded(text: &str, at: usize) -> Option<Range<usize>> {
    let floor = floor(text, at, LONGEST);
    let before = text[floor..at].to_ascii_lowercase();
    let user = ["//", "%2f%2f"].iter().filter_map(|slashes| Some(before.rfind(slashes)? + slashes.len())).max()?;
    let pair = &before[user..];
    let colon = [":", "%3a"].iter().filter_map(|colon| Some((pair.find(colon)?, colon.len()))).min()?;
    let is_one =
        !pair.contains(['/', '?', '&', '"', '\'']) && !pair.contains("%2f") && !pair.contains(char::is_whitespace);
    is_one.then_some(floor + user + colon.0 + colon.1..at)
}

/// No name and password in front of a host are longer.
const LONGEST: usize = 512;

/// `IDENTIFIED BY 'secret'`.
fn statements(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['\'', '"']) {
        return Vec::new();
    }
    let small = text.to_ascii_lowercase();
    let one = |word: &str, at: usize| {
        let start = at + word.len();
        let quoted = start + small[start..].len() - small[start..].trim_start().len();
        let quote = small[quoted..].chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        (quoted > start).then_some(())?;
        let length = closing(&text[quoted + 1..], quote).unwrap_or(text.len() - quoted - 1);
        Some(quoted + 1..quoted + 1 + length)
    };
    let announced = facts().statements.iter().filter_map(|said| {
        let first = said.after.iter().filter_map(|before| small.find(before.as_str())).min()?;
        Some((said, first))
    });
    let found = announced.flat_map(|(said, first)| {
        let here = small[first..].match_indices(said.word.as_str()).map(move |(at, _)| first + at);
        here.filter_map(|at| one(&said.word, at)).collect::<Vec<_>>()
    });
    found.collect()
}

/// `ENV TOKEN secret`, line by line.
fn instructions(text: &str) -> Vec<Range<usize>> {
    let one = |line: &str| {
        let start = line.as_ptr().addr() - text.as_ptr().addr();
        let mut parts = words(line);
        let (_, word) = parts.next().filter(|(_, word)| facts().instructions.iter().any(|known| known == word))?;
        let (_, name) = parts.next().filter(|(_, name)| !name.contains('='))?;
        let (said, _) = parts.next()?;
        let known = word.len() > 2 && (is_secret_variable(name) || sounds_secret(name));
        known.then(|| start + said..start + line.trim_end().len())
    };
    text.lines().filter_map(one).collect()
}

/// `npm config set //registry/:_authToken secret`.
fn set(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut all = words(text).peekable();
    while let Some((_, word)) = all.next() {
        if !facts().settings.iter().any(|known| known == word) {
            continue;
        }
        while all.next_if(|(_, word)| *word == "set" || word.starts_with('-')).is_some() {}
        let key = all.next_if(|(_, key)| !key.contains('='));
        let is_secret = |key: &str| sounds_secret(key.rsplit([':', '.', '/']).next().unwrap_or(key));
        if key.is_some_and(|(_, key)| is_secret(key))
            && let Some((at, _)) = all.next()
        {
            found.push(value(text, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_other_languages_are_found_and_what_else_stands_there_is_none() {
        for (text, secret) in [
            ("<server><id>acme</id><password>hunter2</password></server>", "hunter2"),
            ("<ns:apiKey kind=\"a\">hunter2</ns:apiKey>", "hunter2"),
            ("<password><hunter2></password>", "<hunter2>"),
            (r#"{\"user\": \"ada\", \"password\": \"hunter2\"}"#, "hunter2"),
            (r#"{\"token\":\"hun\\\"ter2\"}"#, r#"hun\\\"ter2"#),
            ("https%3A%2F%2Fada%3Ahunter2%40api.acme.test%2Fx", "hunter2"),
            ("x=https://ada:hunter2%40api.acme.test/x", "hunter2"),
            ("CREATE USER 'ada' IDENTIFIED BY 'hunter2';", "hunter2"),
            ("create user ada identified with caching_sha2_password by 'hunter2'", "hunter2"),
            ("ALTER ROLE portal WITH PASSWORD 'hunter2'", "hunter2"),
            ("FROM a\nENV NPM_TOKEN hunter2\nRUN b", "hunter2"),
            ("npm config set //registry.acme.test/:_authToken hunter2", "hunter2"),
            ("yarn config set --home npmAuthToken 'hunter2'", "hunter2"),
        ] {
            let all: Vec<_> = found(text).into_iter().map(|stretch| &text[stretch]).collect();
            assert_eq!(all, [secret], "{text}");
        }
        for text in [
            "<user>ada</user>",
            "</password>",
            r#"{\"user\":\"ada\"}"#,
            "https://api.acme.test:8080/people/ada%40acme.test",
            "mailto:ada%40acme.test",
            "sorted by 'name'",
            "ENV PORT 8080",
            "ENV for the token is told",
            "npm config set registry https://registry.acme.test",
            "the config of it",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
