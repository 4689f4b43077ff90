//! The forms by which a secret is known although nobody said that it is one. Used to refuse it where it must not stand.

/// How a token is known: what it begins with, how many characters follow at least, and what it is.
const TOKENS: [(&str, usize, &str); 13] = [
    // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    ("github_pat_", 16, "a GitHub token"),
    ("ghp_", 16, "a GitHub token"),
    ("gho_", 16, "a GitHub token"),
    ("ghu_", 16, "a GitHub token"),
    ("ghs_", 16, "a GitHub token"),
    ("ghr_", 16, "a GitHub token"),
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    ("glpat-", 16, "a GitLab token"),
    ("gloas-", 16, "a GitLab application's secret"),
    ("gldt-", 16, "a GitLab token"),
    ("xoxb-", 16, "a Slack token"),
    ("-----BEGIN ", 0, "a private key or certificate"),
    // The same in base64, which is how a key travels in a single line.
    ("LS0tLS1CRUdJTi", 0, "a private key or certificate in base64"),
    // A JSON object in base64, as each JSON web token begins.
    ("eyJhbGciOi", 16, "a JSON web token"),
];

/// Says what a text looks like when it holds something that has the form of a secret.
pub fn looks_like(text: &str) -> Option<&'static str> {
    TOKENS
        .iter()
        .find(|(prefix, follow, _)| text.match_indices(prefix).any(|(at, _)| is_token(text, at, prefix, *follow)))
        .map(|(_, _, what)| *what)
        .or_else(|| has_password(text).then_some("an address with a password in it"))
}

fn is_token(text: &str, at: usize, prefix: &str, follow: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + prefix.len()..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    !before.is_some_and(|c| c.is_ascii_alphanumeric()) && after.count() >= follow
}

/// Finds `scheme://user:password@host`; a reference (`${NAME}`) in the password's place is none.
fn has_password(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', '?', '#', ' ', '"', '\'']).next().unwrap_or_default();
        let password = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map(|(_, word)| word);
        password.is_some_and(|word| !word.is_empty() && !word.starts_with('$'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_form_wherever_they_stand() {
        let body = "x".repeat(36);
        for (text, what) in [
            (format!("ghp_{body}"), "a GitHub token"),
            (format!("  TOKEN: \"github_pat_{body}\""), "a GitHub token"),
            (format!("ghs_{body}.more"), "a GitHub token"),
            (format!("glpat-{body}"), "a GitLab token"),
            ("-----BEGIN RSA PRIVATE KEY-----".to_owned(), "a private key or certificate"),
            ("LS0tLS1CRUdJTiBSU0Eg".to_owned(), "a private key or certificate in base64"),
            (format!("eyJhbGciOiJSUzI1NiJ9{body}"), "a JSON web token"),
            ("https://ada:word@git.acme.example/x".to_owned(), "an address with a password in it"),
        ] {
            assert_eq!(looks_like(&text), Some(what), "{text}");
        }
    }

    #[test]
    fn names_ids_addresses_and_references_are_no_secrets() {
        for text in [
            "acme",
            "Iv23liABCDEFGHIJKLMN",
            "ghp_",
            "ghp_short",
            "highp_aaaaaaaaaaaaaaaaaaaa",
            "${GITHUB_TOKEN}",
            "https://portal.acme.example:7007/a:b@c",
            "https://ada:${PASSWORD}@git.acme.example",
            "https://ada@git.acme.example",
        ] {
            assert_eq!(looks_like(text), None, "{text}");
        }
    }
}
