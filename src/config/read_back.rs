//! Reads a text back that was edited: some values have become others, and all others are as they were.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::{Copied, Peekable};
use std::slice::Iter;

use saphyr_parser::{Event, Tag};

use super::build::{as_backstage, events};
use super::fault::Fault;
use super::node::Value;
use super::scalar;
use crate::credential::Secret;

/// What a text says, piece by piece; it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Piece {
    says: Says,
    marks: Marks,
}

/// What stands in front of a value: the number of its name for aliases, 0 for none, and its tag.
#[derive(Clone, Default, PartialEq, Eq)]
struct Marks(usize, Option<Tag>);

#[derive(Clone, PartialEq, Eq)]
enum Says {
    /// A value or a key, and whether it is a text.
    Scalar(Secret, bool),
    List,
    Map,
    /// The end of a list or a map.
    End,
    /// What stands elsewhere, by the number of its name.
    Alias(usize),
    /// A document begins.
    Document,
}

impl Piece {
    /// A text with nothing in front.
    pub fn text(text: impl Into<String>) -> Self {
        Self::from(Says::Scalar(Secret::new(text), true))
    }

    /// Everything that a text says that is one value.
    pub fn all(text: &str) -> Option<Vec<Self>> {
        Some(pieces(text).ok()?.into_iter().filter(|piece| piece.says != Says::Document).collect())
    }

    /// The text that it is, when these marks stand in front.
    fn text_behind(&self, marks: &Marks) -> Option<&Secret> {
        match &self.says {
            Says::Scalar(text, true) if self.marks == *marks => Some(text),
            _ => None,
        }
    }
}

impl From<Says> for Piece {
    fn from(says: Says) -> Self {
        Self { says, marks: Marks::default() }
    }
}

/// Tells whether an edit made of some values what was meant, in their order, and nothing else of anything: not in the text, not in a text
/// inside of it, and not where an alias repeats it. What stands in front of each value stays, and so does every comment.
pub fn only_replaces(before: &str, after: &str, meant: &[&[Piece]]) -> bool {
    let mut meant = meant.iter().copied().peekable();
    keeps_comments(before, after) && replaces(before, after, &mut meant).is_some() && meant.next().is_none()
}

/// Tells whether everything that may be a comment is still there. What only looks like one, inside of a value that was replaced, counts
/// as well: such an edit is left to a person.
pub fn keeps_comments(before: &str, after: &str) -> bool {
    let mut there = comments(after);
    comments(before).into_iter().all(|(comment, times)| there.remove(comment).is_some_and(|now| now >= times))
}

/// What stands behind the first `#` of a line that begins one or follows a blank, and how often.
fn comments(text: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let begins = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
        if let Some(at) = line.match_indices('#').map(|(at, _)| at).find(begins) {
            *found.entry(line[at..].trim_end()).or_default() += 1;
        }
    }
    found
}

/// What is still to come of what was meant.
type Meant<'m> = Peekable<Copied<Iter<'m, &'m [Piece]>>>;

fn replaces(before: &str, after: &str, meant: &mut Meant<'_>) -> Option<()> {
    let (before, after) = (pieces(before).ok()?, pieces(after).ok()?);
    let mut names = Names::of(&before);
    let mut after = after.as_slice();
    for was in &before {
        let is = after.first()?;
        let mut length = 1;
        if was != is {
            let Says::Scalar(text, _) = &was.says else { return None };
            names.are_unrepeated(was)?;
            match meant.next_if(|meant| begins_with(after, meant, &was.marks)) {
                Some(meant) => length = meant.len(),
                None => inside(text, is.text_behind(&was.marks)?, meant)?,
            }
        }
        names.pass(was);
        after = &after[length..];
    }
    after.is_empty().then_some(())
}

/// Tells whether pieces begin with those that were meant, behind the marks that were there.
fn begins_with(pieces: &[Piece], meant: &[Piece], marks: &Marks) -> bool {
    let (Some((is, pieces)), Some((first, meant))) = (pieces.split_first(), meant.split_first()) else { return false };
    is.says == first.says && is.marks == *marks && pieces.starts_with(meant)
}

/// Replaces inside of a text. One that says no more than one value has none inside of it.
fn inside(was: &Secret, is: &Secret, meant: &mut Meant<'_>) -> Option<()> {
    Piece::all(was.expose()).filter(|all| all.len() > 1)?;
    replaces(was.expose(), is.expose(), meant)
}

/// The names for aliases that stand around a piece.
struct Names {
    repeated: BTreeSet<usize>,
    around: Vec<usize>,
}

impl Names {
    fn of(pieces: &[Piece]) -> Self {
        let alias = |piece: &Piece| if let Says::Alias(name) = piece.says { Some(name) } else { None };
        Self { repeated: pieces.iter().filter_map(alias).collect(), around: Vec::new() }
    }

    /// Goes on behind a piece.
    fn pass(&mut self, piece: &Piece) {
        match piece.says {
            Says::List | Says::Map => self.around.push(piece.marks.0),
            Says::End => _ = self.around.pop(),
            Says::Scalar(..) | Says::Alias(_) | Says::Document => {}
        }
    }

    /// Nothing, where an alias repeats a piece or what it stands in.
    fn are_unrepeated(&self, piece: &Piece) -> Option<()> {
        let mut names = self.around.iter().chain([&piece.marks.0]);
        (!names.any(|name| self.repeated.contains(name))).then_some(())
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, Fault> {
    as_backstage(text, |text| {
        events(text, 0).filter_map(|event| event.map(|(event, _)| piece(event)).transpose()).collect()
    })
}

fn piece(event: Event<'_>) -> Option<Piece> {
    let marked =
        |says, name, tag: Option<Cow<'_, Tag>>| Some(Piece { says, marks: Marks(name, tag.map(Cow::into_owned)) });
    match event {
        Event::Scalar(text, style, name, tag) => {
            let is_text = matches!(scalar::read(text.clone(), style, tag.as_deref()), Value::Text(_));
            marked(Says::Scalar(Secret::new(text), is_text), name, tag)
        }
        Event::SequenceStart(name, tag) => marked(Says::List, name, tag),
        Event::MappingStart(name, tag) => marked(Says::Map, name, tag),
        Event::SequenceEnd | Event::MappingEnd => Some(Says::End.into()),
        Event::Alias(name) => Some(Says::Alias(name).into()),
        Event::DocumentStart(_) => Some(Says::Document.into()),
        Event::DocumentEnd | Event::Nothing | Event::StreamStart | Event::StreamEnd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_changes_more_or_something_else_than_was_meant_is_none() {
        let only = |before: &str, after: &str| only_replaces(before, after, &[&[Piece::text("y")]]);
        assert!(only("a: x # c\nb: 1\n", "a: y # c\nb: 1\n"));
        assert!(only("a: &n 'x'\n", "a: &n 'y'\n"));
        assert!(only("x: 1\n", "y: 1\n"));
        assert!(only("a: [\n  'b'\n]\nc: x\n", "a: [\n  'b'\n]\nc: y\n"), "brackets that Backstage takes");
        assert!(only("a: |\n  b: x\n  c: 1\n", "a: |\n  b: y\n  c: 1\n"), "inside of a text");
        for (before, after) in [
            ("a: x\nb: 1\n", "a: y# c\nb: 1\n"),
            ("a: x\nb: 1\n", "a: y\nb: 2\n"),
            ("a: x\nb: 1\n", "a: y\n"),
            ("a: x\n", "a: x\n"),
            ("a: x\n", "a: [y\n"),
            ("a: &n x\n", "a: y\n"),
            ("a: !t x\n", "a: y\n"),
            ("a: &n x\nb: *n\n", "a: &n y\nb: *n\n"),
            ("a: &n {b: x}\nc: *n\n", "a: &n {b: y}\nc: *n\n"),
            ("a: x\n---\nb: 1\n", "a: y\n---\n---\nb: 1\n"),
            ("a:\n  # why\n  x\n", "a: y\n"),
            ("a: >- # why\n  x\n", "a: y\n"),
            ("a: x # why\nb: 1 # why\n", "a: y # why\nb: 1\n"),
        ] {
            assert!(!only(before, after), "{before:?} -> {after:?}");
        }
        let renamed = Piece::all("resolver: x").unwrap();
        assert!(only_replaces("a:\n  - x\n  - z\n", "a:\n  - resolver: x\n  - z\n", &[&renamed]));
        assert!(!only_replaces("a:\n  - >-\n    x\n", "a:\n  - >-\n    resolver: x\n", &[&renamed]), "a text, no map");
    }

    #[test]
    fn of_several_values_each_becomes_what_was_meant_of_it() {
        let (y, z) = ([Piece::text("y")], [Piece::text("z")]);
        let only = |before: &str, after: &str| only_replaces(before, after, &[&y, &z]);
        assert!(only("a: &n [x, &m x]\nb: 1\n", "a: &n [y, &m z]\nb: 1\n"));
        assert!(only("a: |\n  b: x\n  c: x\nd: 1\n", "a: |\n  b: y\n  c: z\nd: 1\n"));
        for (before, after) in [
            ("[x, x]", "[z, y]"),
            ("[x, x]", "[y, x]"),
            ("[x, x, x]", "[y, z, z]"),
            ("[x, &n [x], *n]", "[y, &n [z], *n]"),
            ("[x, x]", "[y, z, 1]"),
        ] {
            assert!(!only(before, after), "{before:?} -> {after:?}");
        }
    }
}
