//! A text as bytes that know where they stand, and what they come to when they are compared: whatever way a secret is written in, it
//! comes to the same.

use std::ops::Range;

use zeroize::Zeroizing;

/// Bytes, each with the stretch of the first text that it stands for.
pub(super) struct Reading {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Nothing where each byte stands for itself.
    places: Option<Vec<(u32, u32)>>,
}

impl Reading {
    /// Takes a text as it is written.
    pub(super) fn of(text: &str) -> Self {
        Self { bytes: Zeroizing::new(text.as_bytes().to_vec()), places: None }
    }

    /// Nothing yet of what another one says.
    pub(super) fn empty() -> Self {
        Self { bytes: Zeroizing::default(), places: Some(Vec::new()) }
    }

    /// Adds a byte that stands for some of another one's.
    pub(super) fn push(&mut self, byte: u8, of: &Self, bytes: Range<usize>) {
        let place = of.place(bytes);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.bytes.push(byte);
        self.places.get_or_insert_default().push((number(place.start), number(place.end)));
    }

    /// The stretch of the first text that some of the bytes stand for.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        let Some(places) = &self.places else { return bytes };
        let start = places.get(bytes.start).map_or(0, |place| place.0 as usize);
        let end = places.get(bytes.end.saturating_sub(1)).map_or(start, |place| place.1 as usize);
        start..end
    }

    /// Letters and digits alone, without case. So signs that a way of writing changes, adds or takes away make no difference: quotes,
    /// line ends, `-` for `_`, terminal codes.
    pub(super) fn compared(&self) -> Self {
        let mut compared = Self {
            bytes: Zeroizing::new(Vec::with_capacity(self.bytes.len())),
            places: Some(Vec::with_capacity(self.bytes.len())),
        };
        let mut at = 0;
        while let Some(first) = self.bytes.get(at) {
            at += match first {
                _ if first.is_ascii_alphanumeric() => {
                    compared.push(first.to_ascii_lowercase(), self, at..at + 1);
                    1
                }
                _ if first.is_ascii() => self.sign(at),
                _ => self.letter(at, &mut compared),
            };
        }
        compared
    }

    /// A character that takes more than one byte; gives how many.
    fn letter(&self, at: usize, compared: &mut Self) -> usize {
        let length = (2..=4)
            .find(|length| self.bytes.get(at..at + length).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok()));
        let Some(length) = length else { return 1 };
        let text = std::str::from_utf8(&self.bytes[at..at + length]).unwrap_or_default();
        for c in text.chars().filter(|c| c.is_alphanumeric() && !is_filler(*c)).flat_map(char::to_lowercase) {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| compared.push(byte, self, at..at + length));
        }
        length
    }

    /// The length of what says nothing by itself: a colour code of the terminal, an escaped line's end, any other sign.
    pub(super) fn sign(&self, at: usize) -> usize {
        let rest = &self.bytes[at + 1..];
        match (self.bytes[at], rest.first()) {
            (b'\\', Some(b'n' | b'r' | b't')) => 2,
            (b'\x1b', Some(b'[')) => 1 + rest.iter().position(u8::is_ascii_alphabetic).map_or(0, |end| end + 1),
            _ => 1,
        }
    }
}

/// Tells whether a letter is one that shows nothing: those of Hangul that only fill a place.
const fn is_filler(letter: char) -> bool {
    matches!(letter, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_come_to_the_same() {
        let compared = |text: &str| String::from_utf8(Reading::of(text).compared().bytes.to_vec()).unwrap();
        for text in [
            "Aä/b c",
            "aÄ_B\nC",
            "\"a\\nä/\\\"b c\"",
            "a\u{1b}[31mä\u{1b}[0m/bc",
            "a\u{200b}ä-b\u{202e}c",
            "a\u{3164}ä\u{115f}b\u{1160}c\u{ffa0}",
        ] {
            assert_eq!(compared(text), "aäbc", "{text}");
        }
        assert_eq!(compared("100%"), "100");
    }

    #[test]
    fn a_byte_knows_where_it_came_from() {
        let compared = Reading::of("x a\u{1b}[1mb").compared();
        assert_eq!(&*compared.bytes, b"xab");
        assert_eq!(compared.place(1..3), 2..8);
    }
}
