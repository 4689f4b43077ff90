//! A text as it may be shown: its keys, and those values that are no secrets. What the tree does not know is not shown: comments, what
//! follows a syntax error, what is neither key nor value.

mod line;
mod variables;

use std::collections::BTreeMap;
use std::ops::Range;

pub use self::line::Shown;
use super::build::partly;
use super::hidden::{Seen, walk};
use super::node::{Node, Value};
use super::place::{Place, Source};
use crate::secrecy::{DOTS, Nature, veiled};

/// What stands where something is not shown that may be no secret.
const LEFT_OUT: &str = "…";

/// How much of a line is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Keys alone: enough to see where one is.
    Keys,
    /// Values, too.
    Values,
}

/// A text as it may be shown.
#[derive(Clone, Debug)]
pub struct Page<'t> {
    lines: Vec<Range<usize>>,
    text: &'t str,
    spans: Vec<Span>,
    /// Blocks that hold a file of their own, by their first line.
    blocks: BTreeMap<usize, Block>,
    /// Comments that may be shown, as they are written.
    ours: Vec<String>,
}

/// A stretch of the text that is known.
#[derive(Clone, Debug)]
struct Span {
    range: Range<usize>,
    hidden: Vec<Range<usize>>,
    is_key: bool,
}

/// A block of text that is YAML itself.
#[derive(Clone, Debug)]
struct Block {
    indents: Vec<usize>,
    lines: Vec<[Shown; 2]>,
}

impl<'t> Page<'t> {
    /// Takes a text of YAML.
    pub fn yaml(text: &'t str) -> Self {
        let source = Source::new("", text);
        let (roots, _) = partly(text, 0);
        let mut places: BTreeMap<Place, (Nature, Option<&Node>)> = BTreeMap::new();
        for root in &roots {
            walk(root, &mut |seen, nature| {
                let (place, node) = match seen {
                    Seen::Key(_, place) => (place, None),
                    Seen::Scalar(node) => (node.place, Some(node)),
                };
                let known = places.entry(place).or_insert((nature, node));
                known.0 = known.0.max(nature);
            });
        }
        let mut page = Self::of(text);
        for (place, (nature, node)) in places {
            page.add(source.bytes(place), nature, node);
        }
        page.spans.sort_by_key(|span| span.range.start);
        page
    }

    /// Lets comments be shown that this program writes itself.
    #[must_use]
    pub fn with_comments_of(mut self, ours: &str) -> Self {
        let comments = ours.lines().filter_map(|line| line.find('#').map(|at| line[at..].trim().to_owned()));
        self.ours.extend(comments);
        self
    }

    /// Lets values be shown that are nothing but one of these words, wherever they stand.
    #[must_use]
    pub fn with_words(mut self, words: &[&str]) -> Self {
        let text = self.text;
        let values = self.spans.iter_mut().filter(|span| !span.is_key);
        values.for_each(|span| span.hidden.retain(|hidden| !words.contains(&&text[hidden.clone()])));
        self
    }

    fn of(text: &'t str) -> Self {
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let start = at;
            at += line.len();
            start..start + line.trim_end_matches(['\n', '\r']).len()
        });
        Self { lines: lines.collect(), text, spans: Vec::new(), blocks: BTreeMap::new(), ours: Vec::new() }
    }

    fn add(&mut self, range: Range<usize>, nature: Nature, node: Option<&Node>) {
        let raw = &self.text[range.clone()];
        let Some(node) = node else {
            // What an alias repeats has its key elsewhere, and an anchor or tag may stand in front of one.
            let hidden = stretches(raw, range.start, nature);
            return self.spans.push(Span { range, hidden, is_key: true });
        };
        let written = match &node.value {
            Value::Text(text) => text.written(),
            Value::Number(_) if nature == Nature::Secret => raw,
            _ => return self.spans.push(Span::shown(range)),
        };
        if nature != Nature::Secret && written.contains('\n') && self.block(node, written) {
            return;
        }
        let quoted = raw.len() >= 2 && raw.starts_with(['"', '\'']) && raw.ends_with(['"', '\'']);
        let inside = if quoted { range.start + 1..range.end - 1 } else { range.clone() };
        let same = self.text[inside.clone()] == *written;
        // Bytes are packed, and may hold an address with a password.
        let packed = self.text[..range.start].trim_end().ends_with("binary") || raw.starts_with("!!binary");
        let hidden = match () {
            () if packed => vec![range.clone()],
            // Escapes, folds and blocks: what is written there is not what it says.
            () if !same && (nature == Nature::Secret || !veiled(written, nature).is_empty()) => vec![range.clone()],
            () => stretches(&self.text[inside.clone()], inside.start, nature),
        };
        self.spans.push(Span { range, hidden, is_key: false });
    }

    /// Takes a block that is a file of its own: a line of it is shown as that file's would be.
    fn block(&mut self, node: &Node, written: &str) -> bool {
        let inner = Page::yaml(written);
        if inner.spans.is_empty() {
            return false;
        }
        let lines: Vec<&str> = written.lines().collect();
        let head = node.place.start.line as usize;
        let indents = |first: usize| -> Option<Vec<usize>> {
            let around = self.lines.get(first..first + lines.len())?;
            let indent = |(line, range): (&&str, &Range<usize>)| {
                let outer = &self.text[range.clone()];
                let blank = line.trim().is_empty() && outer.trim().is_empty();
                outer.strip_suffix(*line).filter(|indent| indent.trim().is_empty()).map(str::len).or(blank.then_some(0))
            };
            lines.iter().zip(around).map(indent).collect()
        };
        // A block's text begins below the line of its `|`, wherever the parser says that the value begins.
        let found = [head, head.saturating_sub(1)].into_iter().find_map(|first| Some((first, indents(first)?)));
        let Some((first, indents)) = found else { return false };
        let number = |line: usize| u32::try_from(line + 1).unwrap_or(u32::MAX);
        let shown =
            (0..lines.len()).map(|line| [Detail::Keys, Detail::Values].map(|detail| inner.line(number(line), detail)));
        self.blocks.insert(first, Block { indents, lines: shown.collect() });
        true
    }

    /// Shows a line, by its number from 1.
    pub fn line(&self, number: u32, detail: Detail) -> Shown {
        let at = number.saturating_sub(1) as usize;
        let Some(range) = self.lines.get(at) else { return Shown::default().end() };
        if let Some(shown) = self.of_block(at, detail) {
            return shown;
        }
        let mut shown = Shown::default();
        let mut from = range.start;
        let first = self.spans.partition_point(|span| span.range.end <= range.start);
        // A span that covers several lines may begin before others that end earlier.
        let first = first.saturating_sub(usize::from(first == self.spans.len()));
        for span in self.spans[first..].iter().take_while(|span| span.range.start < range.end) {
            let (start, end) = (span.range.start.max(from), span.range.end.min(range.end));
            if start >= end {
                continue;
            }
            if self.gap(&mut shown, from..start) {
                return shown.end();
            }
            span.show(self.text, start..end, detail, &mut shown);
            from = end;
        }
        self.gap(&mut shown, from..range.end);
        shown.end()
    }

    /// All lines, with their values.
    pub fn all(&self) -> Vec<String> {
        (1..).take(self.lines.len()).map(|number| self.line(number, Detail::Values).text).collect()
    }

    fn of_block(&self, at: usize, detail: Detail) -> Option<Shown> {
        let (first, block) = self.blocks.range(..=at).next_back()?;
        let line = block.lines.get(at - first)?;
        let inner = &line[usize::from(detail == Detail::Values)];
        let indent = *block.indents.get(at - first)?;
        let mut shown = Shown::default();
        shown.push(&" ".repeat(indent));
        let before = shown.length;
        shown.text.push_str(&inner.text);
        shown.columns.extend(inner.columns.iter().map(|column| column + before));
        Some(shown)
    }

    /// Shows the signs between what is known; tells whether a comment ended the line.
    fn gap(&self, shown: &mut Shown, range: Range<usize>) -> bool {
        let text = &self.text[range];
        let mut blank = shown.text.is_empty();
        let mut word: Option<usize> = None;
        for (at, c) in text.char_indices() {
            let sign = c.is_whitespace() || "-:?,[]{}|>&*!\"'+=".contains(c);
            if c == '#' && (blank || shown.text.ends_with(char::is_whitespace)) && word.is_none() {
                let comment = text[at..].trim();
                let ours = self.ours.iter().any(|ours| ours == comment);
                if ours {
                    shown.push(comment)
                } else {
                    shown.put(&noted(comment), comment)
                }
                return true;
            }
            match (sign, word) {
                (true, Some(start)) => {
                    shown.put(LEFT_OUT, &text[start..at]);
                    word = None;
                }
                (false, None) => word = Some(at),
                _ => {}
            }
            if sign {
                shown.push(if c == '\t' { " " } else { &text[at..at + c.len_utf8()] });
            }
            blank &= c.is_whitespace();
        }
        if let Some(start) = word {
            shown.put(LEFT_OUT, &text[start..]);
        }
        false
    }
}

impl Span {
    fn shown(range: Range<usize>) -> Self {
        Self { range, hidden: Vec::new(), is_key: true }
    }

    fn show(&self, text: &str, within: Range<usize>, detail: Detail, shown: &mut Shown) {
        if detail == Detail::Keys && !self.is_key {
            return shown.put(LEFT_OUT, &text[within]);
        }
        let mut at = within.start;
        for hidden in &self.hidden {
            let (start, end) = (hidden.start.max(at), hidden.end.min(within.end));
            if start < end {
                shown.push(&text[at..start]);
                shown.put(DOTS, &text[start..end]);
                at = end;
            }
        }
        shown.push(&text[at..within.end]);
    }
}

/// The hidden stretches of a piece, where the piece stands.
fn stretches(raw: &str, start: usize, nature: Nature) -> Vec<Range<usize>> {
    veiled(raw, nature).into_iter().map(|stretch| start + stretch.start..start + stretch.end).collect()
}

/// A comment that silences a rule is shown as far as it does; any other only as one.
fn noted(comment: &str) -> String {
    let rules = comment.strip_prefix("# devportal-auth: ignore[").and_then(|rest| rest.split_once(']'));
    match rules.filter(|(rules, _)| rules.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | ',' | ' '))) {
        Some((rules, _)) => format!("# devportal-auth: ignore[{rules}]"),
        None => format!("# {LEFT_OUT}"),
    }
}

#[cfg(test)]
mod tests;
