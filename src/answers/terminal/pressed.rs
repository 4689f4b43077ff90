//! The next key that is pressed, whole.

use std::io;

use console::{Key, Term};

/// Reads the next key. Of a key that is told by more than three characters behind esc (ctrl with an arrow, F5, where a paste begins and ends),
/// console 0.16 reads the first three, and would take the rest for letters that were typed.
pub(super) fn key(term: &Term) -> io::Result<Key> {
    let key = term.read_key()?;
    let Key::UnknownEscSeq(mut read) = key else { return Ok(key) };
    while goes_on(&read) {
        match term.read_key()? {
            Key::Char(next) => read.push(next),
            other => return Ok(other),
        }
    }
    Ok(Key::UnknownEscSeq(read))
}

/// Tells whether more of a sequence follows than was read behind its esc: one that begins with `[` ends with a sign from `@` to `~`, and one that
/// begins with `O` has two (ECMA-48, 5.4; xterm's control sequences).
fn goes_on(read: &[char]) -> bool {
    match read {
        ['O'] => true,
        ['[', '[', rest @ ..] => rest.is_empty(),
        ['[', .., last] => !matches!(last, '@'..='~'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_read_to_its_end_and_no_further() {
        for (read, more) in [
            ("[1;", true),
            ("[1;5", true),
            ("[1;5D", false),
            ("[15", true),
            ("[15~", false),
            ("[200", true),
            ("[200~", false),
            ("O", true),
            ("OP", false),
            ("[[A", false),
            ("[<0", true),
            ("x", false),
            ("[", false),
        ] {
            assert_eq!(goes_on(&read.chars().collect::<Vec<_>>()), more, "{read}");
        }
    }
}
