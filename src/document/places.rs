//! Where the keys and values of a text stand, in bytes.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use crate::written::Bytes;

/// A value by its place, with those of its keys when it is a map.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Its text. That of a block ends with its last value: no comment below it is in it.
    pub(super) range: Range<usize>,
    keys: Vec<Key>,
}

#[derive(Debug)]
struct Key {
    name: String,
    /// With its quotes.
    range: Range<usize>,
    value: Places,
}

impl Places {
    /// Finds the places of a text that is one document. What the parser refuses is said in its words.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut reading = Reading { text, bytes: Bytes::of(text), open: Vec::new(), root: Self::default() };
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| error.info().trim().to_owned())?;
            reading.event(event, span);
        }
        Ok(reading.root)
    }

    /// Finds the key at the end of a route, and its value.
    pub(super) fn entry(&self, route: &[&str]) -> Option<(Range<usize>, &Self)> {
        let (name, rest) = route.split_first()?;
        let key = self.keys.iter().find(|key| key.name == *name)?;
        if rest.is_empty() { Some((key.range.clone(), &key.value)) } else { key.value.entry(rest) }
    }
}

/// A list or map whose end was not seen.
struct Open {
    list: bool,
    start: usize,
    /// Where its last value ends.
    end: usize,
    keys: Vec<Key>,
    /// A key whose value was not seen.
    key: Option<(String, Range<usize>)>,
}

struct Reading<'a> {
    text: &'a str,
    bytes: Bytes<'a>,
    open: Vec<Open>,
    root: Places,
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let range = self.bytes.range(span);
        match event {
            Event::SequenceStart(..) => self.begin(true, range.start),
            Event::MappingStart(..) => self.begin(false, range.start),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return };
                // Only what is in brackets has an end of its own.
                let bracket = self.bytes.bracket(span).len();
                let end = if bracket == 0 { open.end } else { range.start + bracket };
                self.finish(String::new(), Places { range: open.start..end, keys: open.keys });
            }
            Event::Scalar(name, style, ..) => {
                let length = self.bytes.scalar(span, style).len();
                self.finish(name.into_owned(), Places { range: range.start..range.start + length, keys: Vec::new() });
            }
            Event::Alias(_) => self.finish(String::new(), Places { range, keys: Vec::new() }),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
    }

    fn begin(&mut self, list: bool, start: usize) {
        self.open.push(Open { list, start, end: start, keys: Vec::new(), key: None });
    }

    /// Puts a value where it belongs; as a key, it has a name.
    fn finish(&mut self, name: String, value: Places) {
        let Some(open) = self.open.last_mut() else {
            self.root = value;
            return;
        };
        if open.list {
            open.end = open.end.max(value.range.end);
            return;
        }
        match open.key.take() {
            None => open.key = Some((name, value.range)),
            Some((name, range)) => {
                // A value of nothing is found at what follows it.
                let colon = range.end + self.text[range.end..].find(':').map_or(0, |at| at + 1);
                let end = if value.range.is_empty() { colon } else { value.range.end.max(colon) };
                open.end = open.end.max(end);
                open.keys.push(Key { name, range, value: Places { range: value.range.start.min(end)..end, ..value } });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(text: &'a str, route: &[&str]) -> (&'a str, &'a str) {
        let places = Places::read(text).unwrap();
        let (key, value) = places.entry(route).unwrap();
        (&text[key], &text[value.range.clone()])
    }

    #[test]
    fn keys_and_values_are_found_in_bytes_whatever_the_characters() {
        let text = "ä: ö\r\n'ü':\r\n  b: [1, ß]\r\n  c: \"é\\\"\" # \"é\"\r\nd: 'it''s' # '\r\n";
        assert_eq!(entry(text, &["ä"]), ("ä", "ö"));
        assert_eq!(entry(text, &["ü", "b"]), ("b", "[1, ß]"));
        assert_eq!(entry(text, &["ü"]), ("'ü'", "b: [1, ß]\r\n  c: \"é\\\"\""));
        assert_eq!(entry(text, &["d"]).1, "'it''s'");
    }

    #[test]
    fn a_block_ends_with_its_last_value() {
        let text = "a:\n  - b: 1\n    c: |\n      text\n\n  # below\n# of d\nd:\n  e:\n  # nothing\nf: *x\n"
            .replace("*x", "x");
        assert_eq!(entry(&text, &["a"]).1, "- b: 1\n    c: |\n      text");
        assert_eq!(entry(&text, &["d"]).1, "e:");
    }

    #[test]
    fn what_an_alias_leads_to_is_not_below_it() {
        let places = Places::read("a: &x\n  b: 1\nc: *x\n").unwrap();
        assert!(places.entry(&["a", "b"]).is_some());
        assert!(places.entry(&["c"]).is_some() && places.entry(&["c", "b"]).is_none());
    }
}
