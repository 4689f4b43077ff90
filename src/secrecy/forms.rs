//! What a secret of a known provider looks like, wherever it stands.

use std::ops::Range;

/// No provider's tokens are shorter.
pub(super) const SHORTEST: usize = 24;

/// A form: how the text begins, how many characters follow at least, and what it is.
type Form = (&'static str, usize, &'static str);

/// Forms that are told by how they begin; letters, digits, `_`, `-` and `.` follow.
const BEGINNINGS: &[Form] = &[
    ("ghp_", 36, "a classic token of GitHub"),
    ("github_pat_", 60, "a fine-grained token of GitHub"),
    ("gho_", 36, "a user token of GitHub"),
    ("ghu_", 36, "a user token of GitHub"),
    ("ghr_", 36, "a user token of GitHub"),
    ("ghs_", 36, "an installation token of GitHub"),
    ("glpat-", 20, "an access token of GitLab"),
    ("gloas-", 64, "an application secret of GitLab"),
    ("squ_", 40, "a token of SonarQube"),
    ("sqa_", 40, "a token of SonarQube"),
    ("sqp_", 40, "a token of SonarQube"),
];

/// Finds what kind of secret a text is, by the form that its provider gives it.
pub fn token_of(text: &str) -> Option<&'static str> {
    let follows = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let begins = |(beginning, least, _): &&Form| {
        text.strip_prefix(beginning).is_some_and(|rest| rest.len() >= *least && rest.chars().all(follows))
    };
    match () {
        () if text.len() < SHORTEST || text.to_ascii_lowercase().contains("xxxx") => None,
        () if text.len() == 84 && text.get(76..80) == Some("AZDO") && text.chars().all(follows) => {
            Some("a personal access token of Azure DevOps")
        }
        () if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") => Some("a private key"),
        () if is_entra(text) => Some("a client secret of Microsoft Entra"),
        () => BEGINNINGS.iter().find(begins).map(|(.., what)| *what),
    }
}

/// Finds every secret of a known form among the words of a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    words(text).filter(|(_, word)| token_of(word).is_some()).map(|(start, word)| start..start + word.len())
}

/// The words of a text that are long enough to be tokens, with their first byte.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.' | '~'));
    // The sign of a default (`:-`) is no part of what follows it.
    parts
        .map(|word| word.trim_start_matches(['-', '.']))
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
        .filter(|(_, word)| word.len() >= SHORTEST)
}

/// 40 characters with `8Q~` (or another digit before it) as its fourth to sixth.
fn is_entra(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~');
    let bytes = text.as_bytes();
    (37..=44).contains(&bytes.len())
        && text.chars().all(fits)
        && bytes[3].is_ascii_digit()
        && bytes[4] == b'Q'
        && bytes[5] == b'~'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_form_and_examples_are_none() {
        assert!(token_of(&format!("ghp_{}", "a1".repeat(18))).is_some());
        assert!(token_of(&format!("abc8Q~{}", "x1".repeat(17))).is_some());
        for text in ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_short", "${GITHUB_TOKEN}", "token", ""] {
            assert_eq!(token_of(text), None, "{text}");
        }
    }

    #[test]
    fn tokens_are_found_inside_a_text() {
        let token = format!("glpat-{}", "a1".repeat(10));
        let text = format!("curl -H 'PRIVATE-TOKEN: {token}' https://git.acme.dev");
        let found: Vec<_> = tokens(&text).map(|range| &text[range]).collect();
        assert_eq!(found, [&token]);
        assert_eq!(tokens(&format!("${{A:-{token}}}")).count(), 1);
    }
}
