//! Which parts of a text are never shown, by where the text stands and by what is in it. Pure: a text in, stretches of bytes out.

use std::ops::Range;

use super::ahead::outermost;
use super::forms::{self, SHORTEST};
use super::lines::{self, is_scheme};
use super::names::{is_name, is_secret_key, is_variable_of_shell, is_word, sounds_secret};

mod addresses;
mod assigned;

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
        found.extend(literal(text, at..start).filter(|piece| !sets_cookie(&text[piece.clone()])));
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

/// The name of a cookie in front of the reference that it is set to (`argocd.token=`).
fn sets_cookie(piece: &str) -> bool {
    piece.strip_suffix('=').is_some_and(|name| is_word(name) && name.contains('.') && sounds_secret(name))
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

/// What is a secret in a text that is none. What lies in another stretch is a secret with it, and is not read again.
fn open(text: &str) -> Vec<Range<usize>> {
    let mut found = addresses::with_scheme(text);
    found.extend(parted(text).map_or_else(|| addresses::without_scheme(text), |behind| vec![behind]));
    found.extend(lines::found(text));
    found.extend(assigned::assigned(text));
    let mut found: Vec<_> = outermost(found).into_iter().flat_map(|stretch| secret(text, stretch)).collect();
    found.extend(text.match_indices("${").flat_map(|(at, _)| default_of_secret(text, at + 2)));
    found
}

/// A secret that a blank parts from its key, or from the word for how it is sent.
fn parted(text: &str) -> Option<Range<usize>> {
    let said = text.trim();
    let start = text.len() - text.trim_start().len();
    let (first, _) = said.split_once(' ')?;
    let is_sent = || matches!(first.to_ascii_lowercase().as_str(), "bearer" | "basic");
    (is_secret_key(first) || is_sent()).then(|| start + first.len()..start + said.len())
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
