//! Where exactly a value is written, so that nothing but the value is replaced: no comment behind it, no line below it.

use std::ops::Range;

/// The bytes of the value that begins where a place does; nothing, when they cannot be told from what is around them.
pub(super) fn exact(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let (before, written) = (text.get(..place.start)?, text.get(place.clone())?);
    let length = match written.chars().next()? {
        // The parser counts a comment behind a text in quotes to it.
        quote @ ('"' | '\'') => closed(written, quote)?,
        // A tag or an anchor would go with the value, and an alias is somebody else's; blank lines belong to a block.
        '!' | '&' | '*' | '\n' | '\r' | ' ' => return None,
        // It ends a block at what follows it, a comment of its own line among that.
        _ if is_block(before) => Some(written.trim_end().len()).filter(|length| !written[..*length].contains('\n'))?,
        _ => written.trim_end().len(),
    };
    let alone = |written: &str| !written.lines().skip(1).any(|line| line.trim_start().starts_with('#'));
    Some(place.start..place.start + length).filter(|range| alone(&text[range.clone()]))
}

/// Tells whether what follows is the content of a folded or literal block: its header ends the line above.
fn is_block(before: &str) -> bool {
    let Some((above, indent)) = before.rsplit_once('\n') else { return false };
    let header = above.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let header = header
        .split(" #")
        .next()
        .unwrap_or_default()
        .trim_end()
        .trim_end_matches(['-', '+', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    indent.trim().is_empty() && header.ends_with(['|', '>'])
}

/// How long a text in quotes is, both of them included.
fn closed(written: &str, quote: char) -> Option<usize> {
    let mut characters = written.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => _ = characters.next(),
            other if other != quote => {}
            // Twice, it stands for itself.
            _ if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == quote) => _ = characters.next(),
            _ => return Some(at + quote.len_utf8()),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found from where the mark stands to the end of the text.
    fn found(text: &str) -> Option<String> {
        let start = text.find('^').unwrap();
        let text = text.replace('^', "");
        exact(&text, start..text.len()).map(|range| text[range].to_owned())
    }

    #[test]
    fn a_value_ends_where_it_is_written_to_its_end() {
        for (text, value) in [
            ("a: ^\"x\" # c", Some("\"x\"")),
            ("a: ^'it''s' # c", Some("'it''s'")),
            ("a: ^\"x \\\" # y\"\r\n# c", Some("\"x \\\" # y\"")),
            ("a: >-\n  ^x/\n", Some("x/")),
            ("a: | # why\n  ^x/\n\n", Some("x/")),
            ("a: >-\n  ^x\n  y\n", None),
            ("a: >-\n  ^x\n  # c", None),
            ("a:\n  ^x/  ", Some("x/")),
            ("a: ^x\n  y", Some("x\n  y")),
            ("a: ^&own x # c", None),
            ("a: ^!!str 'x' # c", None),
            ("a: >-^\n\n  x\n", None),
            ("a: ^\"x", None),
        ] {
            assert_eq!(found(text).as_deref(), value, "{text:?}");
        }
    }
}
