//! Merges our fragment into somebody's file: maps key by key, scalars and lists of ours win, all else stays.

use std::borrow::Cow;
use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::comments::comments;
use super::refusal::{Reason, Refusal};
use super::source::{Entry, Shape, Source, not_map, shared, unusual};
use super::text::{indent_of, is_comment_or_blank, keeping_the_edges, line_end, line_start, value};

/// Merges a fragment into an existing text.
///
/// Maps are merged, lists and scalars of the fragment replace what is there, as Backstage merges its layers. Comments, order, other keys,
/// line ends and the final newline of the existing text stay; a comment of the fragment comes along with the key below it when that key
/// is new or changes. Where nothing would change in meaning, nothing changes in the text.
///
/// # Errors
///
/// [`Refusal`], when either text cannot be read, when the existing text shares values (anchors, aliases, merge keys) on the way, or when
/// a list or a scalar stands where the fragment has a map.
pub fn merge(existing: &str, fragment: &str) -> Result<String, Refusal> {
    let before = value(existing)?;
    let ours = value(fragment)?;
    let after = merged(&before, &ours);
    if ours.is_null() || after == before {
        return Ok(existing.to_owned());
    }
    let text = keeping_the_edges(existing, |text| edit(text, fragment))?;
    match value(&text) {
        Ok(now) if now == after => Ok(text),
        _ => Err(Refusal::at(existing, 0, Reason::Unfaithful)),
    }
}

/// Says what a merge means, without any text.
pub(super) fn merged(before: &Value, ours: &Value) -> Value {
    match (before, ours) {
        (Value::Mapping(before), Value::Mapping(ours)) => {
            let mut all = before.clone();
            for (key, ours) in ours {
                let value = before.get(key).map_or_else(|| ours.clone(), |before| merged(before, ours));
                all.insert(key.clone(), value);
            }
            Value::Mapping(all)
        }
        _ => ours.clone(),
    }
}

fn edit(text: String, fragment: &str) -> Result<String, Refusal> {
    let there = Source::read(text)?;
    let ours = Source::read(fragment.lines().flat_map(|line| [line, "\n"]).collect())?;
    if there.root.is_empty() {
        return Ok(append_all(&there, fragment));
    }
    let mut merge = Merge { there: &there, ours: &ours, edits: Vec::new() };
    merge.maps(&[], &there.root, &ours.root)?;
    Ok(merge.apply())
}

/// Puts the whole fragment below a text that has only comments, or an empty map.
fn append_all(there: &Source, fragment: &str) -> String {
    let empty_root = |line: &&str| !matches!(line.trim(), "{}" | "null" | "~" | "...");
    let kept: String = there.text.split_inclusive('\n').filter(empty_root).collect();
    let gap = if kept.trim().is_empty() || kept.trim_end().ends_with("---") { "" } else { there.newline() };
    let ours: String = fragment.lines().flat_map(|line| [line, there.newline()]).collect();
    format!("{kept}{gap}{ours}")
}

struct Merge<'a> {
    there: &'a Source,
    ours: &'a Source,
    /// In the order of the text; at one place, deeper ones first.
    edits: Vec<(Range<usize>, String)>,
}

impl Merge<'_> {
    fn maps(&mut self, route: &[&str], there: &Mapping, ours: &Mapping) -> Result<(), Refusal> {
        let mut new = Vec::new();
        for (key, wanted) in ours {
            let Some(key) = key.as_str() else { return Err(self.ours.refuse(0, unusual(route))) };
            let route = [route, &[key]].concat();
            match there.get(key) {
                None => new.push(route),
                Some(now) if merged(now, wanted) == *now => {}
                Some(now) => self.entry(&route, now, wanted)?,
            }
        }
        if new.is_empty() { Ok(()) } else { self.add(route, there, &new) }
    }

    fn entry(&mut self, route: &[&str], now: &Value, wanted: &Value) -> Result<(), Refusal> {
        let entry = self.there.entry(route)?;
        self.there.editable(&entry, route)?;
        match (now, wanted) {
            (Value::Mapping(now), Value::Mapping(wanted)) if !now.is_empty() => match entry.shape {
                Shape::Flow => self.unfold(route, &entry, now, wanted),
                _ => self.maps(route, now, wanted),
            },
            (now, Value::Mapping(_)) if !now.is_null() && !now.is_mapping() => {
                Err(self.there.refuse(entry.key.start, not_map(route)))
            }
            _ => self.replace(route, &entry),
        }
    }

    /// Writes a map in braces as a block, because there is no place in it for our lines and comments. What we do not touch stays as it is
    /// written: a number that is written anew may be another one.
    fn unfold(&mut self, route: &[&str], entry: &Entry, now: &Mapping, wanted: &Mapping) -> Result<(), Refusal> {
        let there = self.there;
        let text = &there.text[entry.key.end..entry.end];
        if text.contains(['#', '&', '*', '!']) {
            return Err(there.refuse(entry.key.start, unusual(route)));
        }
        let body = self.unfolded(route, now, wanted, column(there, entry) + 2)?;
        let key = &there.text[entry.key.clone()];
        self.put(entry, format!("{key}:{}{}", there.newline(), body.trim_end()), Vec::new());
        Ok(())
    }

    /// The entries of a map in braces, each on lines of its own.
    fn unfolded(&self, route: &[&str], now: &Mapping, wanted: &Mapping, depth: usize) -> Result<String, Refusal> {
        let (there, indent, newline) = (self.there, " ".repeat(depth), self.there.newline());
        let mut text = String::new();
        for (key, value) in now {
            let refuse = || there.refuse(0, unusual(route));
            let name = key.as_str().ok_or_else(refuse)?;
            let route = [route, &[name]].concat();
            let (key, written) = there.written(&route).ok_or_else(refuse)?;
            text += &match (value, wanted.get(name)) {
                (Value::Mapping(now), Some(Value::Mapping(ours))) if !now.is_empty() => {
                    format!("{indent}{key}:{newline}{}", self.unfolded(&route, now, ours, depth + 2)?)
                }
                (now, Some(ours)) if merged(now, ours) != *now => match ours {
                    Value::Mapping(_) if !now.is_null() && !now.is_mapping() => {
                        return Err(there.refuse(0, not_map(&route)));
                    }
                    _ => self.new_entry(&route, depth)?,
                },
                _ => format!("{indent}{}{newline}", format!("{key}: {written}").trim_end()),
            };
        }
        for (key, _) in wanted.iter().filter(|(key, _)| !now.contains_key(*key)) {
            let Some(name) = key.as_str() else { return Err(self.ours.refuse(0, unusual(route))) };
            text += &self.new_entry(&[route, &[name]].concat(), depth)?;
        }
        Ok(text)
    }

    fn replace(&mut self, route: &[&str], entry: &Entry) -> Result<(), Refusal> {
        let piece = self.piece(route)?;
        let text = reindent(&piece.body, piece.depth, column(self.there, entry), self.there.newline());
        self.put(entry, text.trim_start().to_owned(), piece.comments);
        Ok(())
    }

    /// Replaces an entry's own text; comments that stood in it, or beside it where they cannot stay, move above it.
    fn put(&mut self, entry: &Entry, text: String, ours: Vec<String>) {
        let there = self.there;
        let line = line_start(&there.text, entry.key.start);
        let (_, above) = there.comments_above(entry.key.start);
        let mut moved: Vec<String> = ours.into_iter().filter(|ours| !above.contains(&ours.as_str())).collect();
        let inside = comments(&there.text, entry.key.end..entry.end);
        let says = |comment: &&str| text.lines().any(|line| line.trim_end().ends_with(*comment));
        let stays = |comment: &&str| above.contains(comment) || says(comment);
        moved.extend(inside.into_iter().filter(|comment| !stays(comment)).map(str::to_owned));
        let behind_end = line_end(&there.text, entry.end);
        let behind = there.text[entry.end..behind_end].trim();
        let stays = !text.contains('\n') && !text.contains(" #");
        if behind.starts_with('#') && !stays {
            moved.push(behind.to_owned());
        }
        let end = if stays { entry.end } else { entry.end + there.text[entry.end..behind_end].trim_end().len() };
        let indent = " ".repeat(column(there, entry));
        let lines: String = moved.iter().map(|comment| format!("{indent}{comment}{}", there.newline())).collect();
        self.edits.push((line..line, lines));
        self.edits.push((entry.key.start..end, text));
    }

    /// Adds entries of ours below the last entry of a map.
    fn add(&mut self, route: &[&str], there: &Mapping, new: &[Vec<&str>]) -> Result<(), Refusal> {
        if there.contains_key("<<") {
            return Err(self.there.refuse(0, shared(route)));
        }
        let keys: Vec<&str> = there.keys().filter_map(Value::as_str).collect();
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            return Err(self.there.refuse(0, unusual(route)));
        };
        let first = self.there.entry(&[route, &[first]].concat())?;
        let last = self.there.entry(&[route, &[last]].concat())?;
        let depth = column(self.there, &first);
        let at = self.there.past_comments(line_end(&self.there.text, last.end), depth);
        let mut text = String::new();
        for route in new {
            text += &self.new_entry(route, depth)?;
        }
        self.edits.push((at..at, text));
        Ok(())
    }

    fn new_entry(&self, route: &[&str], depth: usize) -> Result<String, Refusal> {
        let piece = self.piece(route)?;
        let newline = self.there.newline();
        let indent = " ".repeat(depth);
        let gap = if piece.stands_apart { newline } else { "" };
        let comments: String = piece.comments.iter().map(|comment| format!("{indent}{comment}{newline}")).collect();
        Ok(format!("{gap}{comments}{}{newline}", reindent(&piece.body, piece.depth, depth, newline)))
    }

    fn piece(&self, route: &[&str]) -> Result<Piece<'_>, Refusal> {
        let ours = self.ours;
        if let Some(body) = self.out_of_braces(route) {
            return Ok(Piece { depth: 0, body: body.into(), comments: Vec::new(), stands_apart: false });
        }
        let entry = ours.entry(route)?;
        ours.editable(&entry, route)?;
        let (start, comments) = ours.comments_above(entry.key.start);
        let above = &ours.text[..start];
        Ok(Piece {
            depth: column(ours, &entry),
            body: ours.text[line_start(&ours.text, entry.key.start)..line_end(&ours.text, entry.end)].trim_end().into(),
            comments: comments.into_iter().map(str::to_owned).collect(),
            stands_apart: !above.is_empty()
                && is_comment_or_blank(&above[line_start(above, above.len() - 1)..])
                && above.trim_end_matches([' ', '\r']).ends_with("\n\n"),
        })
    }

    /// An entry of ours that stands in braces, as it would be on lines of its own.
    fn out_of_braces(&self, route: &[&str]) -> Option<String> {
        let (key, _) = route.split_last()?;
        let is_flow = |above: &[&str]| self.ours.entry(above).is_ok_and(|entry| entry.shape == Shape::Flow);
        if !(1..route.len()).any(|depth| is_flow(&route[..depth])) {
            return None;
        }
        let value = self.ours.lookup(route)?.clone();
        let own: Mapping = [(Value::from(*key), value)].into_iter().collect();
        serde_yaml::to_string(&own).ok().map(|text| text.trim_end().to_owned())
    }

    fn apply(mut self) -> String {
        let mut text = self.there.text.clone();
        self.edits.sort_by_key(|(range, _)| range.start);
        for (range, replacement) in self.edits.into_iter().rev() {
            text.replace_range(range, &replacement);
        }
        text
    }
}

/// An entry of ours, as it is written.
struct Piece<'a> {
    depth: usize,
    body: Cow<'a, str>,
    comments: Vec<String>,
    /// A blank line stands above it.
    stands_apart: bool,
}

fn column(source: &Source, entry: &Entry) -> usize {
    entry.key.start - line_start(&source.text, entry.key.start)
}

fn reindent(text: &str, from: usize, to: usize, newline: &str) -> String {
    let lines = text.lines().map(|line| match line.trim().is_empty() {
        true => String::new(),
        false => format!("{}{}", " ".repeat(to), &line[from.min(indent_of(line))..]),
    });
    lines.collect::<Vec<_>>().join(newline)
}
