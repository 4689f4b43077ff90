//! Text as words that can be compared: small letters, one form for one and many, and what means the same.

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
    let all = plain(text);
    let idle = &concepts::words().idle;
    let mut words: Vec<_> = all.iter().filter(|word| !idle.contains(word)).cloned().map(Word::Plain).collect();
    words.extend(meanings(&all).into_iter().map(Word::Meaning));
    words
}

/// Tells whether a text says anything besides idle words.
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

/// The groups of which a word, or several one after the other, stands in a text.
fn meanings(all: &[String]) -> Vec<usize> {
    let groups = concepts::words().same.iter().enumerate();
    let stands = |words: &String| {
        let words = plain(words);
        all.windows(words.len().max(1)).any(|window| window == words)
    };
    groups.filter(|(_, group)| group.iter().any(stands)).map(|(number, _)| number).collect()
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
