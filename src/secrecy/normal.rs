//! Text as it is compared: whatever way a secret is written in, it comes to the same bytes.

use std::ops::Range;

use zeroize::Zeroizing;

/// Bytes to compare, each with the stretch of the text that it stands for.
pub(super) struct Normal {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    places: Vec<(u32, u32)>,
}

impl Normal {
    /// Brings a text into the form that is compared: no case, no blanks, line ends, quotes, backslashes and terminal codes, and what is
    /// written in percent taken back. The two alphabets of base64 are one.
    pub(super) fn of(text: &str) -> Self {
        Self::read(text, true)
    }

    /// The same, with what looks as if it were written in percent left alone.
    pub(super) fn literally(text: &str) -> Self {
        Self::read(text, false)
    }

    fn read(text: &str, percent: bool) -> Self {
        let mut normal = Self { bytes: Zeroizing::new(Vec::with_capacity(text.len())), places: Vec::new() };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let end = at + c.len_utf8();
            let escape = if c == '\u{1b}' { code(&text[at..]) } else { 0 };
            let coded = (percent && c == '%').then(|| byte(&text[end..])).flatten();
            let letter = (c == '\\').then(|| text[end..].chars().next().filter(|c| matches!(c, 'n' | 'r' | 't'))).flatten();
            let next = match (coded, letter) {
                (Some(_), _) => end + 2,
                (_, Some(_)) => end + 1,
                _ => end + escape,
            };
            match coded {
                Some(byte) => normal.push(byte, at..next),
                None if is_dropped(c) => {}
                None => normal.letter(c, at..next),
            }
            at = next;
        }
        normal
    }

    fn letter(&mut self, c: char, place: Range<usize>) {
        for c in c.to_lowercase() {
            let c = match c {
                '-' => '+',
                '_' => '/',
                c => c,
            };
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| self.push(byte, place.clone()));
        }
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        if byte.is_ascii_whitespace() || byte.is_ascii_control() || matches!(byte, b'"' | b'\'' | b'\\') {
            return;
        }
        self.bytes.push(match byte.to_ascii_lowercase() {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        });
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.places.push((number(place.start), number(place.end)));
    }

    /// The stretch of the text that some of the bytes stand for.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.places.get(bytes.start).map_or(0, |place| place.0 as usize);
        let end = self.places.get(bytes.end.saturating_sub(1)).map_or(start, |place| place.1 as usize);
        start..end
    }
}

fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '\\' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The length of a terminal's colour code behind its first character.
fn code(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else { return 0 };
    rest.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |end| end + 2)
}

/// The byte that two digits of sixteen stand for.
fn byte(digits: &str) -> Option<u8> {
    digits.get(..2).filter(|two| two.bytes().all(|c| c.is_ascii_hexdigit())).and_then(|two| u8::from_str_radix(two, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_come_to_the_same() {
        let normal = |text: &str| String::from_utf8(Normal::of(text).bytes.to_vec()).unwrap();
        for text in ["Aä/b c", "aÄ_B\nC", "a%C3%A4%2Fb%20c", "\"a\\nä/\\\"b c\"", "a\u{1b}[31mä\u{1b}[0m/bc", "a\u{200b}ä/b\u{202e}c"] {
            assert_eq!(normal(text), "aä/bc".to_lowercase().replace('_', "/"), "{text}");
        }
        assert_eq!(normal("100%"), "100%");
    }

    #[test]
    fn a_byte_knows_where_it_came_from() {
        let normal = Normal::of("x a%41\u{1b}[1mb");
        assert_eq!(&*normal.bytes, b"xaab");
        assert_eq!(normal.place(1..3), 2..6);
        assert_eq!(normal.place(3..4), 10..11);
    }
}
