//! Where something stands in the files that were read.

use std::ops::Range;
use std::sync::OnceLock;

use zeroize::Zeroizing;

/// A spot in a text. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A stretch of one of the [`Sources`]; its end is behind its last character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which source, by its number.
    pub source: usize,
    /// Where it begins.
    pub start: Spot,
    /// Where it ends.
    pub end: Spot,
}

impl Place {
    /// The very beginning of a source.
    pub fn top(source: usize) -> Self {
        let spot = Spot { line: 1, column: 1 };
        Self { source, start: spot, end: spot }
    }

    /// Tells whether it is a source as a whole that is meant, and nothing in it.
    pub fn is_top(&self) -> bool {
        *self == Self::top(self.source)
    }

    /// A whole line of a source, found by its number.
    pub fn line(source: usize, line: u32, text: &str) -> Self {
        let characters = u32::try_from(text.trim_end().chars().count()).unwrap_or(u32::MAX);
        let first = u32::try_from(text.chars().take_while(|c| c.is_whitespace()).count()).unwrap_or(0);
        let start = Spot { line, column: first + 1 };
        Self { source, start, end: Spot { line, column: characters.max(first) + 1 } }
    }
}

/// A text that was read.
#[derive(Clone)]
pub struct Source {
    /// Its name, as a person would write it (`app-config.local.yaml`).
    pub name: String,
    /// Its text; it may hold secrets.
    pub text: Zeroizing<String>,
    /// Whether only another file or a link names it, so that nobody asked to see it.
    pub attached: bool,
    lines: OnceLock<Vec<Line>>,
}

/// How columns are found in a line without walking it each time.
#[derive(Clone)]
struct Line {
    /// Its first byte.
    start: usize,
    /// The byte behind its last, without the line's end.
    end: usize,
    /// The bytes of every so many characters; empty where each character is one byte.
    marks: Vec<usize>,
}

const EVERY: usize = 64;

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// Takes a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: Zeroizing::new(text.into()), attached: false, lines: OnceLock::new() }
    }

    /// Takes a text that only another file names.
    pub fn attached(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { attached: true, ..Self::new(name, text) }
    }

    /// Finds a place in the text, in bytes.
    pub fn bytes(&self, place: Place) -> Range<usize> {
        let start = self.offset(place.start);
        start..self.offset(place.end).max(start)
    }

    fn offset(&self, spot: Spot) -> usize {
        let Some(Line { start, end, marks }) = self.lines().get(spot.line.saturating_sub(1) as usize) else {
            return self.text.len();
        };
        let line = &self.text[*start..*end];
        let column = spot.column.saturating_sub(1) as usize;
        if marks.is_empty() {
            return start + column.min(line.len());
        }
        let from = marks.get(column / EVERY).copied().unwrap_or(line.len());
        let rest = line.get(from..).unwrap_or_default();
        start + from + rest.char_indices().nth(column % EVERY).map_or(rest.len(), |(byte, _)| byte)
    }

    fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| {
            let mut at = 0;
            let line = |line: &str| {
                let start = at;
                at += line.len();
                let marks = if line.is_ascii() { Vec::new() } else { marks(line) };
                Line { start, end: start + line.trim_end_matches('\n').len(), marks }
            };
            self.text.split_inclusive('\n').map(line).collect()
        })
    }
}

fn marks(line: &str) -> Vec<usize> {
    line.char_indices().step_by(EVERY).map(|(byte, _)| byte).collect()
}

/// All texts of a run, by number.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and gives its number.
    pub fn add(&mut self, source: Source) -> usize {
        self.0.push(source);
        self.0.len() - 1
    }

    /// Lets nothing of a text be shown, as of one that only another names.
    pub fn attach(&mut self, number: usize) {
        if let Some(source) = self.0.get_mut(number) {
            source.attached = true;
        }
    }

    /// Looks a text up.
    pub fn get(&self, number: usize) -> Option<&Source> {
        self.0.get(number)
    }

    /// The name of a text.
    pub fn name(&self, number: usize) -> &str {
        self.get(number).map_or("", |source| source.name.as_str())
    }

    /// Lists the texts, by number.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Source)> {
        self.0.iter().enumerate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_bytes_whatever_the_characters() {
        let source = Source::new("a", "ä: 1\nö: zwölf\n");
        let place = Place { source: 0, start: Spot { line: 2, column: 4 }, end: Spot { line: 2, column: 9 } };
        assert_eq!(&source.text[source.bytes(place)], "zwölf");
        let long = Source::new("a", format!("{}x\ny", "ä".repeat(200)));
        let at =
            |column| Place { source: 0, start: Spot { line: 1, column }, end: Spot { line: 1, column: column + 1 } };
        assert_eq!(&long.text[long.bytes(at(201))], "x");
        assert_eq!(&long.text[long.bytes(at(65))], "ä");
        assert!(long.bytes(at(300)).is_empty());
        let beyond = Place { source: 0, start: Spot { line: 9, column: 1 }, end: Spot { line: 9, column: 4 } };
        assert_eq!(source.bytes(beyond), source.text.len()..source.text.len());
    }
}
