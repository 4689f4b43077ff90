//! Secrets that are known, and the search for them in everything that is said. One pass over a text, however many secrets there are.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::common::is_common;
use super::index::Index;
use super::normal::Normal;
use super::veil::{cut_out, joined};
use super::{DOTS, forms};
use crate::credential::Secret;

/// Secrets from this length on are found in whatever way they are written; shorter ones only as words of their own.
const LONG: usize = 6;
/// Shorter texts are in too many words.
const SHORTEST: usize = 4;
/// So many secrets are looked for in base64, too; who has more has made them up.
const MOST_PACKED: usize = 2_000;
/// Lines of a longer secret that are secrets by themselves.
const LINE: usize = 16;

/// Secrets that must not be shown. Cheap to add to, and searched for all at once.
#[derive(Clone)]
pub struct Known {
    secrets: HashSet<Held>,
    /// As they are compared: letters and digits alone.
    long: Index,
    /// In lower case, and otherwise as they are written.
    short: Index,
}

impl Default for Known {
    fn default() -> Self {
        Self { secrets: HashSet::new(), long: Index::of(LONG), short: Index::of(SHORTEST) }
    }
}

#[derive(Clone, PartialEq, Eq)]
struct Held(Secret);

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({})", self.secrets.len())
    }
}

impl Known {
    /// Adds a secret. Of one that has several lines, each long line is one too.
    pub fn learn(&mut self, secret: &str) {
        self.add(secret.trim());
        if secret.trim().contains('\n') {
            secret.lines().map(str::trim).filter(|line| line.len() >= LINE).for_each(|line| self.add(line));
        }
    }

    /// Takes over everything that another one knows.
    pub fn absorb(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            self.merge(&other);
        }
    }

    /// Adds everything that another one knows.
    pub fn merge(&mut self, other: &Self) {
        other.secrets.iter().for_each(|secret| self.add(secret.0.expose()));
    }

    /// Tells whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    fn add(&mut self, secret: &str) {
        let common = is_common(secret);
        if secret.len() < SHORTEST || common || !self.secrets.insert(Held(Secret::new(secret))) {
            return;
        }
        let (decoded, literal) = (Normal::of(secret).bytes, Normal::literally(secret).bytes);
        if decoded.len().min(literal.len()) < LONG {
            self.short.add(Zeroizing::new(secret.to_ascii_lowercase().into_bytes()));
            return;
        }
        if *decoded != *literal {
            self.long.add(decoded);
        }
        self.long.add(literal);
        if self.secrets.len() > MOST_PACKED {
            return;
        }
        for packed in packed(secret) {
            self.long.add(Normal::literally(&packed).bytes);
        }
    }

    /// Puts dots in place of every secret in a text, whatever way it is written in, and of what has the form of one.
    pub fn conceal(&self, text: &str) -> String {
        cut_out(text, &self.find(text), DOTS)
    }

    /// Finds every secret in a text; the stretches are in order and apart.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = forms::tokens(text).collect();
        if !self.long.is_empty() {
            self.find_long(text, &mut found);
        }
        if !self.short.is_empty() {
            self.find_short(text, &mut found);
        }
        joined(found)
    }

    fn find_long(&self, text: &str, found: &mut Vec<Range<usize>>) {
        self.find_in(&Normal::of(text), found);
        // What stands in front of a secret may make its first letters look as if they were written in percent.
        if text.contains('%') {
            self.find_in(&Normal::literally(text), found);
        }
    }

    fn find_in(&self, normal: &Normal, found: &mut Vec<Range<usize>>) {
        for at in 0..normal.bytes.len() {
            // The longest holds the others.
            let longest = self.long.at(&normal.bytes, at).next();
            found.extend(longest.map(|length| normal.place(at..at + length)));
        }
    }

    /// Where short secrets stand as words of their own.
    fn find_short(&self, text: &str, found: &mut Vec<Range<usize>>) {
        let lower = text.to_ascii_lowercase();
        let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut before = None;
        for (at, letter) in text.char_indices() {
            if !inner(before) {
                let ends = |length: &usize| !inner(text[at + length..].chars().next());
                let alone = self.short.at(lower.as_bytes(), at).find(ends);
                found.extend(alone.map(|length| at..at + length));
            }
            before = Some(letter);
        }
    }
}

/// What base64 makes of a secret that stands inside something longer, at each of the three ways it can lie.
fn packed(secret: &str) -> impl Iterator<Item = Zeroizing<String>> {
    (0..3_usize).map(|before| {
        let mut bytes = Zeroizing::new(vec![0; before]);
        bytes.extend_from_slice(secret.as_bytes());
        let packed = Zeroizing::new(STANDARD_NO_PAD.encode(&*bytes));
        // Characters at both ends also hold bits of the neighbours.
        let start = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        Zeroizing::new(packed[start..end.max(start)].to_owned())
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::*;

    const CANARY: &str = "Canary-7%q/Z+x\"y=";

    fn known() -> Known {
        let mut known = Known::default();
        known.learn(CANARY);
        known.learn("pin42");
        known
    }

    #[test]
    fn a_secret_is_found_in_whatever_way_it_is_written() {
        let around = |text: &str| known().conceal(&format!("it is {text}, you see"));
        let percent = "Canary-7%25q%2FZ%2bx%22y";
        for text in [
            CANARY.to_owned(),
            CANARY.to_uppercase(),
            CANARY.to_lowercase(),
            percent.to_owned(),
            CANARY.replace('"', "\\\""),
            "Canary-7%q/\n    Z+x\"y=".to_owned(),
            "Canary-7\u{1b}[31m%q/Z+x\u{1b}[0m\"y=".to_owned(),
        ] {
            // Signs at its end tell nothing.
            assert_eq!(around(&text).replace(['=', '"', '%'], ""), "it is ••••, you see", "{text}");
        }
        for before in ["", "a", "ab", "user:"] {
            let whole = format!("{before}{CANARY}:more");
            for packed in [STANDARD.encode(&whole), URL_SAFE.encode(&whole)] {
                let shown = known().conceal(&packed);
                assert!(shown.contains(DOTS) && shown.chars().count() < 24, "{packed} {shown}");
            }
        }
    }

    #[test]
    fn a_short_secret_is_found_as_a_word_and_leaves_other_words_alone() {
        assert_eq!(known().conceal("`PIN42` and pin421"), "`••••` and pin421");
        let mut known = Known::default();
        ["abc", "password", "Production"].into_iter().for_each(|word| known.learn(word));
        assert!(known.is_empty());
    }

    #[test]
    fn each_line_of_a_long_secret_is_one() {
        let mut known = Known::default();
        known.learn("-----BEGIN X-----\nMIIEpAIBAAKCAQEA7bq1\nabc\n-----END X-----\n");
        assert_eq!(known.conceal("12 | MIIEpAIBAAKCAQEA7bq1"), "12 | ••••");
    }

    #[test]
    fn secrets_in_each_other_leave_no_rest() {
        let mut known = Known::default();
        known.learn("swordfish");
        known.learn("swordfish-and-chips");
        known.learn("fish-and-chips-please");
        assert_eq!(known.conceal("a swordfish-and-chips-please b"), "a •••• b");
    }

    #[test]
    fn a_known_form_needs_no_learning() {
        let token = format!("ghp_{}", "a1".repeat(18));
        assert_eq!(Known::default().conceal(&format!("bad {token}")), "bad ••••");
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_around_it_a_secret_is_gone(before in "\\PC{0,12}", after in "\\PC{0,12}", blank in "[ \n\t]{0,3}") {
            let text = format!("{before}Canary-7%q/{blank}Z+x\"y={after}");
            let shown = known().conceal(&text);
            proptest::prop_assert!(!shown.contains("Canary-7%q"), "{shown}");
        }
    }
}
