//! A YAML text with its meaning and the places of its entries.

use std::ops::Range;

use serde_yaml::{Mapping, Value};
use yamlpath::{Component, Document, Route};

use super::refusal::{Reason, Refusal};
use super::text::{first_content, first_tab, indent_of, is_comment_or_blank, line_end, line_start, value};

/// A text that ends in a newline, its meaning, and its places.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) root: Mapping,
    places: Option<Document>,
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
        if root.is_empty() {
            return Ok(Self { text, root, places: None });
        }
        let places = Document::new(text.as_str()).map_err(|error| {
            let at = first_tab(&text).unwrap_or_default();
            let reason = if first_tab(&text).is_some() { Reason::Tab } else { Reason::Syntax(error.to_string()) };
            Refusal::at(&text, at, reason)
        })?;
        let source = Self { text, root, places: Some(places) };
        let start = source.start();
        match source.text[start..].starts_with('{') {
            true => Err(Refusal::at(&source.text, start, Reason::RootNotMap)),
            false => Ok(source),
        }
    }

    fn start(&self) -> usize {
        let top = self.places.as_ref().and_then(|places| places.top_feature().ok());
        top.map_or(0, |top| top.location.byte_span.0)
    }

    /// Finds an entry by its route, which the meaning must have.
    pub(super) fn entry(&self, route: &[&str]) -> Result<Entry, Refusal> {
        let key = self.key(route).ok_or_else(|| self.refuse(0, unusual(route)))?;
        let colon = key.end + self.text[key.end..].find(':').unwrap_or_default();
        let before = &self.text[line_start(&self.text, key.start)..key.start];
        if !self.text[key.end..colon].trim().is_empty() {
            return Err(self.refuse(key.start, unusual(route)));
        }
        let head = first_content(&self.text, colon + 1);
        let shape = match self.text[head..].chars().next() {
            _ if !before.trim().is_empty() => Shape::Tagged,
            Some('&' | '*') => Shape::Shared,
            Some('!') => Shape::Tagged,
            Some('{' | '[') => Shape::Flow,
            _ => Shape::Block,
        };
        let components: Vec<Component<'_>> = route.iter().map(|key| Component::from(*key)).collect();
        let end = match self.lookup(route) {
            Some(value) if shape != Shape::Shared => self.content_end(components, value).max(colon + 1),
            _ => self.shared_end(head),
        };
        Ok(Entry { key, end, shape })
    }

    fn key(&self, route: &[&str]) -> Option<Range<usize>> {
        let components: Vec<Component<'_>> = route.iter().map(|key| Component::from(*key)).collect();
        let feature = self.places.as_ref()?.query_key_only(&Route::from(components)).ok()?;
        Some(feature.location.byte_span.0..feature.location.byte_span.1)
    }

    fn shared_end(&self, head: usize) -> usize {
        let rest = &self.text[head..];
        head + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }

    /// Finds where a value's text ends. The grammar counts comments below a block to the block, so the last leaf decides; it may be an
    /// alias, which leads elsewhere, so never less than the block without its last comments.
    fn content_end(&self, route: Vec<Component<'_>>, value: &Value) -> usize {
        let Some(feature) = self.exact(&route) else { return 0 };
        let text = &self.text[feature.clone()];
        if text.starts_with(['{', '[', '"', '\'']) {
            return feature.end;
        }
        let last: Option<(Component<'_>, &Value)> = match value {
            Value::Mapping(map) => map.iter().last().map(|(key, value)| (key_component(key), value)),
            Value::Sequence(items) => items.last().map(|value| (Component::Index(items.len() - 1), value)),
            _ => None,
        };
        let Some((component, value)) = last else { return feature.start + text.trim_end().len() };
        let mut deeper = route;
        deeper.push(component);
        (feature.start + without_last_comments(text)).max(self.content_end(deeper, value))
    }

    fn exact(&self, route: &[Component<'_>]) -> Option<Range<usize>> {
        let feature = self.places.as_ref()?.query_exact(&Route::from(route.to_vec())).ok()??;
        Some(feature.location.byte_span.0..feature.location.byte_span.1)
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

fn key_component(key: &Value) -> Component<'_> {
    match key {
        Value::String(key) => Component::from(key.as_str()),
        other => Component::from(serde_yaml::to_string(other).unwrap_or_default().trim().to_owned()),
    }
}

fn without_last_comments(block: &str) -> usize {
    let mut end = block.len();
    while let Some(start) = block[..end].trim_end().rfind('\n') {
        if !is_comment_or_blank(&block[start + 1..end]) {
            break;
        }
        end = start;
    }
    block[..end].trim_end().len()
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
