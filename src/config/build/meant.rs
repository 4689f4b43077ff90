//! Where a fault is that the parser only notices further down.

use crate::config::Spot;

/// What the parser (saphyr-parser 0.3.4) says at the next thing that is written, however far below the fault that is: of a key without a
/// colon, and of a list or map in brackets that nothing closes.
const NOTICED_LATE: [&str; 5] = [
    "simple key expect ':'",
    "invalid indentation",
    "invalid indentation in flow construct",
    "while parsing a flow sequence, expected ',' or ']'",
    "while parsing a flow mapping, did not find expected ',' or '}'",
];

/// The line that is meant: the last one above with anything but a comment on it, where the parser noticed it at the beginning of a line.
pub(super) fn meant(text: &str, noticed: Spot, says: &str) -> Spot {
    let above = noticed.line.saturating_sub(1) as usize;
    let here = text.lines().nth(above).unwrap_or_default();
    let indent = |line: &str| line.chars().take_while(|c| *c == ' ').count();
    let begins = noticed.column as usize <= indent(here) + 1;
    // A bracket is a fault of its own, wherever it stands.
    if !NOTICED_LATE.contains(&says) || !begins || here.trim_start().starts_with([']', '}']) {
        return noticed;
    }
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let last = text.lines().zip(1_u32..).take(above).filter(|(line, _)| says_something(line)).last();
    last.map_or(noticed, |(line, number)| Spot { line: number, column: super::events::number(indent(line)) + 1 })
}

#[cfg(test)]
mod tests {
    use crate::config::{FaultKind, Place, build::build};

    fn place(text: &str) -> (u32, u32) {
        let fault = build(text, 0).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Syntax, "{fault:?}");
        let Place { start, .. } = fault.place;
        (start.line, start.column)
    }

    #[test]
    fn a_key_without_a_colon_is_told_at_its_own_line_however_far_the_next_one_is() {
        for below in ["", "\n", "\n# why\n  # or why not\n\n", "    # deeper\n"] {
            assert_eq!(place(&format!("app:\n  title: x\n  locations\n{below}backend: {{}}\n")), (3, 3), "{below:?}");
            assert_eq!(place(&format!("app:\n  title: x\n  locations\n{below}")), (3, 3), "{below:?}");
        }
        assert_eq!(place("app:\n  title: x\n  key:value\n  # why\n\nbackend: {}\n"), (3, 3));
    }

    #[test]
    fn a_list_that_nothing_closes_is_told_where_it_was_to_be_closed() {
        assert_eq!(place("app:\n  list: [a,\n    b\n\n# why\nbackend: {}\n"), (3, 5));
        assert_eq!(place("app:\n  list: [a,\n    b\n\n# why\n"), (3, 5));
        assert_eq!(place("app:\n  map: {a: b,\n    c: d\n\n# why\n"), (3, 5));
        assert_eq!(place("list: [a,\n  b\n\n# why\nbackend: {}\n"), (2, 3));
    }

    #[test]
    fn what_the_parser_notices_at_once_stays_where_it_is() {
        assert_eq!(place("app:\n  - a\n\n  # why\n  title: x\n"), (5, 3));
        assert_eq!(place("app:\n  title: x\n\n # why\n bad: x\n"), (5, 2));
        assert_eq!(place("app:\n  a: b\n\n  # why\n    c: d\n"), (5, 5));
    }
}
