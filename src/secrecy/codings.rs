//! Ways of writing a text in other letters, and how each is taken back: escapes inside of a text, and alphabets that a whole text is
//! packed in. Nobody says where something packed begins, so all letters of an alphabet are read as one text, from each place in a group.

use zeroize::Zeroizing;

use super::reading::Reading;

/// Fewer letters in a row are no text that something could be packed in.
const RUN: usize = 8;

/// Reads a text in every way that it may be written in. What it comes to in another alphabet is mostly nothing, so only what is
/// `wanted` is kept.
pub(super) fn decoded(reading: &Reading, wanted: impl Fn(&[u8]) -> bool) -> Vec<Reading> {
    let mut all: Vec<Reading> = unescaped(reading).into_iter().chain(without(reading, quoted_printable)).collect();
    ALPHABETS.iter().for_each(|alphabet| alphabet.unpack(reading, &wanted, &mut all));
    all
}

/// Tells whether some bytes in a row may be text that something is packed in again.
pub(super) fn is_legible(bytes: &[u8]) -> bool {
    let mut run = 0;
    bytes.iter().any(|byte| {
        run = if is_text(*byte) { run + 1 } else { 0 };
        run >= RUN
    })
}

/// A byte of a text in ASCII, or what UTF-16 puts between them.
fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace() || byte == 0
}

/// Keeps what may be text: of what was unpacked at the wrong place, nothing is left.
pub(super) fn legible(reading: &Reading) -> Reading {
    let mut legible = Reading::empty();
    let mut at = 0;
    while at < reading.bytes.len() {
        let run = reading.bytes[at..].iter().take_while(|byte| is_text(**byte)).count();
        // What UTF-16 puts between letters is no part of what they say.
        let said = (at..at + run).filter(|at| run >= RUN && reading.bytes[*at] != 0);
        said.for_each(|at| legible.push(reading.bytes[at], reading, at..at + 1));
        at += run + 1;
    }
    legible
}

/// What an escape stands for, and its length.
type Escape = (char, usize);

/// Takes the escapes of addresses, JSON, YAML, JavaScript, HTML and XML back; nothing where there are none.
pub(super) fn unescaped(reading: &Reading) -> Option<Reading> {
    without(reading, escaped)
}

/// Takes escapes back; nothing where there are none.
fn without(reading: &Reading, escape: impl Fn(&Reading, usize) -> Option<Escape>) -> Option<Reading> {
    let first = (0..reading.bytes.len()).find(|at| escape(reading, *at).is_some())?;
    let mut plain = Reading::empty();
    (0..first).for_each(|at| plain.push(reading.bytes[at], reading, at..at + 1));
    let mut at = first;
    while at < reading.bytes.len() {
        let Some((c, length)) = escape(reading, at) else {
            plain.push(reading.bytes[at], reading, at..at + 1);
            at += 1;
            continue;
        };
        let mut buffer = [0; 4];
        // In an address each byte is written by itself.
        let bytes = match u8::try_from(u32::from(c)) {
            Ok(byte) if matches!(reading.bytes[at], b'%' | b'=') => {
                buffer[0] = byte;
                &buffer[..1]
            }
            _ => c.encode_utf8(&mut buffer).as_bytes(),
        };
        bytes.iter().for_each(|byte| plain.push(*byte, reading, at..at + length));
        at += length;
    }
    Some(plain)
}

fn escaped(reading: &Reading, at: usize) -> Option<Escape> {
    let rest = &reading.bytes[at..];
    match (rest.first()?, rest.get(1)?) {
        (b'%', _) => Some((number(rest.get(1..3)?, 16)?, 3)),
        (b'\\', b'x') => Some((number(rest.get(2..4)?, 16)?, 4)),
        (b'\\', b'u') if rest.get(2) == Some(&b'{') => {
            let end = rest.iter().take(10).position(|byte| *byte == b'}')?;
            Some((number(&rest[3..end], 16)?, end + 1))
        }
        (b'\\', b'u') => Some((number(rest.get(2..6)?, 16)?, 6)),
        (b'\\', b'U') => Some((number(rest.get(2..10)?, 16)?, 10)),
        (b'&', _) => {
            let end = rest.iter().take(10).position(|byte| *byte == b';')?;
            let c = match &rest[1..end] {
                [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
                [b'#', digits @ ..] => number(digits, 10)?,
                b"amp" | b"lt" | b"gt" | b"quot" | b"apos" => '&',
                _ => return None,
            };
            Some((c, end + 1))
        }
        _ => None,
    }
}

/// Escapes of mail; apart from the others, as `=` stands in front of many a value.
fn quoted_printable(reading: &Reading, at: usize) -> Option<Escape> {
    let rest = &reading.bytes[at..];
    let code = rest.get(1..3).filter(|_| rest[0] == b'=')?;
    Some((number(code, 16).filter(|_| !code.iter().any(u8::is_ascii_lowercase))?, 3))
}

fn number(digits: &[u8], base: u32) -> Option<char> {
    let all = digits
        .iter()
        .try_fold(0_u32, |all, digit| all.checked_mul(base)?.checked_add(char::from(*digit).to_digit(base)?));
    char::from_u32(all.filter(|_| !digits.is_empty())?)
}

/// Letters that each hold some bits of a text.
struct Alphabet {
    bits: u32,
    /// So many letters make whole bytes.
    group: usize,
    value: fn(u8) -> Option<u8>,
}

/// The second one of base32 takes letters of either case; the first one passes over what is said around it in small ones.
const ALPHABETS: [Alphabet; 4] = [
    Alphabet { bits: 6, group: 4, value: of_base64 },
    Alphabet { bits: 5, group: 8, value: of_base32 },
    Alphabet { bits: 5, group: 8, value: |letter| of_base32(letter.to_ascii_uppercase()) },
    Alphabet { bits: 4, group: 2, value: of_hexadecimal },
];

fn of_base64(letter: u8) -> Option<u8> {
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn of_base32(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

fn of_hexadecimal(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl Alphabet {
    /// Reads all letters as one text, whatever stands between them, from each place of the first group.
    fn unpack(&self, reading: &Reading, wanted: impl Fn(&[u8]) -> bool, all: &mut Vec<Reading>) {
        let letters = self.letters(reading);
        if letters.len() < RUN {
            return;
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(letters.len()));
        for skipped in 0..self.group {
            bytes.clear();
            bytes.extend(self.bytes(&letters[skipped..]).map(|(byte, ..)| byte));
            if wanted(&bytes) {
                let mut plain = Reading::empty();
                self.bytes(&letters[skipped..]).for_each(|(byte, from, to)| plain.push(byte, reading, from..to + 1));
                all.push(plain);
            }
        }
    }

    /// The letters and where they stand.
    fn letters(&self, reading: &Reading) -> Vec<(u8, usize)> {
        let mut letters = Vec::with_capacity(reading.bytes.len());
        let mut at = 0;
        while let Some(byte) = reading.bytes.get(at) {
            let is_prefix = self.bits == 4 && *byte == b'0' && matches!(reading.bytes.get(at + 1), Some(b'x' | b'X'));
            match (self.value)(*byte).filter(|_| !is_prefix) {
                Some(value) => {
                    letters.push((value, at));
                    at += 1;
                }
                None => at += if is_prefix { 2 } else { reading.sign(at) },
            }
        }
        letters
    }

    /// The bytes that letters stand for, each with the places of its first and its last letter.
    fn bytes(&self, letters: &[(u8, usize)]) -> impl Iterator<Item = (u8, usize, usize)> {
        let (mut held, mut bits, mut from) = (0_u32, 0, 0);
        letters.iter().filter_map(move |(value, at)| {
            from = if bits == 0 { *at } else { from };
            held = held << self.bits | u32::from(*value);
            bits += self.bits;
            if bits < 8 {
                return None;
            }
            bits -= 8;
            // The letter's other bits begin the next byte.
            let byte = ((held >> bits) as u8, from, *at);
            from = *at;
            held &= (1 << bits) - 1;
            Some(byte)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let said = |reading: Reading| String::from_utf8_lossy(&reading.bytes).into_owned();
        decoded(&Reading::of(text), |_| true).into_iter().map(said).collect()
    }

    #[test]
    fn escapes_are_taken_back_and_signs_that_are_none_stay() {
        for text in [
            "caf%C3%A9",
            "caf\\u00e9",
            "caf\\xe9",
            "caf\\u{e9}",
            "caf\\U000000e9",
            "caf&#233;",
            "caf&#xE9;",
            "caf=C3=A9",
        ] {
            assert!(all(text).contains(&"café".to_owned()), "{text}");
        }
        for text in ["100% x", "a=bc", "\\u12", "&nothing;", "\\u{}", "&#;"] {
            assert!(unescaped(&Reading::of(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_packed_is_found_wherever_it_begins() {
        for text in
            ["x: Y29ycmVjdC1ob3JzZQ", "MNXXE4TFMN2C22DPOJZWK===", "0x63 0x6f 0x72 0x72 0x65 0x63 0x74 0x2d 0x68"]
        {
            assert!(all(text).iter().any(|read| read.contains("correct-h")), "{text}");
        }
    }

    #[test]
    fn what_is_packed_knows_where_it_stands() {
        let reading = Reading::of("x: Y29y\ncmVj!");
        let found = decoded(&reading, |_| true).into_iter().find(|read| read.bytes.ends_with(b"correc")).unwrap();
        let start = found.bytes.len() - 6;
        assert_eq!(found.place(start..start + 6), 3..12);
    }
}
