//! Where something stands in the files that were read.

use std::ops::Range;

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
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// Takes a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: Zeroizing::new(text.into()) }
    }

    /// Finds a place in the text, in bytes.
    pub fn bytes(&self, place: Place) -> Range<usize> {
        let start = self.offset(place.start);
        start..self.offset(place.end).max(start)
    }

    fn offset(&self, spot: Spot) -> usize {
        let mut at = 0;
        for line in self.text.split_inclusive('\n').take(spot.line.saturating_sub(1) as usize) {
            at += line.len();
        }
        let line = self.text[at..].split('\n').next().unwrap_or_default();
        let column = line.char_indices().nth(spot.column.saturating_sub(1) as usize);
        at + column.map_or(line.len(), |(byte, _)| byte)
    }
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
        let beyond = Place { source: 0, start: Spot { line: 9, column: 1 }, end: Spot { line: 9, column: 4 } };
        assert_eq!(source.bytes(beyond), source.text.len()..source.text.len());
    }
}
