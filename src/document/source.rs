//! A YAML text with its meaning and the places of its entries.

use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::places::Places;
use super::refusal::{Reason, Refusal};
use super::text::{first_content, first_tab, indent_of, is_comment_or_blank, line_end, line_start, value};

/// A text that ends in a newline, its meaning, and its places.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) root: Mapping,
    places: Places,
}

/// Where a key and its value stand.
#[derive(Debug)]
pub(super) struct Entry {
    /// The key, with its quotes.
    pub(super) key: Range<usize>,
    /// Where the value's own text ends; comments behind or below it are not in it.
    pub(super) end: usize,
    /// How the value is written.
    pub(super) shape: Shape,
}

/// How a value is written, as far as editing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// On lines of its own or as a scalar.
    Block,
    /// In braces or brackets.
    Flow,
    /// With an anchor, or an alias.
    Shared,
    /// With a tag.
    Tagged,
}

impl Source {
    /// Reads a text. The caller takes a byte order mark off and puts a final newline on.
    pub(super) fn read(text: String) -> Result<Self, Refusal> {
        let root = match value(&text)? {
            Value::Mapping(root) => root,
            _ => Mapping::new(),
        };
        let places = Places::read(&text).map_err(|words| {
            let at = first_tab(&text).unwrap_or_default();
            let reason = if first_tab(&text).is_some() { Reason::Tab } else { Reason::Syntax(words) };
            Refusal::at(&text, at, reason)
        })?;
        let start = places.range.start;
        match !root.is_empty() && text[start..].starts_with('{') {
            true => Err(Refusal::at(&text, start, Reason::RootNotMap)),
            false => Ok(Self { text, root, places }),
        }
    }

    /// Finds an entry by its route, which the meaning must have.
    pub(super) fn entry(&self, route: &[&str]) -> Result<Entry, Refusal> {
        let (key, value) = self.places.entry(route).ok_or_else(|| self.refuse(0, unusual(route)))?;
        let colon = key.end + self.text[key.end..].find(':').unwrap_or_default();
        let before = &self.text[line_start(&self.text, key.start)..key.start];
        if !self.text[key.end..colon].trim().is_empty() {
            return Err(self.refuse(key.start, unusual(route)));
        }
        let head = first_content(&self.text, colon + 1);
        let shape = match self.text[head..].chars().next() {
            _ if !before.trim().is_empty() || self.text[key.clone()].starts_with(['&', '!', '*']) => Shape::Tagged,
            Some('&' | '*') => Shape::Shared,
            Some('!') => Shape::Tagged,
            Some('{' | '[') => Shape::Flow,
            _ => Shape::Block,
        };
        let end = if shape == Shape::Shared { self.shared_end(head) } else { value.range.end.max(colon + 1) };
        Ok(Entry { key, end, shape })
    }

    /// How a key and its value are written, wherever they stand.
    pub(super) fn written(&self, route: &[&str]) -> Option<(&str, &str)> {
        let (key, value) = self.places.entry(route)?;
        let value = value.range.clone();
        let said = self.text[value.start.max(key.end)..value.end.max(key.end)].trim();
        // A value of nothing is found at what follows it.
        let said = if said == ":" || said.starts_with([',', '}']) { "" } else { said };
        Some((&self.text[key], said))
    }

    fn shared_end(&self, head: usize) -> usize {
        let rest = &self.text[head..];
        head + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }

    /// Looks a value up by its route.
    pub(super) fn lookup(&self, route: &[&str]) -> Option<&Value> {
        let (first, rest) = route.split_first()?;
        rest.iter().try_fold(self.root.get(*first)?, |value, key| value.get(*key))
    }

    /// Lists the lines of comments that stand right above an offset's line, as deep as it: first offset and text.
    pub(super) fn comments_above(&self, offset: usize) -> (usize, Vec<&str>) {
        let mut start = line_start(&self.text, offset);
        let depth = indent_of(&self.text[start..]);
        let mut comments = Vec::new();
        while start > 0 {
            let above = line_start(&self.text, start - 1);
            let line = &self.text[above..start];
            if !line.trim_start().starts_with('#') || indent_of(line) != depth {
                break;
            }
            comments.push(line.trim());
            start = above;
        }
        comments.reverse();
        (start, comments)
    }

    /// Goes on from the end of a line over the comments below it that are at least so deep.
    pub(super) fn past_comments(&self, from: usize, depth: usize) -> usize {
        let mut reached = from;
        let mut at = from;
        while at < self.text.len() {
            let end = line_end(&self.text, at);
            let line = &self.text[at..end];
            let is_comment = line.trim_start().starts_with('#');
            if !is_comment_or_blank(line) || (is_comment && indent_of(line) < depth) {
                break;
            }
            if is_comment {
                reached = end;
            }
            at = end;
        }
        reached
    }

    /// Refuses at an offset of this text.
    pub(super) fn refuse(&self, offset: usize, reason: Reason) -> Refusal {
        Refusal::at(&self.text, offset, reason)
    }

    /// Returns the line end that the text uses.
    pub(super) fn newline(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// Refuses to edit below an entry that shares its value or is written in an unusual way.
    pub(super) fn editable(&self, entry: &Entry, route: &[&str]) -> Result<(), Refusal> {
        let merges = self.lookup(route).and_then(|value| value.get("<<")).is_some();
        match entry.shape {
            _ if merges => Err(self.refuse(entry.key.start, shared(route))),
            Shape::Shared => Err(self.refuse(entry.key.start, shared(route))),
            Shape::Tagged => Err(self.refuse(entry.key.start, unusual(route))),
            Shape::Block | Shape::Flow => Ok(()),
        }
    }
}

/// The reason for a route that shares its value.
pub(super) fn shared(route: &[&str]) -> Reason {
    Reason::Shared { route: shown(route) }
}

/// The reason for a route that is written in a form that is not edited.
pub(super) fn unusual(route: &[&str]) -> Reason {
    Reason::Unusual { route: shown(route) }
}

/// The reason for a list or a plain value where keys belong.
pub(super) fn not_map(route: &[&str]) -> Reason {
    Reason::NotMap { route: shown(route) }
}

fn shown(route: &[&str]) -> String {
    if route.is_empty() { "(top)".to_owned() } else { route.join(".") }
}
