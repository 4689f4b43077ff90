//! Which parts of a text are never shown, by where the text stands and by what is in it. Pure: a text in, stretches of bytes out.

use std::ops::Range;

use super::forms::{self, SHORTEST};
use super::lines::{self, is_scheme};
use super::names::{is_name, is_secret_key, is_variable_of_shell, is_word, opens_an_address, sounds_secret};

/// How far a text is a secret, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// Anybody may see it, except what looks like a secret by itself.
    Open,
    /// It names a variable or a file that holds a secret.
    Name,
    /// It is a secret; only references in it are none.
    Secret,
}

/// What stands in the place of the password where the name is a token.
const NO_PASSWORD: &str = "x-oauth-basic";

/// A name without a colon in front of a host is often a token; people's names are shorter.
const LONGEST_USER: usize = 15;

/// Finds the stretches of a text that are never shown, in their order and apart from each other.
pub fn veiled(text: &str, nature: Nature) -> Vec<Range<usize>> {
    // Most values are a short word.
    if nature == Nature::Open && text.len() < SHORTEST && !text.contains([':', '=', '@', '$', ' ']) {
        return Vec::new();
    }
    let mut found = match nature {
        Nature::Secret => secret(text, 0..text.len()),
        Nature::Name if is_name(text.trim()) || is_path(text) => Vec::new(),
        Nature::Name => secret(text, 0..text.len()),
        Nature::Open => open(text),
    };
    found.extend(forms::found(text));
    joined(found)
}

/// Puts a sign in place of each stretch that is not shown.
pub fn cut_out(text: &str, stretches: &[Range<usize>], sign: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for stretch in stretches {
        shown += &text[at..stretch.start];
        shown += sign;
        at = stretch.end;
    }
    shown + &text[at..]
}

/// Sorts stretches and joins those that touch or lie in each other.
pub(super) fn joined(mut stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
    stretches.retain(|stretch| !stretch.is_empty());
    stretches.sort_by_key(|stretch| stretch.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => joined.push(stretch),
        }
    }
    joined
}

/// A file, by its ending or by how its way begins.
fn is_path(text: &str) -> bool {
    let path = text.trim().split('#').next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_lowercase());
    known || ["./", "../", "/run/", "/etc/", "/var/", "/opt/"].iter().any(|way| path.starts_with(way))
}

/// Everything in a secret but its references. What stands in a reference beside a name is a value that somebody meant to give.
fn secret(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(start) = text[at..within.end].find("${").map(|start| at + start) {
        found.extend(literal(text, at..start));
        let inside = &text[start + 2..within.end];
        let length = inside.find(['{', '}']).unwrap_or(inside.len());
        // `$${…}` is no reference, so all of it is the secret.
        let escaped = text[within.start..start].ends_with('$');
        let inner = start + 2..start + 2 + length;
        if escaped {
            found.push(inner.clone());
        } else {
            found.extend(reference(text, inner.clone()));
        }
        at = (inner.end + usize::from(length < inside.len())).min(within.end);
    }
    found.extend(literal(text, at..within.end));
    found
}

/// What stands between braces: a name is shown, with the signs behind it; nothing else is. What is in front of a default and is no name is
/// a value by itself.
fn reference(text: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let said = &text[inside.clone()];
    let name = said.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ' ')).unwrap_or(said.len());
    let (name, known) = match is_name(said[..name].trim()) {
        true => (name, true),
        false => (said.find(":-").unwrap_or(said.len()), false),
    };
    let signs = said[name..].find(|c| !matches!(c, ':' | '-' | '=' | '?' | '+')).map_or(said.len(), |end| name + end);
    let start = inside.start + said.len() - said.trim_start().len();
    let value = start..start + if known { 0 } else { said[..name].trim().len() };
    vec![value, inside.start + signs..inside.end]
}

/// A piece without references: all of it but blanks around it, and the word for how it is sent; nothing, when it is the name of a variable
/// in a shell's way of writing.
fn literal(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let said = &text[piece.clone()];
    let trimmed = said.trim();
    let mut start = piece.start + said.len() - said.trim_start().len();
    let end = start + trimmed.len();
    if let Some((scheme, rest)) = trimmed.split_once(' ')
        && is_scheme(scheme)
    {
        start = end - rest.trim_start().len();
    }
    (start < end
        && !is_scheme(&text[start..end])
        && !is_variable_of_shell(&text[start..end])
        && text[start..end].chars().any(char::is_alphanumeric))
    .then_some(start..end)
}

/// What is a secret in a text that is none.
fn open(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    found.extend(text.match_indices("://").flat_map(|(at, _)| userinfo(text, at + 3)));
    found.extend(bare(text));
    found.extend(lines::found(text).into_iter().flat_map(|stretch| secret(text, stretch)));
    found.extend(text.match_indices(['=', ':']).flat_map(|(at, sign)| assigned(text, at, sign)));
    found.extend(text.match_indices("${").flat_map(|(at, _)| default_of_secret(text, at + 2)));
    found
}

/// The password in front of a host (`postgres://user:password@host`), or a token in its place.
fn userinfo(text: &str, start: usize) -> Vec<Range<usize>> {
    let rest = &text[start..];
    let rest =
        &rest[..rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')).unwrap_or(rest.len())];
    let authority = rest.find(['/', '?', '#']).map_or(rest, |end| &rest[..end]);
    // A password may hold what ends an authority, where somebody forgot to encode it.
    let loose = || {
        let within = match authority.rsplit_once(':')? {
            (host, port) if is_port(port) && is_server(host) => return None,
            // A word and digits may be a server, and what stands further on none of its business.
            (_, digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                let ends_in_reference =
                    || text[start..].rfind("}@").is_some_and(|end| text[start..][..end].contains("${"));
                if !rest.contains('@') && ends_in_reference() { &text[start..] } else { rest }
            }
            _ => &text[start..],
        };
        within.rfind('@').map(|end| &within[..end])
    };
    let Some(user) = authority.rfind('@').map(|end| &authority[..end]).or_else(loose) else { return Vec::new() };
    match user.find(':') {
        // A token that takes the place of the name, with nothing or a word that says so in that of the password.
        Some(colon) if matches!(&user[colon + 1..], "" | NO_PASSWORD) => secret(text, start..start + colon),
        Some(colon) => secret(text, start + colon + 1..start + user.len()),
        None if user.len() > LONGEST_USER || !is_user(user) => secret(text, start..start + user.len()),
        None => Vec::new(),
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

/// A password in front of a host without a scheme (`user:password@host`), and a secret that a blank parts from its key.
fn bare(text: &str) -> Vec<Range<usize>> {
    let said = text.trim();
    let start = text.len() - text.trim_start().len();
    if let Some((key, value)) = said.split_once(' ').filter(|(key, _)| is_secret_key(key)) {
        return secret(text, start + key.len()..start + key.len() + 1 + value.len());
    }
    if let Some((scheme, value)) =
        said.split_once(' ').filter(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "bearer" | "basic"))
    {
        return secret(text, start + scheme.len()..start + scheme.len() + 1 + value.len());
    }
    text.match_indices('@').flat_map(|(at, _)| before_host(text, at)).collect()
}

/// The password in `user:password@`, whatever stands in front of it: browsers take many things for `//`.
fn before_host(text: &str, at: usize) -> Vec<Range<usize>> {
    let before = &text[..at];
    let begins = |c: char| c.is_whitespace() || matches!(c, '/' | '\\' | '"' | '\'' | '<' | '>' | ',');
    let start = before.rfind(begins).map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
    match before[start..].split_once(':') {
        Some((name, NO_PASSWORD)) => secret(text, start..start + name.len()),
        Some((name, password)) if name != "mailto" && !password.is_empty() => secret(text, start + name.len() + 1..at),
        _ => Vec::new(),
    }
}

/// What a name that sounds like a secret is set to, inside a text: `password=…`, `AccountKey=…;`, `Authorization: …`.
fn assigned(text: &str, at: usize, sign: &str) -> Vec<Range<usize>> {
    let before = text[..at].trim_end_matches([' ', '"', '\'']);
    let name = before.rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
    let start = name.map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
    let rest = &text[at + 1..];
    let asked = sign == "=" && text[..start].ends_with(['?', '&']) && opens_an_address(&before[start..]);
    // `://`, `:-` and `${NAME:…}` set nothing.
    let sets = sign == "="
        || rest.starts_with([' ', '"', '\''])
        || (is_secret_key(&before[start..]) && !rest.starts_with(['/', '-']));
    // `InvalidCredentialsError: …` is a message.
    let says = before[start..].ends_with("Error") || before[start..].ends_with("Exception");
    if !sets || says || !(asked || sounds_secret(&before[start..])) || text[..start].ends_with("${") {
        return Vec::new();
    }
    let variable = before[start..].starts_with(|c: char| c.is_ascii_alphabetic()) && !before[start..].contains('-');
    let whole = variable && text[..start].trim().is_empty();
    let value = at + 1 + rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
    if let Some(inside) = enclosed(text, at + 1) {
        return secret(text, inside);
    }
    // In the query of an address that is the whole text, a blank is one of the value.
    let asked = |before: &str| before.ends_with(['?', '&', '#']) && before.contains("://") && !before.contains(' ');
    let blanks = !whole && sign == "=" && !asked(&text[..start]);
    let ends = |c: char| matches!(c, ';' | '&' | '"' | '\'' | '\n') || (blanks && c.is_whitespace());
    let end = text[value..].find(ends).map_or(text.len(), |end| value + end);
    secret(text, value..if whole && sign == "=" { text.len() } else { end })
}

/// What stands in quotes or braces, as connection strings keep what would end a value else.
fn enclosed(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text[at..].trim_start_matches(' ');
    let open = rest.chars().next()?;
    let close = if open == '{' { '}' } else { open };
    let start = text.len() - rest.len() + 1;
    // `{{` is a template's.
    let is_open = matches!(open, '"' | '\'' | '{') && !rest.starts_with("{{");
    let end = lines::closing(text.get(start..).filter(|_| is_open)?, close)?;
    Some(start..start + end)
}

/// The default of a variable that is a secret by its name.
fn default_of_secret(text: &str, start: usize) -> Option<Range<usize>> {
    let inside = &text[start..];
    // A name in front of a default is short, so that what never ends is not read again and again.
    let end = inside.find(['}', '$']).unwrap_or(inside.len());
    let name = inside[..end].find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ' '))?;
    let default = inside[name..end].trim_start_matches([':', '-', '=', '?', '+']);
    sounds_secret(inside[..name].trim()).then(|| start + end - default.len()..start + end)
}

#[cfg(test)]
mod tests;
