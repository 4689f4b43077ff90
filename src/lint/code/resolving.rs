//! Resolvers that code writes by itself, as far as their text tells whom they let in.

use serde::Deserialize;

use super::brackets::{bare, closing, is_of_word, is_word};
use super::{facts, text::holds};

/// How code writes a resolver.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    factories: String,
    registers: String,
    called: Vec<String>,
    lets_in: Vec<String>,
    chooses: Vec<String>,
    person: String,
    makes: String,
    calls: Vec<String>,
    compares: Vec<String>,
}

/// Whom a resolver takes everybody for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Everybody {
    /// The user of this entity reference.
    User(String),
    /// One and the same, whose name the text does not show.
    Somebody,
}

/// Whom the resolver of a provider takes everybody for; nothing where it looks at who signs in, or keeps somebody out, or is not there.
pub(super) fn takes_everybody_for(backend: &str, provider: &str) -> Option<Everybody> {
    let words = &facts().resolving;
    let body = own_part(backend, provider).and_then(|part| functions(part).find_map(Function::unasked))?;
    let lets_in = holds(body, &words.lets_in) && !words.chooses.iter().any(|word| has(body, word));
    lets_in.then(|| person(body, &words.person).map_or(Everybody::Somebody, |user| Everybody::User(user.to_owned())))
}

/// Tells whether the resolver of a provider lets in whoever has an account there: it makes a token of what it was told of the person, asks no
/// catalog and nobody else, and holds nothing of it against anything.
pub(super) fn asks_nobody(backend: &str, provider: &str) -> bool {
    let words = &facts().resolving;
    let body = own_part(backend, provider).and_then(|part| functions(part).next()).map(|function| function.body);
    body.is_some_and(|body| {
        body.contains(&words.makes)
            && !holds(body, &words.compares)
            && called(body).all(|name| words.calls.iter().any(|known| known == name))
    })
}

/// The names of the functions that a text calls, and of the words that stand before a bracket as if they were some.
fn called(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let before = text[..at].trim_end();
        let name = before.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default();
        (!name.is_empty()).then_some(name)
    })
}

/// The part of the code that is one provider's alone.
fn own_part<'b>(backend: &'b str, provider: &str) -> Option<&'b str> {
    let words = &facts().resolving;
    let made = calls(backend, &words.factories).find(|(before, _)| key_of(before) == Some(provider));
    let names =
        |part: &str| ['\'', '"'].iter().any(|quote| part.contains(&format!("providerId: {quote}{provider}{quote}")));
    let registered = || calls(backend, &words.registers).find(|(_, part)| names(part));
    made.or_else(registered).map(|(_, part)| part)
}

/// The calls that begin with some words: what stands before each, and what is between its brackets.
fn calls<'b>(text: &'b str, begins: &'b str) -> impl Iterator<Item = (&'b str, &'b str)> {
    text.match_indices(begins).filter_map(|(at, found)| {
        let open = at + found.len() - 1;
        Some((&text[..at], &text[open + 1..closing(text, open)?]))
    })
}

/// The key that a value stands behind (`github: providers.github`).
fn key_of(before: &str) -> Option<&str> {
    let (before, _) = before.rsplit_once(':')?;
    let key = before.trim_end().trim_end_matches(['\'', '"']);
    Some(key.rsplit(|c: char| !is_of_word(c) && c != '-').next().unwrap_or_default())
}

/// A function in code: what it is given first, and what it does.
struct Function<'b> {
    given: &'b str,
    body: &'b str,
}

/// The resolvers that are written out in a part of the code.
fn functions(part: &str) -> impl Iterator<Item = Function<'_>> {
    let called = &facts().resolving.called;
    let places = called.iter().flat_map(move |name| part.match_indices(name.as_str()));
    let places = places.filter(move |(at, name)| is_word(part, *at, name.len()));
    places.filter_map(move |(at, name)| function(&part[at + name.len()..]))
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
        false => rest.split_at(rest.find(|c| !is_of_word(c))?),
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

impl<'b> Function<'b> {
    /// What it does, where it never looks at what it is given first.
    fn unasked(self) -> Option<&'b str> {
        let mut names = self.given.split(|c: char| !is_of_word(c)).filter(|name| !name.is_empty());
        let asked = names.any(|name| has(self.body, name)) || has(self.body, "arguments");
        (!asked).then_some(self.body)
    }
}

/// Tells whether a text has a word, or a sign.
fn has(text: &str, word: &str) -> bool {
    let sign = !word.starts_with(is_of_word);
    text.match_indices(word).any(|(at, _)| sign || is_word(text, at, word.len()))
}

/// The entity reference of a user that is written out.
fn person<'b>(body: &'b str, begins: &str) -> Option<&'b str> {
    let at = ['\'', '"', '`'].iter().find_map(|quote| body.find(&format!("{quote}{begins}")))?;
    let quote = body[at..].chars().next()?;
    body[at + 1..].split(quote).next().filter(|user| user.chars().all(|c| is_of_word(c) || ":/.-".contains(c)))
}
