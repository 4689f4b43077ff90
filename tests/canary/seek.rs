//! Finds marks in what the program said, whatever it did to them: another case, escapes of JSON, XML, addresses and terminals, base64
//! at any place, and line breaks, gutters and colours in between.

use std::collections::BTreeSet;

/// What every mark begins with, so that one search finds them all.
pub(crate) const SIGN: &str = "zq7x";
/// The letters of a mark: the sign, and a number in four letters.
const MARK: usize = 8;

/// All marks in a text.
pub(crate) fn marks(said: &[u8]) -> BTreeSet<String> {
    let said = String::from_utf8_lossy(said);
    let mut found = BTreeSet::new();
    let mut text = without_gutters(&said);
    // What is escaped twice (JSON in an annotation) is read twice.
    for _ in 0..3 {
        collect(&condensed(&text), &mut found);
        for shift in 0..4 {
            collect(&condensed(&unpacked(&text, shift)), &mut found);
        }
        match unescaped(&text) {
            Some(plain) => text = plain,
            None => break,
        }
    }
    found
}

fn collect(condensed: &str, found: &mut BTreeSet<String>) {
    let mut rest = condensed;
    while let Some(at) = rest.find('q') {
        let start = at.checked_sub(1).filter(|start| rest[*start..].starts_with(SIGN));
        if let Some(mark) = start.and_then(|start| rest.get(start..start + MARK)) {
            found.insert(mark.to_owned());
        }
        rest = &rest[at + 1..];
    }
}

/// Letters and digits, all small: no sign, space or line's end keeps two pieces apart.
fn condensed(text: &str) -> String {
    let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
    kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Takes colours away, and what stands in front of a line: its number and bar, a diff's sign.
fn without_gutters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in without_colours(text).lines() {
        let bare = line.trim_start();
        let after = bare.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        let bare = if after.starts_with(['|', '│']) { after } else { bare };
        plain.push_str(bare.trim_start_matches(['|', '│', '+', '-', ' ', '#']));
        plain.push('\n');
    }
    plain
}

fn without_colours(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| {
        let end = piece.find(|c: char| c.is_ascii_alphabetic()).filter(|_| piece.starts_with('['));
        plain + piece.get(end.map_or(0, |end| end + 1)..).unwrap_or_default()
    })
}

/// Undoes one layer of escapes; nothing when there are none.
fn unescaped(text: &str) -> Option<String> {
    let at = text.find(['\\', '%', '&'])?;
    let mut plain = text[..at].to_owned();
    let mut rest = &text[at..];
    while let Some(first) = rest.chars().next() {
        let (c, length) = escape(rest).unwrap_or((first, first.len_utf8()));
        plain.push(c);
        rest = &rest[length..];
        let next = rest.find(['\\', '%', '&']).unwrap_or(rest.len());
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    (plain != text).then_some(plain)
}

fn escape(text: &str) -> Option<(char, usize)> {
    let code = |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?);
    let after = text.get(1..)?;
    match text.chars().next()? {
        '%' => Some((code(after.get(..2)?)?, 3)),
        '&' => {
            let (name, _) = after.get(..after.len().min(8)).unwrap_or(after).split_once(';')?;
            let c = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => code(name.strip_prefix("#x")?)?,
            };
            Some((c, name.len() + 2))
        }
        _ => match after.chars().next()? {
            'u' => Some((code(after.get(1..5)?)?, 6)),
            'x' => Some((code(after.get(1..3)?)?, 4)),
            'n' | 'r' | 't' => Some((' ', 2)),
            c @ ('"' | '\'' | '\\' | '/') => Some((c, 2)),
            _ => None,
        },
    }
}

/// Reads everything as base64, from the `shift`th letter on; both alphabets.
fn unpacked(text: &str, shift: usize) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in words(text) {
        let sextets = word.iter().skip(shift).map(|byte| sextet(*byte));
        let (mut bits, mut held) = (0_u32, 0);
        for sextet in sextets {
            bits = (bits << 6 | u32::from(sextet)) & 0xffff;
            held += 6;
            if held >= 8 {
                held -= 8;
                plain.push(char::from((bits >> held) as u8));
            }
        }
        plain.push(' ');
    }
    plain
}

/// Runs of base64 that are long enough to hold a mark, without what may break one.
fn words(text: &str) -> Vec<Vec<u8>> {
    let mut words = vec![Vec::new()];
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_' => {
                words.last_mut().unwrap().push(byte);
            }
            b' ' | b'\n' | b'|' | b'\r' | b'\t' if words.last().unwrap().len() >= 12 => {}
            _ => words.push(Vec::new()),
        }
    }
    words.retain(|word| word.len() >= 10);
    words
}

fn sextet(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;
    use crate::canary::{Canary, Form};

    fn finds(text: &str, canary: &Canary) -> bool {
        marks(text.as_bytes()).contains(&canary.mark)
    }

    #[test]
    fn a_canary_is_found_whatever_was_done_to_it() {
        for form in Form::ALL {
            let canary = Canary::new(form);
            let text = canary.text.as_str();
            let json = serde_json::to_string(&format!("x{text}x")).unwrap();
            let escaped: String = text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
            let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let twice = percent.replace('%', "%25");
            let broken: String = text.chars().map(|c| format!("12 | {c}\n")).collect();
            let coloured: String = text.chars().map(|c| format!("\u{1b}[1;31m{c}\u{1b}[0m")).collect();
            let ways = [text.to_uppercase(), text.to_lowercase(), json, escaped, percent, twice, broken, coloured];
            for way in ways {
                assert!(finds(&format!("it is {way} here"), &canary), "{form:?} {way}");
            }
            for before in ["", "a", "ab", "abc"] {
                let packed = STANDARD.encode(format!("{before}{text} and more"));
                let safe = URL_SAFE_NO_PAD.encode(format!("{before}{text}"));
                let folded = format!("{}\n   {}", &packed[..12], &packed[12..]);
                for way in [packed, safe, folded] {
                    assert!(finds(&format!("GITHUB_TOKEN: {way}\n"), &canary), "{form:?} {way}");
                }
            }
            assert!(!finds("it is not here", &canary));
        }
    }
}
