//! Secrets that are known, and the search for them in everything that is said. One pass over a text, however many secrets there are.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use zeroize::Zeroizing;

use super::codings::{decoded, is_legible, legible, unescaped};
use super::common::is_common;
use super::index::{Index, sum};
use super::reading::Reading;
use super::veil::{cut_out, joined};
use super::{DOTS, forms};
use crate::credential::Secret;

/// Secrets from this length on are found in whatever way they are written; shorter ones only as words of their own.
const LONG: usize = 6;
/// Shorter texts are in too many words.
const SHORTEST: usize = 4;
/// So often something may be packed in something packed.
const DEEPEST: usize = 3;
/// So many times a text's length is read in all; what is packed that often is made up.
const MOST: usize = 6;
/// Lines of a longer secret that are secrets by themselves.
const LINE: usize = 16;

/// Secrets that must not be shown. Cheap to add to, and searched for all at once.
#[derive(Clone)]
pub struct Known {
    secrets: HashSet<Held>,
    /// As they are compared: letters and digits alone.
    long: Index,
    /// Those of them, compared, that are several words.
    phrases: HashSet<Held>,
    /// Whether one of them has letters beyond ASCII.
    beyond: bool,
    /// In lower case, and otherwise as they are written.
    short: Index,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            secrets: HashSet::new(),
            long: Index::of(LONG),
            phrases: HashSet::new(),
            beyond: false,
            short: Index::of(SHORTEST),
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
struct Held(Secret);

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({})", self.secrets.len())
    }
}

impl Known {
    /// Adds a secret. Of one that has several lines, each long line is one too.
    pub fn learn(&mut self, secret: &str) {
        self.add(secret.trim());
        if secret.trim().contains('\n') {
            secret.lines().map(str::trim).filter(|line| line.len() >= LINE).for_each(|line| self.add(line));
        }
    }

    /// Takes over everything that another one knows.
    pub fn absorb(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            self.merge(&other);
        }
    }

    /// Adds everything that another one knows.
    pub fn merge(&mut self, other: &Self) {
        other.secrets.iter().for_each(|secret| self.add(secret.0.expose()));
    }

    /// Tells whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    fn add(&mut self, secret: &str) {
        let common = is_common(secret);
        if secret.len() < SHORTEST || common || !self.secrets.insert(Held(Secret::new(secret))) {
            return;
        }
        let written = Reading::of(secret);
        let literal = written.compared().bytes;
        if literal.len() < LONG {
            self.short.add(Zeroizing::new(secret.to_ascii_lowercase().into_bytes()));
            return;
        }
        if secret.contains(parts_words) {
            self.phrases.insert(Held(Secret::new(String::from_utf8_lossy(&literal))));
        }
        // Who was given it in an address may say it without.
        if let Some(plain) = unescaped(&written) {
            self.pattern(plain.compared().bytes);
        }
        self.pattern(literal);
    }

    fn pattern(&mut self, bytes: Zeroizing<Vec<u8>>) {
        self.beyond |= !bytes.is_ascii();
        self.long.add(bytes);
    }

    /// Forgets words that some names are made of: whoever reads the name of a file or of a variable learns nothing by it, and without it
    /// nobody finds what is meant. What is more than one plain word stays a secret, whatever is called by it.
    pub fn spare<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        let mut words = HashSet::new();
        for name in names {
            let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
            words.extend(parts.filter(|part| !part.is_empty()));
            words.insert(name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase());
        }
        let is_spared = |held: &Held| {
            let word = held.0.expose().trim_start_matches('$').to_ascii_lowercase();
            is_plain_word(&word) && words.contains(&word)
        };
        if self.secrets.iter().any(is_spared) {
            let left: Vec<_> = self.secrets.drain().filter(|held| !is_spared(held)).collect();
            *self = Self::default();
            left.iter().for_each(|held| self.add(held.0.expose()));
        }
    }

    /// Puts dots in place of every secret in a text, whatever way it is written in, and of what has the form of one.
    pub fn conceal(&self, text: &str) -> String {
        cut_out(text, &self.find(text), DOTS)
    }

    /// Does the same in a document of JSON, and what comes out is one: only texts are looked through. Its own keys stay as well, for a
    /// reader finds nothing without them.
    pub fn conceal_document(&self, json: &str) -> String {
        let found = self.find(json);
        let mut texts = texts_of(json).into_iter().peekable();
        let mut within = Vec::new();
        for secret in found {
            while texts.next_if(|text| text.end <= secret.start).is_some() {}
            let mut rest = texts.clone();
            while let Some(text) = rest.next_if(|text| text.start < secret.end) {
                within.push(secret.start.max(text.start)..secret.end.min(text.end));
            }
        }
        cut_out(json, &within, DOTS)
    }

    /// Finds every secret in a text; the stretches are in order and apart.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = forms::found(text);
        if !self.long.is_empty() {
            self.find_long(text, &mut found);
        }
        if !self.short.is_empty() {
            self.find_short(text, &mut found);
        }
        joined(found)
    }

    /// Looks for long secrets in a text and in all that it may hold in other letters.
    fn find_long(&self, text: &str, found: &mut Vec<Range<usize>>) {
        let mut readings = vec![Reading::of(text)];
        let mut left = text.len().saturating_mul(MOST);
        for depth in 0..=DEEPEST {
            readings.iter().for_each(|reading| self.find_in(text, &reading.compared(), found));
            if depth == DEEPEST {
                return;
            }
            let mut inner = Vec::new();
            for reading in readings {
                let reading = if depth == 0 { reading } else { legible(&reading) };
                let Some(rest) = left.checked_sub(reading.bytes.len()) else { return };
                left = rest;
                inner.extend(decoded(&reading, |bytes| self.may_stand_in(bytes)));
            }
            readings = inner;
        }
    }

    /// Tells in one quick pass whether it is worth while to look into bytes that may be a text; seldom says yes where nothing is.
    fn may_stand_in(&self, bytes: &[u8]) -> bool {
        let mut window = [0; LONG];
        let mut count = 0;
        let mut begins = |byte: &u8| {
            window.rotate_left(1);
            window[LONG - 1] = byte.to_ascii_lowercase();
            count += 1;
            count >= LONG && self.long.begins(sum(&window))
        };
        self.beyond || is_legible(bytes) || bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).any(&mut begins)
    }

    fn find_in(&self, text: &str, reading: &Reading, found: &mut Vec<Range<usize>>) {
        for at in 0..reading.bytes.len() {
            let places = self.long.at(&reading.bytes, at).map(|length| (length, reading.place(at..at + length)));
            // The longest holds the others.
            let mut said = places.filter(|(length, place)| {
                let pattern = &reading.bytes[at..at + length];
                !text.get(place.clone()).is_some_and(|text| self.is_by_chance(pattern, text))
            });
            found.extend(said.next().map(|(_, place)| place));
        }
    }

    /// Tells whether a text only comes to a secret: `a secret stands` is nobody's password `secrets`. Nobody parts one short word.
    fn is_by_chance(&self, pattern: &[u8], text: &str) -> bool {
        pattern.len() <= LONGEST_WORD
            && pattern.iter().all(u8::is_ascii_alphabetic)
            && text.contains(parts_words)
            && !self.phrases.contains(&Held(Secret::new(String::from_utf8_lossy(pattern))))
    }

    /// Where short secrets stand as words of their own.
    fn find_short(&self, text: &str, found: &mut Vec<Range<usize>>) {
        let lower = text.to_ascii_lowercase();
        let begins = text.char_indices().filter(|(at, _)| !goes_on(text[..*at].chars().rev()));
        for (at, _) in begins {
            let ends = |length: &usize| !goes_on(text[at + length..].chars());
            let alone = self.short.at(lower.as_bytes(), at).find(ends);
            found.extend(alone.map(|length| at..at + length));
        }
    }
}

/// The longest word that somebody takes for a password and for the name of a file.
const LONGEST_WORD: usize = 16;

/// Tells whether a secret is one word, as nobody makes one.
fn is_plain_word(secret: &str) -> bool {
    secret.len() <= LONGEST_WORD && secret.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Tells whether a word goes on with what follows: `rhdh` is no word of its own in `app-config-rhdh.yaml`.
fn goes_on(mut text: impl Iterator<Item = char>) -> bool {
    let joins = |c: char| matches!(c, '-' | '_' | '.');
    match text.next() {
        Some(next) if joins(next) => text.next().is_some_and(char::is_alphanumeric),
        next => next.is_some_and(char::is_alphanumeric),
    }
}

/// Tells whether a sign stands between words, or between the texts of a document.
fn parts_words(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '"' | ',' | '\\')
}

/// Where the texts of a document stand that are no keys, without their quotes.
fn texts_of(json: &str) -> Vec<Range<usize>> {
    let (mut texts, mut begun, mut escaped) = (Vec::new(), None, false);
    for (at, letter) in json.bytes().enumerate() {
        match (letter, begun) {
            (b'"', Some(from)) if !escaped => {
                begun = None;
                if !json[at + 1..].trim_start().starts_with(':') {
                    texts.push(from..at);
                }
            }
            (b'"', None) => begun = Some(at + 1),
            _ => {}
        }
        escaped = letter == b'\\' && begun.is_some() && !escaped;
    }
    texts
}

#[cfg(test)]
mod tests;
