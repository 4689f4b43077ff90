//! Reads an existing `.env` file as compose does, without interpolating anything.
//!
//! The rules are those of `compose-go`'s `dotenv/parser.go`: `=` or `:` after the name, an optional `export`, comments, single quotes as
//! they stand, double quotes with escapes, ` #` ends an unquoted value.

use std::fmt;
use std::ops::Range;

use super::quoted::{closing, interpolation, unescape};
use crate::credential::Secret;

/// A `.env` file that compose would refuse too, with the line that it stops at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What makes a `.env` file unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name holds something that no reader takes.
    Name,
    /// A quote is opened and never closed.
    OpenQuote,
    /// Something follows the closing quote that is neither a comment nor a line of its own.
    AfterQuote,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fact, hint) = match self.fault {
            Fault::Name => ("the text is not `NAME=value`", "fix the line or put a `#` in front of it"),
            Fault::OpenQuote => ("the quote that begins the value is never closed", "close it"),
            Fault::AfterQuote => ("something follows the closing quote", "put it on a line of its own"),
        };
        write!(f, "{fact} (line {}); {hint}", self.line)
    }
}

impl std::error::Error for Unreadable {}

/// One assignment and the place where it stands.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    /// The variable's name.
    pub(crate) name: &'a str,
    /// From the name (or `export`) to the end of the last line, without the line's end.
    pub(crate) span: Range<usize>,
    /// What stands in front of the name: `export ` or nothing.
    pub(crate) prefix: &'a str,
    /// The comment behind the value, with its `#`.
    pub(crate) tail: Option<&'a str>,
    /// Whether more than a comment follows the closing quote, which compose takes for a line of its own.
    pub(crate) followed: bool,
    reading: Reading,
}

#[derive(Debug)]
enum Reading {
    /// The value that compose sees.
    Value(Secret),
    /// Only the reader's environment decides: the value interpolates, or there is only a name.
    Open,
}

/// Reads names and values in the order of the file; where a name stands twice, the last one counts for every reader.
///
/// Lines whose value depends on the environment (`A=$B`, or only `A`) are left out.
///
/// # Errors
///
/// [`Unreadable`] at the first line that compose would refuse.
pub fn parse(text: &str) -> Result<Vec<(String, Secret)>, Unreadable> {
    let known = |statement: Statement<'_>| match statement.reading {
        Reading::Value(value) => Some((statement.name.to_owned(), value)),
        Reading::Open => None,
    };
    Ok(statements(text)?.into_iter().filter_map(known).collect())
}

/// A variable as a file sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its value; nothing when only the reader's environment decides (`A=$B`, or only `A`).
    pub value: Option<Secret>,
    /// The line that it begins on, from 1.
    pub line: usize,
}

/// Reads names, values and the lines that they begin on, in the order of the file.
///
/// # Errors
///
/// [`Unreadable`] at the first line that compose would refuse.
pub fn entries(text: &str) -> Result<Vec<Entry>, Unreadable> {
    let (mut at, mut line) = (0, 1);
    let entry = |statement: Statement<'_>| {
        line += text[at..statement.span.start].matches('\n').count();
        at = statement.span.start;
        let value = match statement.reading {
            Reading::Value(value) => Some(value),
            Reading::Open => None,
        };
        Entry { name: statement.name.to_owned(), value, line }
    };
    Ok(statements(text)?.into_iter().map(entry).collect())
}

/// Tells whether a text is one of variables: a line of it sets one where in YAML nothing but a key or an item could begin, or its first
/// line that says anything does.
pub fn is_of_variables(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('#'));
    text.lines().chain(first).any(sets)
}

fn sets(line: &str) -> bool {
    let name = line[export_prefix(line).len()..].split_once('=').map(|(name, _)| name.trim_end());
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.".contains(&byte);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(is_of_name))
}

/// Finds every assignment.
pub(crate) fn statements(text: &str) -> Result<Vec<Statement<'_>>, Unreadable> {
    let mut found = Vec::new();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    while let Some(start) = next_statement(text, at) {
        let fails = |fault| Unreadable { line: line_of(text, start), fault };
        let statement = statement(text, start).map_err(fails)?;
        at = statement.span.end;
        found.push(statement);
    }
    Ok(found)
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

fn next_statement(text: &str, mut at: usize) -> Option<usize> {
    loop {
        at += text[at..].find(|c: char| !c.is_whitespace())?;
        if !text[at..].starts_with('#') {
            return Some(at);
        }
        at += text[at..].find('\n')?;
    }
}

fn statement(text: &str, start: usize) -> Result<Statement<'_>, Fault> {
    let prefix = export_prefix(&text[start..]);
    let name_start = start + prefix.len();
    let rest = &text[name_start..];
    let separator = rest.find(['=', ':', '\n']).unwrap_or(rest.len());
    let name = rest[..separator].trim_end();
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "_.-[]".contains(c)) {
        return Err(Fault::Name);
    }
    let Read { end, tail, followed, reading } = match rest[separator..].starts_with(['=', ':']) {
        true => value(text, name_start + separator + 1)?,
        false => Read { end: name_start + name.len(), tail: None, followed: false, reading: Reading::Open },
    };
    Ok(Statement { name, span: start..end, prefix, tail, followed, reading })
}

fn export_prefix(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("export") else { return "" };
    let name = rest.trim_start_matches([' ', '\t']);
    if name.len() == rest.len() { "" } else { &text[..text.len() - name.len()] }
}

struct Read<'a> {
    end: usize,
    tail: Option<&'a str>,
    followed: bool,
    reading: Reading,
}

fn value(text: &str, after_separator: usize) -> Result<Read<'_>, Fault> {
    let rest = &text[after_separator..];
    let start = after_separator + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\u{b}', '\u{c}']).len();
    match text[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, start, quote),
        _ => Ok(unquoted(text, start)),
    }
}

fn unquoted(text: &str, start: usize) -> Read<'_> {
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[start..line_end].trim_end();
    let (value, tail) = match line.find(" #") {
        Some(at) => (line[..at].trim_end(), Some(&line[at + 1..])),
        None => (line, None),
    };
    Read { end: start + line.len(), tail, followed: false, reading: interpolation(value).map_or(Reading::Open, read) }
}

fn quoted(text: &str, start: usize, quote: char) -> Result<Read<'_>, Fault> {
    let body = &text[start + 1..];
    let length = closing(body, quote).ok_or(Fault::OpenQuote)?;
    let inside = body[..length].replace("\r\n", "\n");
    let after = start + 1 + length + 1;
    let line_end = text[after..].find('\n').map_or(text.len(), |at| after + at);
    let tail = text[after..line_end].trim();
    let followed = !tail.is_empty() && !tail.starts_with('#');
    let next = line_end - text[after..line_end].trim_start().len();
    if followed && matches!(statement(text, next), Err(Fault::Name)) {
        return Err(Fault::AfterQuote);
    }
    let value = match quote {
        '\'' => Some(inside.replace("\\'", "'")),
        _ => interpolation(&unescape(&inside)),
    };
    // What has no value, stands close to the quote or has small letters may be the end of this very value, and is no name to be shown.
    let another = followed && next > after && sets_another(&text[next..line_end]);
    let end = if another { after } else { after + text[after..line_end].trim_end().len() };
    let tail = (!tail.is_empty() && !followed).then_some(tail);
    Ok(Read { end, tail, followed, reading: value.map_or(Reading::Open, read) })
}

fn sets_another(text: &str) -> bool {
    let name = text.strip_prefix("export ").unwrap_or(text).split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn read(value: String) -> Reading {
    Reading::Value(Secret::new(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_variables_is_told_by_a_line_that_sets_one() {
        for text in ["A=b", "# c\n\nexport A=b\n", "\u{feff}A = b\n", "A: b\nC=d\n", "  A=b\n"] {
            assert!(is_of_variables(text), "{text}");
        }
        for text in ["", "# A=b\n", "a: b=c\n", "environment:\n  - A=b\n", "- A=b\n", "a: |\n  A=b\n", "{ a: b }\n"] {
            assert!(!is_of_variables(text), "{text}");
        }
    }

    fn pairs(text: &str) -> Vec<(String, String)> {
        let known = parse(text).unwrap();
        known.into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect()
    }

    fn one(text: &str) -> String {
        let pairs = pairs(text);
        assert_eq!(pairs.len(), 1, "{pairs:?}");
        pairs[0].1.clone()
    }

    #[test]
    fn values_are_read_as_compose_reads_them() {
        assert_eq!(one("A=b c # why\n"), "b c");
        assert_eq!(one("A=b#c\n"), "b#c");
        assert_eq!(one("export  A = b \r\n"), "b");
        assert_eq!(one("A: b"), "b");
        assert_eq!(one("A='b $C \\n' # why"), "b $C \\n");
        assert_eq!(one("A='it\\'s'"), "it's");
        assert_eq!(one(r#"A="b\nc \"d\" \$e""#), "b\nc \"d\" $e");
        assert_eq!(one("A=\"first\r\nsecond\"\r\n"), "first\nsecond");
        assert_eq!(one("A=$$b"), "$b");
        assert_eq!(one("A=pa$5word$"), "pa$5word$");
        assert_eq!(one("A=\n"), "");
    }

    #[test]
    fn comments_and_blank_lines_are_skipped() {
        assert_eq!(
            pairs("\u{feff}# one\n\n  # two\nA=1\n\t B=2"),
            [("A".into(), "1".into()), ("B".into(), "2".into())]
        );
    }

    #[test]
    fn what_follows_a_closing_quote_is_read_as_compose_reads_it() {
        assert_eq!(
            pairs("A=\"x\" B=2\nC=3"),
            [("A".into(), "x".into()), ("B".into(), "2".into()), ("C".into(), "3".into())]
        );
        assert_eq!(pairs("A=\"x\"y\nC='3'4=5\n"), [("A".into(), "x".into()), ("C".into(), "3".into())]);
        let followed = |text| statements(text).unwrap().iter().map(|statement| statement.followed).collect::<Vec<_>>();
        assert_eq!(followed("A=\"x\" B='2' # why\nC=\"3\"4\n"), [true, false, true]);
    }

    #[test]
    fn values_that_depend_on_the_environment_are_left_out() {
        assert_eq!(pairs("A=$B\nC=\"${D:-e}\"\nF\nG=1"), [("G".into(), "1".into())]);
    }

    #[test]
    fn entries_stand_on_their_lines_and_keep_those_that_are_open() {
        let entries = entries("# why\nA=\"1\n2\"\n\nB=$C\n").unwrap();
        let lines: Vec<_> =
            entries.iter().map(|entry| (entry.name.as_str(), entry.line, entry.value.is_some())).collect();
        assert_eq!(lines, [("A", 2, true), ("B", 5, false)]);
    }

    #[test]
    fn an_unreadable_line_is_named_without_its_text() {
        let refused = parse("A=1\n\nB=\"CANARY\n").unwrap_err();
        assert_eq!(refused, Unreadable { line: 3, fault: Fault::OpenQuote });
        assert!(!refused.to_string().contains("CANARY"));
        assert_eq!(parse("some words\n").unwrap_err().fault, Fault::Name);
        assert_eq!(parse("A='b' c d\n").unwrap_err().fault, Fault::AfterQuote);
    }
}
