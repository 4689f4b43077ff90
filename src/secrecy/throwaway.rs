//! Words that people take for the password of a service that only they reach. They keep nothing from anybody.

use std::sync::OnceLock;

use serde::Deserialize;
use zeroize::Zeroizing;

const FACTS: &str = embedded!("backstage/throwaway");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    words: Vec<String>,
    says: Vec<String>,
    names: Vec<String>,
    addresses: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(FACTS).unwrap_or_default())
}

/// The keys beside a secret that say whose it is.
pub fn keys_of_names() -> &'static [String] {
    &facts().names
}

/// The keys beside a secret that say which server it is for.
pub fn keys_of_addresses() -> &'static [String] {
    &facts().addresses
}

/// Tells whether a secret is such a word: one that everybody tries, or words of which one says that it is for trying something out.
pub fn is_throwaway(text: &str) -> bool {
    let text = Zeroizing::new(text.trim().to_ascii_lowercase());
    let words: Vec<_> = text.split(['-', '_', '.']).collect();
    let plain = |word: &&str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        word.len() - letters.len() <= MOST_DIGITS
            && letters.len() <= LONGEST
            && letters.bytes().all(|c| c.is_ascii_lowercase())
    };
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!');
    let says = words.iter().any(|word| facts().says.iter().any(|said| said == word));
    facts().words.iter().any(|word| word == stem) && text.len() - stem.len() <= MOST_DIGITS
        || says && words.iter().all(plain)
}

/// `admin1234`, and no more of it.
const MOST_DIGITS: usize = 4;
/// No word of this kind is longer.
const LONGEST: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_trying_something_out_is_told_from_a_secret() {
        for text in ["postgres", "Backstage", "admin123", "backstage-dev-secret", "local_password", "dev", "password!"]
        {
            assert!(is_throwaway(text), "{text}");
        }
        for text in ["swordfish", "Eesh7ahroh9Io3ae", "admin2024071155", "dev-Eesh7ahroh9Io3ae", "backstage-secret", ""]
        {
            assert!(!is_throwaway(text), "{text}");
        }
        assert!(!keys_of_names().is_empty() && !keys_of_addresses().is_empty());
    }
}
