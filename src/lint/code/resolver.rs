//! Resolvers that are written out in code: where they stand, and what they do.

use super::brackets::{bare, closing, is_of_word, is_word};
use super::facts;

/// The most calls of one name that are looked at.
const MOST: usize = 1000;

/// A function in code: what it is given first, and what it does.
#[derive(Clone, Copy)]
pub(super) struct Function<'b> {
    /// The first of what it is given.
    pub(super) given: &'b str,
    /// What stands in it.
    pub(super) body: &'b str,
}

/// The part of the code that is one provider's alone.
pub(super) fn own_part<'b>(backend: &'b str, provider: &str) -> Option<&'b str> {
    let words = &facts().resolving;
    let factories = words.factories.iter().flat_map(|begins| calls(backend, begins));
    let made = factories.into_iter().find(|(before, _)| key_of(before) == Some(provider));
    let names =
        |part: &str| ['\'', '"'].iter().any(|quote| part.contains(&format!("providerId: {quote}{provider}{quote}")));
    let registered = || calls(backend, &words.registers).find(|(_, part)| names(part));
    made.or_else(registered).map(|(_, part)| part)
}

/// The resolver that a part of the configuration asks for by a name, where the provider's own part takes it from a factory in the code.
pub(super) fn by_name<'b>(backend: &'b str, provider: &str, name: &str) -> Option<Function<'b>> {
    let words = &facts().resolving;
    let part = own_part(backend, provider)?;
    let taken = &part[part.find(words.takes.as_str())?..];
    let at = taken.match_indices(name).find(|(at, _)| is_word(taken, *at, name.len()))?.0;
    // `name: other` takes it under a name of its own.
    let behind = taken[at + name.len()..].trim_start().trim_start_matches(['\'', '"']);
    let other = behind.strip_prefix(':').map(|value| word(value.trim_start()));
    let called = other.filter(|other| !words.made.starts_with(other)).unwrap_or(name);
    let is_called = |before: &str| {
        let left = before.trim_end().trim_end_matches([':', '=']).trim_end().trim_end_matches(['\'', '"']);
        left.strip_suffix(called).is_some_and(|rest| !rest.ends_with(is_of_word))
    };
    let (_, factory) = calls(backend, &words.made).find(|(before, _)| is_called(before))?;
    named(factory, &words.creates).find_map(|maker| given_back(maker.body))
}

/// The function that another one gives back: all that an arrow is, or what stands behind `return`.
fn given_back(body: &str) -> Option<Function<'_>> {
    let mut returned = body.match_indices("return").filter(|(at, found)| is_word(body, *at, found.len()));
    function(body).or_else(|| returned.next().and_then(|(at, found)| function(&body[at + found.len()..])))
}

/// The calls that begin with some words: what stands before each, and what is between its brackets. Nobody writes more of them than are looked
/// at.
fn calls<'b>(text: &'b str, begins: &'b str) -> impl Iterator<Item = (&'b str, &'b str)> {
    text.match_indices(begins).take(MOST).filter_map(|(at, found)| {
        let open = at + found.len() - 1;
        Some((&text[..at], &text[open + 1..closing(text, open)?]))
    })
}

/// The key that a value stands behind (`github: providers.github`).
fn key_of(before: &str) -> Option<&str> {
    let (before, value) = before.rsplit_once(':')?;
    let key = before.trim_end().trim_end_matches(['\'', '"']);
    let is_value = value.chars().all(|c| is_of_word(c) || c == '.' || c.is_whitespace());
    is_value.then(|| key.rsplit(|c: char| !is_of_word(c) && c != '-').next().unwrap_or_default())
}

/// The resolvers that are written out in a part of the code.
pub(super) fn functions(part: &str) -> impl Iterator<Item = Function<'_>> {
    facts().resolving.called.iter().flat_map(move |name| named(part, name))
}

/// The functions that are written behind a name.
fn named<'b>(part: &'b str, name: &'b str) -> impl Iterator<Item = Function<'b>> {
    let places = part.match_indices(name).filter(|(at, name)| is_word(part, *at, name.len()));
    places.take(MOST).filter_map(|(at, name)| function(&part[at + name.len()..]))
}

/// A function that is written behind its name: `(a, b) { … }`, `: (a, b) => …`, `: async a => …`, `: function (a) { … }`.
fn function(behind: &str) -> Option<Function<'_>> {
    let rest = behind.trim_start().trim_start_matches(':').trim_start();
    let rest = ["async", "function"].iter().fold(rest, |rest, word| match rest.strip_prefix(word) {
        Some(left) if !left.starts_with(is_of_word) => left.trim_start(),
        _ => rest,
    });
    let (given, rest) = match rest.starts_with('(') {
        true => {
            let end = closing(rest, 0)?;
            (&rest[1..end], &rest[end + 1..])
        }
        // What is only named here is written out elsewhere.
        false => {
            rest.split_at(rest.find(|c| !is_of_word(c)).filter(|end| rest[*end..].trim_start().starts_with("=>"))?)
        }
    };
    Some(Function { given: first(given), body: body(rest)? })
}

/// What a function does: its block, or what an arrow gives back.
fn body(behind: &str) -> Option<&str> {
    let open = behind.find('{')?;
    let given_back = behind[..open].find("=>").map(|arrow| behind[arrow + 2..].trim_start());
    match given_back {
        Some(value) if !value.starts_with('{') => {
            let end = bare(value).find(|(_, c, depth)| *depth < 0 || *c == ',' && *depth == 0);
            Some(&value[..end.map_or(value.len(), |(at, ..)| at)])
        }
        _ => Some(&behind[open + 1..closing(behind, open)?]),
    }
}

/// The first of what a function is given.
fn first(given: &str) -> &str {
    let end = bare(given).find(|(_, c, depth)| *c == ',' && *depth == 0).map_or(given.len(), |(at, ..)| at);
    given[..end].trim()
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    text.split(|c: char| !is_of_word(c)).next().unwrap_or_default()
}
