//! The comments in a stretch of YAML, which no parser tells of.

use std::ops::Range;

use saphyr_parser::{Event, Parser};

use crate::written::Bytes;

/// Lists the comments that begin in a stretch of a text, in their order and with their `#`. What only looks like one inside of a key or a value
/// is none.
pub(super) fn comments(text: &str, within: Range<usize>) -> Vec<&str> {
    let scalars = scalars(text);
    let behind = |at: usize| scalars.partition_point(|scalar| scalar.end <= at);
    let is_said = |at: usize| scalars.get(behind(at)).is_some_and(|scalar| scalar.contains(&at));
    let begins = |at: usize| text[..at].chars().next_back().is_none_or(char::is_whitespace) && !is_said(at);
    let mut found = Vec::new();
    let mut from = within.start;
    while let Some(at) = text[from..within.end].find('#').map(|at| from + at) {
        if begins(at) {
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            found.push(text[at..end].trim_end());
            from = end.min(within.end);
        } else {
            from = at + 1;
        }
    }
    found
}

/// Where keys and values stand. What cannot be read is refused before anything is edited.
fn scalars(text: &str) -> Vec<Range<usize>> {
    let bytes = Bytes::of(text);
    let scalar = |(event, span)| match event {
        Event::Scalar(_, style, ..) => {
            let start = bytes.range(span).start;
            Some(start..start + bytes.scalar(span, style).len())
        }
        _ => None,
    };
    Parser::new_from_str(text).map_while(Result::ok).filter_map(scalar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_what_looks_like_one() {
        let text = "a: # one\n  # two\n  b: 'x # y' # three\n  c: [1, # four\n    2]\n  d: | # five\n    # text\n    z\n  \"e # f\": g#h\n  # six\n";
        assert_eq!(comments(text, 0..text.len()), ["# one", "# two", "# three", "# four", "# five", "# six"]);
        assert_eq!(comments(text, 3..12), ["# one", "# two"]);
        assert!(comments("a: ''\n", 0..6).is_empty());
    }
}
