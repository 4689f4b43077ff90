//! Text as it is compared: whatever way a secret is written in, it comes to the same bytes.

use std::ops::Range;

use zeroize::Zeroizing;

/// Bytes to compare, each with the stretch of the text that it stands for.
pub(super) struct Normal {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    places: Vec<(u32, u32)>,
}

impl Normal {
    /// Brings a text into the form that is compared: letters and digits alone, without case, and what is written in percent taken back.
    /// So signs that a way of writing changes, adds or takes away make no difference: quotes, line ends, `-` for `_`, terminal codes.
    pub(super) fn of(text: &str) -> Self {
        Self::read(text, true)
    }

    /// The same, with what looks as if it were written in percent left alone.
    pub(super) fn literally(text: &str) -> Self {
        Self::read(text, false)
    }

    fn read(text: &str, percent: bool) -> Self {
        let mut normal =
            Self { bytes: Zeroizing::new(Vec::with_capacity(text.len())), places: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while let Some(first) = text.as_bytes().get(at) {
            let rest = &text.as_bytes()[at + 1..];
            let length = match first {
                b'%' if percent => byte(rest).map(|coded| normal.push(coded, at..at + 3)).map(|()| 3),
                b'\\' if matches!(rest.first(), Some(b'n' | b'r' | b't')) => Some(2),
                b'\x1b' => Some(1 + code(rest)),
                _ => None,
            };
            at += match length {
                Some(length) => length,
                None if first.is_ascii() => {
                    normal.push(*first, at..at + 1);
                    1
                }
                None => normal.letter(text, at),
            };
        }
        normal
    }

    /// A character that takes more than one byte; gives how many.
    fn letter(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else { return 1 };
        let length = c.len_utf8();
        if c.is_alphanumeric() {
            for c in c.to_lowercase() {
                let mut buffer = [0; 4];
                c.encode_utf8(&mut buffer).bytes().for_each(|byte| self.push(byte, at..at + length));
            }
        }
        length
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            return;
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.bytes.push(byte.to_ascii_lowercase());
        self.places.push((number(place.start), number(place.end)));
    }

    /// The stretch of the text that some of the bytes stand for.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.places.get(bytes.start).map_or(0, |place| place.0 as usize);
        let end = self.places.get(bytes.end.saturating_sub(1)).map_or(start, |place| place.1 as usize);
        start..end
    }
}

/// The length of a terminal's colour code behind its first byte.
fn code(rest: &[u8]) -> usize {
    match rest.first() {
        Some(b'[') => rest.iter().position(u8::is_ascii_alphabetic).map_or(0, |end| end + 1),
        _ => 0,
    }
}

/// The byte that two digits of sixteen stand for.
fn byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_come_to_the_same() {
        let normal = |text: &str| String::from_utf8(Normal::of(text).bytes.to_vec()).unwrap();
        for text in [
            "Aä/b c",
            "aÄ_B\nC",
            "a%C3%A4%2Fb%20c",
            "\"a\\nä/\\\"b c\"",
            "a\u{1b}[31mä\u{1b}[0m/bc",
            "a\u{200b}ä-b\u{202e}c",
        ] {
            assert_eq!(normal(text), "aäbc", "{text}");
        }
        assert_eq!(normal("100%"), "100");
    }

    #[test]
    fn a_byte_knows_where_it_came_from() {
        let normal = Normal::of("x a%41\u{1b}[1mb");
        assert_eq!(&*normal.bytes, b"xaab");
        assert_eq!(normal.place(1..3), 2..6);
        assert_eq!(normal.place(3..4), 10..11);
    }
}
