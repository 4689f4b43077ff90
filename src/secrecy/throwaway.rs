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
    own: Vec<String>,
    made: Vec<String>,
    chosen: Vec<String>,
    fixtures: Vec<String>,
    trials: Vec<String>,
    remarks: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// The keys beside a secret that say whose it is.
pub fn keys_of_names() -> &'static [String] {
    &facts().names
}

/// The keys beside a secret that say which server it is for.
pub fn keys_of_addresses() -> &'static [String] {
    &facts().addresses
}

/// Tells whether the portal itself holds what comes against the secret at a route: no provider has another one to fill in.
pub fn is_of_portal(route: &str) -> bool {
    is_in(&facts().own, route)
}

/// Tells whether a provider makes the secret at a route, so that a word that somebody chose is none.
pub fn is_made_by_provider(route: &str) -> bool {
    let key = route.rsplit('.').next().unwrap_or(route);
    is_in(&facts().made, route) && !facts().chosen.iter().any(|chosen| chosen == key)
}

fn is_in(blocks: &[String], route: &str) -> bool {
    blocks.iter().any(|block| route.strip_prefix(block.as_str()).is_some_and(|rest| rest.starts_with('.')))
}

/// Tells whether only tests read a file: by the folder that it is in.
pub fn only_tests_read(file: &str) -> bool {
    is_below(file, &facts().fixtures)
}

/// Tells whether a file is one that a chart is tried out with, where it has a chart's values.
pub fn is_trial(file: &str) -> bool {
    is_below(file, &facts().trials)
}

fn is_below(file: &str, folders: &[String]) -> bool {
    let above = file.rsplit_once('/').map_or("", |(above, _)| above);
    above.split('/').any(|folder| folders.iter().any(|known| known == folder))
}

/// Tells whether a comment says of what it is about that it is for trying something out.
pub fn is_remark(comment: &str) -> bool {
    let comment = comment.to_ascii_lowercase();
    facts().remarks.iter().any(|remark| comment.contains(remark.as_str()))
}

/// Tells whether a secret is one of the words that everybody tries, with a few digits perhaps: who reads it learns nothing.
pub(super) fn is_everybodys(text: &str) -> bool {
    let text = Zeroizing::new(text.trim().to_ascii_lowercase());
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!');
    facts().words.iter().any(|word| word == stem) && text.len() - stem.len() <= MOST_DIGITS
}

/// Tells whether a secret is such a word, or words of which one says that it is for trying something out.
pub fn is_throwaway(text: &str) -> bool {
    is_everybodys(text) || says_trying(text)
}

/// Tells whether a secret is plain words of which one says that it is for trying something out (`dev-token-123`).
pub fn says_trying(text: &str) -> bool {
    let text = Zeroizing::new(text.trim().to_ascii_lowercase());
    let letters = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let plain = |word: &&str| {
        let letters = letters(word);
        word.len() - letters <= MOST_DIGITS
            && letters <= LONGEST
            && word[..letters].bytes().all(|c| c.is_ascii_lowercase())
    };
    let words: Vec<_> = text.split(['-', '_', '.']).collect();
    let says = words.iter().any(|word| facts().says.iter().any(|says| *says == word[..letters(word)]));
    says && words.iter().all(plain)
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
        for text in [
            "postgres",
            "Backstage",
            "admin123",
            "backstage-dev-secret",
            "local_password",
            "dev",
            "password!",
            "localenv123",
            "development-secret-key-change-in-production",
        ] {
            assert!(is_throwaway(text), "{text}");
        }
        for text in ["swordfish", "Eesh7ahroh9Io3ae", "admin2024071155", "dev-Eesh7ahroh9Io3ae", "backstage-secret", ""]
        {
            assert!(!is_throwaway(text), "{text}");
        }
        assert!(!keys_of_names().is_empty() && !keys_of_addresses().is_empty());
    }
    #[test]
    fn files_that_only_tests_read_are_told_by_their_folder() {
        assert!(only_tests_read("e2e/fixtures/app-config.yaml") && is_trial("charts/portal/ci/app-values.yaml"));
        assert!(
            !only_tests_read("fixtures.yaml") && !is_trial("charts/portal/values.yaml") && !is_trial("acid/a.yaml")
        );
    }

    #[test]
    fn the_portals_own_secrets_are_told_from_those_that_others_give() {
        assert!(is_of_portal("backend.auth.keys.0.secret") && is_of_portal("auth.session.secret"));
        assert!(
            !is_of_portal("auth.providers.github.production.clientSecret") && !is_of_portal("auth.sessions.secret")
        );
        assert!(is_remark("# just random, FOR TEST PURPOSES") && !is_remark("# the latest one"));
    }
}
