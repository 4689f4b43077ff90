//! Text as words that can be compared: small letters, one form for one and many, and what means the same.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use crate::contract::concepts;

/// A word of a text, or a group of words that mean the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Word {
    /// A word itself.
    Plain(String),
    /// The group of the facts that it belongs to.
    Meaning(usize),
}

/// The words of a text, with what they mean; those that say nothing are left out.
pub(super) fn words(text: &str) -> Vec<Word> {
    let (all, known) = (plain(text), Known::get());
    let meant = known.meanings(&all).into_iter().map(Word::Meaning);
    let told = all.iter().filter(|word| !known.idle.contains(word.as_str())).cloned().map(Word::Plain);
    told.chain(meant).collect()
}

/// Tells whether a word stands in errors of every kind, so that whoever shares it with a page may mean another.
pub(super) fn says_little(word: &str) -> bool {
    let known = Known::get();
    known.idle.contains(word) || known.common.contains(word)
}

/// What the facts know of words, read once.
struct Known {
    idle: HashSet<&'static str>,
    common: HashSet<&'static str>,
    /// What each group says its meaning with, by the first word of it: the words one after the other, and the group.
    same: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Known {
    fn get() -> &'static Self {
        static READ: OnceLock<Known> = OnceLock::new();
        READ.get_or_init(|| {
            let facts = concepts::words();
            let mut same: HashMap<String, Vec<_>> = HashMap::new();
            for (group, spoken) in facts.same.iter().enumerate() {
                for words in spoken.iter().map(|spoken| plain(spoken)) {
                    if let Some(first) = words.first().cloned() {
                        same.entry(first).or_default().push((words, group));
                    }
                }
            }
            let set = |words: &'static [String]| words.iter().map(String::as_str).collect();
            Self { idle: set(&facts.idle), common: set(&facts.common), same }
        })
    }

    /// The groups of which a word, or several one after the other, stands in a text.
    fn meanings(&self, all: &[String]) -> BTreeSet<usize> {
        let here = |at: usize| {
            let begun = self.same.get(&all[at]).into_iter().flatten();
            begun.filter(move |(words, _)| all[at..].starts_with(words)).map(|(_, group)| *group)
        };
        (0..all.len()).flat_map(here).collect()
    }
}

/// All words of a text, one of many as one.
pub(super) fn plain(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(|part| singular(&part.to_lowercase())).collect()
}

/// Small letters with one blank between words: what two names have to share to be the same.
pub(super) fn name(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// One of many: `scopes` is `scope`, `policies` is `policy`.
fn singular(word: &str) -> String {
    if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_the_same_share_a_word() {
        let shares = |one: &str, other: &str| {
            words(one).iter().any(|word| matches!(word, Word::Meaning(_)) && words(other).contains(word))
        };
        assert!(shares("PAT", "personal access tokens"));
        assert!(shares("rbac", "Permissions"));
        assert!(shares("users and groups", "organizational data"));
        assert!(!shares("PAT", "catalogPath"));
        assert_eq!(words("what is the"), []);
        assert_eq!(name("GITHUB_TOKEN"), "github token");
    }
}
