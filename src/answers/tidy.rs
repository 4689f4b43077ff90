//! What a copied answer brings along: blanks and line breaks around it, a pair of quotes, the name that it was set to in a shell or a file of
//! variables, and the word that goes before a token in a request.

use crate::credential::Secret;
use crate::secrecy;

/// What came along with an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenOff {
    /// A pair of quotes.
    pub quotes: bool,
    /// `Bearer `, or `token `.
    pub word: bool,
    /// `NAME=`, or `export NAME=`.
    pub name: bool,
    /// Signs without a width, which pages put where a line may break.
    pub unseen: bool,
}

impl TakenOff {
    /// Says what was taken off, or nothing.
    pub fn describe(self) -> Option<String> {
        let parts = [
            (self.quotes, "the quotes around it"),
            (self.name, "the name and `=` before it"),
            (self.word, "the word before it"),
            (self.unseen, "signs that cannot be seen"),
        ];
        let told: Vec<_> = parts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what).collect();
        (!told.is_empty()).then(|| format!("{} taken off", told.join(" and ")))
    }
}

/// Takes off what came along with a secret; what is left is one that nothing may show.
pub fn tidied(given: &Secret) -> (Secret, TakenOff) {
    let (text, taken_off) = tidy(given.expose());
    let secret = Secret::new(text);
    secrecy::learn(&secret);
    (secret, taken_off)
}

/// Takes off what came along with a secret.
pub fn tidy(given: &str) -> (&str, TakenOff) {
    let (mut text, mut taken) = wrapped(given, without_name);
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

/// Takes off what came along with an answer that is no secret. A directory's names have `OU=People` in them.
pub fn tidy_plain(given: &str) -> (&str, TakenOff) {
    wrapped(given, |text| {
        let is_of_shell = text.starts_with("export ") || text.split('=').next().is_some_and(|name| name.contains('_'));
        without_name(text).filter(|_| is_of_shell)
    })
}

fn wrapped<'t>(given: &'t str, named: fn(&'t str) -> Option<&'t str>) -> (&'t str, TakenOff) {
    let mut text = given.trim();
    let seen = text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c));
    let mut taken = TakenOff { unseen: seen != text, ..TakenOff::default() };
    text = seen;
    // The value may be quoted, or all of it.
    for _ in 0..2 {
        if let Some(inner) = unquoted(text) {
            (text, taken.quotes) = (inner, true);
        }
        if let Some(value) = named(text) {
            (text, taken.name) = (value, true);
        }
    }
    (text, taken)
}

/// Signs of Unicode that take no room: soft hyphen, blanks and marks without a width, a byte order mark.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The value of `NAME=value` or `export NAME=value`, where no other blank is in it. What is in base64 may end in `=`.
fn without_name(text: &str) -> Option<&str> {
    let (name, value) = text.strip_prefix("export ").map_or(text, str::trim_start).split_once('=')?;
    // A password may have a sign of equality behind a capital letter or two.
    let is_name = (name.len() > 3 || text.starts_with("export "))
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let is_value = !value.is_empty() && !value.starts_with('=') && !value.contains(char::is_whitespace);
    (is_name && is_value).then_some(value)
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
        let quotes = TakenOff { quotes: true, ..TakenOff::default() };
        let word = TakenOff { word: true, ..TakenOff::default() };
        let name = TakenOff { name: true, ..TakenOff::default() };
        let both = TakenOff { quotes: true, word: true, ..TakenOff::default() };
        for (given, text, taken) in [
            (" abc\r\n", "abc", TakenOff::default()),
            ("\"a'b\"", "a'b", quotes),
            ("'abc'", "abc", quotes),
            ("Bearer abc", "abc", word),
            ("\"bearer abc\"", "abc", both),
            ("Bearer 'abc'", "abc", both),
            ("export GITLAB_TOKEN=glpat-abc", "glpat-abc", name),
            ("GITLAB_TOKEN=glpat-abc", "glpat-abc", name),
            ("GITLAB_TOKEN=\"glpat-abc\"", "glpat-abc", TakenOff { quotes: true, ..name }),
            ("\u{200b}abc\u{feff}\r\n", "abc", TakenOff { unseen: true, ..TakenOff::default() }),
            ("'TOKEN=a=b='", "a=b=", TakenOff { quotes: true, ..name }),
            ("QUJD==", "QUJD==", TakenOff::default()),
            ("QUJD=", "QUJD=", TakenOff::default()),
            ("token=abc", "token=abc", TakenOff::default()),
            ("PW=abc", "PW=abc", TakenOff::default()),
            ("TOKEN=two words", "TOKEN=two words", TakenOff::default()),
            ("\"abc'", "\"abc'", TakenOff::default()),
            ("\"", "\"", TakenOff::default()),
            ("''", "''", TakenOff::default()),
            ("Bearer ", "Bearer", TakenOff::default()),
            ("two words", "two words", TakenOff::default()),
        ] {
            assert_eq!(tidy(given), (text, taken), "{given:?}");
        }
    }

    #[test]
    fn of_a_plain_answer_quotes_and_a_variables_name_are_taken_off_and_no_part_of_a_name() {
        for (given, text) in [
            ("\"Ov23li0123456789abcd\"", "Ov23li0123456789abcd"),
            ("GITHUB_ORG=acme", "acme"),
            ("export ORG='acme'", "acme"),
            ("OU=People,DC=acme,DC=dev", "OU=People,DC=acme,DC=dev"),
            ("token acme", "token acme"),
        ] {
            assert_eq!(tidy_plain(given).0, text, "{given:?}");
        }
    }
}
