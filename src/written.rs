//! How a value is written in a YAML text: where it really ends, and how another one is written in its place.

use std::ops::Range;

use saphyr_parser::{ScalarStyle, Span};

/// The bytes of what a parser counts in characters.
pub(crate) struct Bytes<'t> {
    text: &'t str,
    /// The byte of each character, where some have several.
    starts: Option<Vec<usize>>,
}

impl<'t> Bytes<'t> {
    /// Counts a text.
    pub(crate) fn of(text: &'t str) -> Self {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| byte).collect());
        Self { text, starts }
    }

    /// Where a span is.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let byte = |at: usize| match &self.starts {
            Some(starts) => starts.get(at).copied().unwrap_or(self.text.len()),
            None => at.min(self.text.len()),
        };
        let start = byte(span.start.index());
        start..byte(span.end.index()).max(start)
    }

    /// What a scalar is written with. The parser counts to one in quotes what stands behind it, a comment too, and to a block the lines below.
    pub(crate) fn scalar(&self, span: Span, style: ScalarStyle) -> &'t str {
        let written = &self.text[self.range(span)];
        match style {
            ScalarStyle::SingleQuoted => &written[..closed(written, '\'')],
            ScalarStyle::DoubleQuoted => &written[..closed(written, '"')],
            _ => written.trim_end(),
        }
    }

    /// The bracket that closes a list or a map, which a block has none of. The parser counts a comment behind it to it.
    pub(crate) fn bracket(&self, span: Span) -> &'t str {
        let written = &self.text[self.range(span)];
        if written.starts_with([']', '}']) { &written[..1] } else { "" }
    }
}

/// Where a text in quotes is closed.
fn closed(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip_while(|(_, c)| *c != quote).skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' if quote == '"' => _ = characters.next(),
            c if c != quote => {}
            // Twice, it stands for itself.
            _ if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == quote) => _ = characters.next(),
            _ => return at + quote.len_utf8(),
        }
    }
    text.len()
}

/// Writes a value as another one was written: in the same quotes, behind the same tag and anchor. A block begins with its text where neither
/// stands in front, so that its head stays. Nothing where that cannot be said so, and where the other goes over several lines.
pub(crate) fn in_place_of(written: &str, value: &str) -> Option<String> {
    if value.contains(char::is_control) {
        return None;
    }
    match written.chars().next()? {
        '!' | '&' => behind_its_mark(written, value),
        '|' | '>' => in_block(written, value),
        '#' => None,
        _ if written.contains('\n') => None,
        '\'' => Some(format!("'{}'", value.replace('\'', "''"))),
        '"' => Some(format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))),
        _ => Some(value.to_owned()),
    }
}

/// A tag, or the name for aliases, stays in front of the value.
fn behind_its_mark(written: &str, value: &str) -> Option<String> {
    let rest = written[written.find(char::is_whitespace)?..].trim_start();
    let kept = &written[..written.len() - rest.len()];
    Some(format!("{kept}{}", in_place_of(rest, value)?))
}

/// A block keeps its head, which may have a comment of its own, and how far it is indented.
fn in_block(written: &str, value: &str) -> Option<String> {
    let (head, line) = written.split_once('\n')?;
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    (!line.contains('\n')).then(|| format!("{head}\n{indent}{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_the_one_before_it_was() {
        for (written, value, wanted) in [
            ("a", "b", "b"),
            ("'a'", "it's", "'it''s'"),
            ("\"a\"", "\"\\", "\"\\\"\\\\\""),
            ("&n !!str  'a'", "b", "&n !!str  'b'"),
            ("!!str >- # why\r\n    a", "b", "!!str >- # why\r\n    b"),
        ] {
            assert_eq!(in_place_of(written, value).as_deref(), Some(wanted));
        }
        for written in ["a\n  b", "'a\n  b'", "!!str |\n  a\n  b", "!!str |\n\n  a", "&n # why\n  'a'"] {
            assert_eq!(in_place_of(written, "c"), None, "{written:?}");
        }
        assert_eq!(in_place_of("'a'", "b\nc"), None);
    }
}
