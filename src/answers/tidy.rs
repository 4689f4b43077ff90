//! What a copied secret brings along: blanks and line breaks around it, a pair of quotes, and the word that goes before a token in a
//! request.

use crate::credential::Secret;
use crate::secrecy;

/// What came along with a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenOff {
    /// A pair of quotes.
    pub quotes: bool,
    /// `Bearer `, or `token `.
    pub word: bool,
}

impl TakenOff {
    /// Says what was taken off, or nothing.
    pub fn describe(self) -> Option<&'static str> {
        match (self.quotes, self.word) {
            (true, true) => Some("the quotes around it and the word before it taken off"),
            (true, false) => Some("the quotes around it taken off"),
            (false, true) => Some("the word before it taken off"),
            (false, false) => None,
        }
    }
}

/// Takes off what came along with a secret; what is left is one that nothing may show.
pub fn tidied(given: &Secret) -> (Secret, TakenOff) {
    let (text, taken_off) = tidy(given.expose());
    let secret = Secret::new(text);
    secrecy::learn(&secret);
    (secret, taken_off)
}

/// Takes off what came along.
pub fn tidy(given: &str) -> (&str, TakenOff) {
    let mut taken = TakenOff::default();
    let mut text = given.trim();
    // A quoted header has both, in either order.
    for _ in 0..2 {
        if let Some(inner) = unquoted(text) {
            (text, taken.quotes) = (inner, true);
        }
        if let Some(inner) = without_word(text) {
            (text, taken.word) = (inner, true);
        }
    }
    (text, taken)
}

fn unquoted(text: &str) -> Option<&str> {
    let inner = ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.map(str::trim).filter(|inner| !inner.is_empty())
}

fn without_word(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let is_word = ["bearer", "token"].iter().any(|known| word.eq_ignore_ascii_case(known));
    Some(rest.trim()).filter(|rest| is_word && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_brings_along_is_taken_off_and_nothing_else() {
        let (quotes, word) = (TakenOff { quotes: true, word: false }, TakenOff { quotes: false, word: true });
        for (given, text, taken) in [
            (" abc\r\n", "abc", TakenOff::default()),
            ("\"a'b\"", "a'b", quotes),
            ("'abc'", "abc", quotes),
            ("Bearer abc", "abc", word),
            ("\"bearer abc\"", "abc", TakenOff { quotes: true, word: true }),
            ("Bearer 'abc'", "abc", TakenOff { quotes: true, word: true }),
            ("\"abc'", "\"abc'", TakenOff::default()),
            ("\"", "\"", TakenOff::default()),
            ("''", "''", TakenOff::default()),
            ("Bearer ", "Bearer", TakenOff::default()),
            ("two words", "two words", TakenOff::default()),
        ] {
            assert_eq!(tidy(given), (text, taken), "{given:?}");
        }
    }
}
