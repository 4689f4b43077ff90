//! How much YAML is taken in, whoever reads it then: bytes, levels, entries, and what aliases come to when they are written out.
//! A parser that keeps no such limits sees a text only after this did.

use std::collections::HashMap;
use std::fmt;

use saphyr_parser::{Event, Marker, Parser};

/// The largest text that is read, in bytes; real configurations are a hundredth of it.
pub(crate) const LARGEST: usize = 4 << 20;
/// The deepest nesting.
pub(crate) const DEEPEST: usize = 100;
/// The most entries, aliases written out.
pub(crate) const MOST: usize = 400_000;
/// Text of so many bytes costs as much as an entry.
const BYTES_OF_AN_ENTRY: usize = 64;
/// How often the `yaml` package lets an anchor be used, counted through anchors in anchors (`maxAliasCount`).
const MOST_ALIASES: usize = 100;
/// The most lines of `%…` in front of a document; libyaml compares each with all before it.
const MOST_DIRECTIVES: usize = 16;

/// A limit that a text goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Too many bytes.
    Bytes,
    /// Too many levels.
    Levels,
    /// Too many entries.
    Entries,
    /// Aliases in aliases multiply.
    Aliases,
    /// An alias stands inside the value that it repeats.
    Circle,
    /// Too many lines of `%…`.
    Directives,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes => write!(f, "the file has more than {} MiB", LARGEST >> 20),
            Self::Levels => write!(f, "more than {DEEPEST} levels are open here"),
            Self::Entries => write!(f, "more than {MOST} entries"),
            Self::Aliases => f.write_str("aliases in aliases multiply here beyond what is read"),
            Self::Circle => f.write_str("this alias stands inside the value that it repeats"),
            Self::Directives => write!(f, "more than {MOST_DIRECTIVES} lines begin with `%`"),
        }
    }
}

/// A list or map that is open.
#[derive(Default)]
struct Frame {
    anchor: usize,
    weight: usize,
    size: usize,
}

/// A value with a name, and how often it was used.
struct Anchor {
    weight: usize,
    uses: usize,
    size: usize,
}

/// Counts what a text holds, event by event.
#[derive(Default)]
pub(crate) struct Bounds {
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    entries: usize,
}

impl Bounds {
    /// A list or a map begins. `anchor` is its number, 0 for none.
    ///
    /// # Errors
    /// When there are too many levels.
    pub(crate) fn open(&mut self, anchor: usize) -> Result<(), Excess> {
        if self.frames.len() >= DEEPEST {
            return Err(Excess::Levels);
        }
        self.frames.push(Frame { anchor, weight: 1, size: 1 });
        Ok(())
    }

    /// A list or a map ends.
    ///
    /// # Errors
    /// When there are too many entries.
    pub(crate) fn close(&mut self) -> Result<(), Excess> {
        let Some(Frame { anchor, weight, size }) = self.frames.pop() else { return Ok(()) };
        self.finish(anchor, weight, size)
    }

    /// A plain value of so many bytes.
    ///
    /// # Errors
    /// When there are too many entries.
    pub(crate) fn scalar(&mut self, anchor: usize, bytes: usize) -> Result<(), Excess> {
        self.finish(anchor, 1, 1 + bytes / BYTES_OF_AN_ENTRY)
    }

    /// A value is repeated.
    ///
    /// # Errors
    /// When that multiplies beyond the limits, or leads in a circle.
    pub(crate) fn alias(&mut self, anchor: usize) -> Result<(), Excess> {
        let known = self.anchors.get_mut(&anchor).ok_or(Excess::Circle)?;
        known.uses += 1;
        let (weight, size) = (known.uses * known.weight, known.size);
        self.entries += size;
        if weight > MOST_ALIASES || self.entries > MOST {
            return Err(Excess::Aliases);
        }
        self.finish(0, weight, size)
    }

    fn finish(&mut self, anchor: usize, weight: usize, size: usize) -> Result<(), Excess> {
        // A value with a name is kept a second time, for its aliases.
        self.entries += if anchor == 0 { 1 } else { 1 + size };
        if self.entries > MOST {
            return Err(Excess::Entries);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { weight, uses: 0, size });
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.weight = frame.weight.max(weight);
            frame.size += size;
        }
        Ok(())
    }
}

/// Where a text is not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beyond {
    /// Counted from 1.
    pub(crate) line: usize,
    /// Counted from 1, in characters.
    pub(crate) column: usize,
    /// What is wrong.
    pub(crate) what: What,
}

/// Why a text is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// There is more of something than is read.
    Excess(Excess),
    /// It is no YAML; the words name no values.
    Syntax(String),
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Excess(excess) => excess.fmt(f),
            What::Syntax(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Beyond {}

/// Holds a text against the limits, before a parser without any sees it.
///
/// # Errors
/// The first place where it goes beyond one, or is no YAML.
pub(crate) fn hold(text: &str) -> Result<(), Beyond> {
    let excess = |line, column, excess| Beyond { line, column, what: What::Excess(excess) };
    if text.len() > LARGEST {
        return Err(excess(1, 1, Excess::Bytes));
    }
    if text.lines().filter(|line| line.starts_with('%')).nth(MOST_DIRECTIVES).is_some() {
        return Err(excess(1, 1, Excess::Directives));
    }
    let mut bounds = Bounds::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let (line, column) = place(*error.marker());
            // The parser has a limit of its own, which it may come to before it tells of the levels.
            if error.info().contains("recursion limit") {
                return excess(line, column, Excess::Levels);
            }
            Beyond { line, column, what: What::Syntax(error.info().trim().to_owned()) }
        })?;
        let within = match event {
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => bounds.open(anchor),
            Event::SequenceEnd | Event::MappingEnd => bounds.close(),
            Event::Scalar(text, _, anchor, _) => bounds.scalar(anchor, text.len()),
            Event::Alias(anchor) => bounds.alias(anchor),
            _ => Ok(()),
        };
        let (line, column) = place(span.start);
        within.map_err(|beyond| excess(line, column, beyond))?;
    }
    Ok(())
}

/// Tells whether a parser's words are of the grammar alone, which are fixed. Those about a value may repeat it, and its keys. The parser
/// (yaml_serde 0.10.7) tells these apart only in what it writes for programmers; what looks otherwise is taken for one about a value.
pub(crate) fn names_no_value(error: &serde_yaml::Error) -> bool {
    format!("{error:?}").starts_with("Error { ")
}

fn place(at: Marker) -> (usize, usize) {
    (at.line().max(1), at.col() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beyond(text: &str) -> Excess {
        match hold(text).unwrap_err().what {
            What::Excess(excess) => excess,
            What::Syntax(words) => panic!("{words}"),
        }
    }

    #[test]
    fn a_text_that_goes_beyond_a_limit_is_told_by_the_limit() {
        assert_eq!(beyond(&"[".repeat(DEEPEST + 1)), Excess::Levels);
        assert_eq!(beyond(&"{a: ".repeat(100_000)), Excess::Levels);
        assert_eq!(beyond(&format!("{}x", "- ".repeat(100_000))), Excess::Levels);
        assert_eq!(beyond(&"#".repeat(LARGEST + 1)), Excess::Bytes);
        assert_eq!(beyond(&format!("a: [{}]", "1,".repeat(MOST + 1))), Excess::Entries);
        let named: String = (0..90).map(|number| format!("&a{number} [")).collect();
        assert_eq!(beyond(&format!("a: {named}{}{}", "1,".repeat(10_000), "]".repeat(90))), Excess::Entries);
        assert_eq!(beyond("a: &a [*a]"), Excess::Circle);
        let directives: String = (0..20_000).map(|number| format!("%TAG !{number}! x\n")).collect();
        assert_eq!(beyond(&format!("{directives}---\na: 1\n")), Excess::Directives);
    }

    #[test]
    fn aliases_count_as_what_they_repeat() {
        assert_eq!(beyond(&format!("a: &a 1\nb: [{}]", "*a, ".repeat(MOST_ALIASES + 1))), Excess::Aliases);
        let text = "x".repeat(BYTES_OF_AN_ENTRY * MOST / 50);
        assert_eq!(beyond(&format!("a: &a {text}\nb: [{}]", "*a, ".repeat(60))), Excess::Aliases);
        let below = "*a, ".repeat(11);
        assert_eq!(beyond(&format!("a: &a 1\nb: &b [{below}]\nc: [{}]", "*b, ".repeat(10))), Excess::Aliases);
        hold("a: &a {b: 1}\nc: [*a, *a]\n").unwrap();
    }

    #[test]
    fn words_about_a_value_are_told_from_those_of_the_grammar() {
        let refused = |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap_err();
        for text in ["a: [1", "a: \"x", "a: b: c", "@x: 1"] {
            assert!(names_no_value(&refused(text)), "{text}");
        }
        for text in [
            "a: 98765432109876543210987",
            "a: -98765432109876543210987",
            "a: !!int x",
            "{x: 1, x: 2}",
            "Error { : !!int x",
        ] {
            assert!(!names_no_value(&refused(text)), "{text}");
        }
    }

    #[test]
    fn what_is_no_yaml_has_its_place() {
        let beyond = hold("a: 1\nb: [\n").unwrap_err();
        assert!(matches!(beyond.what, What::Syntax(_)) && beyond.line >= 2, "{beyond:?}");
    }
}
