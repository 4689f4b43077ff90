//! Whom a resolver lets in that code writes by itself, as far as its text tells.

use serde::Deserialize;

use super::brackets::{closing, is_of_word, is_word};
use super::resolver::{Function, by_name, functions, own_part};
use super::text::{holds, without_quotations};
use super::{belonging, facts};

/// How code writes a resolver.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) factories: Vec<String>,
    pub(super) registers: String,
    pub(super) called: Vec<String>,
    pub(super) takes: String,
    pub(super) made: String,
    pub(super) creates: String,
    lets_in: Vec<String>,
    chooses: Vec<String>,
    person: String,
    makes: String,
    asks: Vec<String>,
    calls: Vec<String>,
    tells: Vec<String>,
    adds: Vec<String>,
    ends: Vec<String>,
    fails: String,
    speaks: Vec<String>,
    compares: Vec<String>,
    language: Vec<String>,
    chosen: Vec<String>,
    given: Vec<String>,
    pub(super) belongs: String,
    pub(super) group: String,
    pub(super) refers: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) usual: Vec<String>,
    leads: String,
}

/// Whom a resolver takes everybody for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Everybody {
    /// The user of this entity reference.
    User(String),
    /// One and the same, whose name the text does not show.
    Somebody,
}

/// What whoever has an account gets of a resolver that asks nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::lint) struct LetIn {
    /// The groups that the text takes everybody for a member of, as entity references.
    pub groups: Vec<String>,
    /// Whether one of them is called like administrators.
    pub administrates: bool,
    /// Whether people are known by a name that they give themselves.
    pub by_chosen_name: bool,
    /// Whether the catalog is asked, and its answer does not matter.
    pub asks_in_vain: bool,
}

/// Whom the resolver of a provider takes everybody for; nothing where it looks at who signs in, or keeps somebody out, or is not there.
pub(super) fn takes_everybody_for(backend: &str, provider: &str) -> Option<Everybody> {
    let words = &facts().resolving;
    let body = own_part(backend, provider).and_then(|part| functions(part).find_map(unasked))?;
    let lets_in = holds(body, &words.lets_in) && !words.chooses.iter().any(|word| has(body, word));
    lets_in.then(|| person(body, &words.person).map_or(Everybody::Somebody, |user| Everybody::User(user.to_owned())))
}

/// What whoever has an account at a provider gets, where its resolver makes a token of what it was told of the person, asks no catalog or
/// goes on without an answer, asks nobody else, and holds nothing of it against anything. Nothing where that cannot be told.
pub(super) fn lets_in(backend: &str, provider: &str) -> Option<LetIn> {
    own_part(backend, provider).and_then(|part| functions(part).next()).and_then(asks_nobody)
}

/// The same of a resolver that the configuration names.
pub(super) fn lets_in_by(backend: &str, provider: &str, resolver: &str) -> Option<LetIn> {
    by_name(backend, provider, resolver).and_then(asks_nobody)
}

fn asks_nobody(function: Function<'_>) -> Option<LetIn> {
    let words = &facts().resolving;
    let unknown = unless_known(function.body);
    let asks_in_vain = unknown.is_some();
    let done = without_additions(&unknown.unwrap_or_else(|| function.body.to_owned()));
    let plain = without_quotations(&done);
    let asks_nobody = plain.contains(&words.makes)
        && !holds(&plain, &words.compares)
        && !looks_up(&plain)
        && calls_are_known(&plain)
        && conditions(&plain).all(|condition| is_own(condition, function.given, &plain));
    let has_any = |names: &[String]| names.iter().any(|name| has(&plain, name));
    asks_nobody.then(|| {
        let groups = belonging::groups(&done);
        LetIn {
            administrates: groups.iter().any(|group| group.contains(&words.leads)),
            groups,
            by_chosen_name: has_any(&words.chosen) && !has_any(&words.given),
            asks_in_vain,
        }
    })
}

/// What happens to somebody whom the catalog does not know, where the text asks it and makes a token all the same when that fails
/// (`try { … signInWithCatalogUser(…) } catch { … issueToken(…) }`).
fn unless_known(body: &str) -> Option<String> {
    let words = &facts().resolving;
    let tries = body.match_indices("try").filter(|(at, found)| is_word(body, *at, found.len()));
    tries.into_iter().find_map(|(at, found)| {
        let (asked, rest) = block(&body[at + found.len()..])?;
        let caught = rest.trim_start().strip_prefix("catch")?;
        let (otherwise, rest) = block(caught)?;
        let asks = || holds(asked, &words.asks) && otherwise.contains(&words.makes);
        asks().then(|| format!("{}catch{}", &body[..at], &caught[..caught.len() - rest.len()]))
    })
}

/// The block that a text begins with, and what follows it. What stands in round brackets before it is passed over.
fn block(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start();
    let rest = if rest.starts_with('(') { rest[closing(rest, 0)? + 1..].trim_start() } else { rest };
    let end = rest.starts_with('{').then(|| closing(rest, 0))??;
    Some((&rest[1..end], &rest[end + 1..]))
}

/// A text without the questions by which something is only added to what somebody gets: one keeps people out where one of its answers ends the
/// function, or where what it added is asked for later.
fn without_additions(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let (mut rest, mut added) = (text, Vec::new());
    while let Some((at, _)) = rest.match_indices("if").find(|(at, _)| is_word(rest, *at, 2)) {
        let (before, asked) = (&rest[..at], &rest[at + 2..]);
        left.push_str(before);
        let is_alone = |behind: &str| !behind.trim_start().starts_with("else") && !before.trim_end().ends_with("else");
        let question = asked.find('(').and_then(|open| closing(asked, open)).map_or("", |end| &asked[..=end]);
        let addition = block(asked).filter(|(given, behind)| is_alone(behind) && only_adds(question, given));
        rest = match addition {
            Some((given, behind)) => {
                added.extend(given.split([';', '\n']).filter_map(|line| line.trim().split(|c| !is_of_word(c)).next()));
                behind
            }
            None => {
                left.push_str("if");
                asked
            }
        };
    }
    left.push_str(rest);
    let is_asked = |name: &str| !name.is_empty() && conditions(&left).any(|condition| has(condition, name));
    if added.iter().any(|name| is_asked(name)) { text.to_owned() } else { left }
}

/// Tells whether a question asks nobody else, and nothing comes of it but that something is added.
fn only_adds(question: &str, given: &str) -> bool {
    let words = &facts().resolving;
    let known: Vec<_> = [&words.calls, &words.tells, &words.adds].into_iter().flatten().cloned().collect();
    let (question, given) = (without_quotations(question), without_quotations(given));
    let ends = |text: &str| words.ends.iter().any(|word| has(text, word)) || text.contains(&words.makes);
    let adds = || words.adds.iter().any(|word| given.contains(&format!(".{word}(")));
    let is_known = |text: &str| calls_are_of(text, &known);
    adds() && !given.contains('=') && !ends(&given) && !ends(&question) && is_known(&question) && is_known(&given)
}

/// Tells whether all that a text calls asks nobody, as far as it is known.
fn calls_are_known(text: &str) -> bool {
    calls_are_of(text, &facts().resolving.calls)
}

fn calls_are_of(text: &str, calls: &[String]) -> bool {
    let words = &facts().resolving;
    let knows = |names: &[String], name: &str| names.iter().any(|known| known == name);
    text.match_indices('(').all(|(at, _)| {
        let before = text[..at].trim_end();
        let name = last_word(before);
        let of = last_word(before[..before.len() - name.len()].trim_end_matches(['.', '?']));
        match name {
            // What is called has no name (`known[name](…)`, `find<User>(…)`), or brackets only hold something together.
            "" => !before.ends_with([')', ']', '>']) || before.ends_with("=>"),
            name => knows(calls, name) || name.ends_with(&words.fails) || knows(&words.speaks, of),
        }
    })
}

/// Tells whether a text takes something by a key that is not written there (`members[name]`).
fn looks_up(text: &str) -> bool {
    text.match_indices('[').any(|(at, _)| {
        let key = text[at + 1..].split(']').next().unwrap_or_default();
        let is_written = key.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '\'' | '"' | '`'));
        text[..at].ends_with(|c: char| is_of_word(c) || matches!(c, ')' | ']' | '.')) && !is_written
    })
}

/// The conditions that a text asks by `if`.
fn conditions(text: &str) -> impl Iterator<Item = &str> {
    let places = text.match_indices("if").filter(|(at, _)| is_word(text, *at, 2));
    places.filter_map(|(at, _)| {
        let open = at + text[at..].find('(')?;
        Some(&text[open + 1..closing(text, open)?])
    })
}

/// Tells whether a condition asks only for what the function was given, or made of it: what others decide may keep somebody out.
fn is_own(condition: &str, given: &str, body: &str) -> bool {
    let words = &facts().resolving;
    let is_declared = |name: &str| {
        ["const", "let", "var", "catch"].iter().any(|word| {
            let places = body.match_indices(word).filter(|(at, _)| is_word(body, *at, word.len()));
            let mut ends = places.map(|(at, _)| &body[at + word.len()..]);
            ends.any(|rest| rest.split(['=', ';', ')']).next().is_some_and(|pattern| has(pattern, name)))
        })
    };
    let mut rest = condition;
    while let Some(start) = rest.find(is_of_word) {
        let name = rest[start..].split(|c| !is_of_word(c)).next().unwrap_or_default();
        let is_part = rest[..start].ends_with('.');
        let is_known = words.language.iter().any(|word| word == name) || name.ends_with(&words.fails);
        let is_number = name.starts_with(|c: char| c.is_ascii_digit());
        if !(is_part || is_number || is_known || has(given, name) || is_declared(name)) {
            return false;
        }
        rest = &rest[start + name.len()..];
    }
    true
}

/// What a function does, where it never looks at what it is given first.
fn unasked(function: Function<'_>) -> Option<&str> {
    let mut names = function.given.split(|c: char| !is_of_word(c)).filter(|name| !name.is_empty());
    let asked = names.any(|name| has(function.body, name)) || has(function.body, "arguments");
    (!asked).then_some(function.body)
}

/// Tells whether a text has a word, or a sign.
fn has(text: &str, word: &str) -> bool {
    let sign = !word.starts_with(is_of_word);
    text.match_indices(word).any(|(at, _)| sign || is_word(text, at, word.len()))
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default()
}

/// The entity reference of a user that is written out.
fn person<'b>(body: &'b str, begins: &str) -> Option<&'b str> {
    let at = ['\'', '"', '`'].iter().find_map(|quote| body.find(&format!("{quote}{begins}")))?;
    let quote = body[at..].chars().next()?;
    body[at + 1..].split(quote).next().filter(|user| user.chars().all(|c| is_of_word(c) || ":/.-".contains(c)))
}
