//! What a pasted value is, by its form alone, before anything is sent. GitHub documents its prefixes; lengths are only
//! seen, and never decide alone.
//! <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>

/// A value of GitHub's, told by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A classic personal access token.
    ClassicToken,
    /// A fine-grained personal access token.
    FineGrainedToken,
    /// A token that an OAuth App got for a person; the `gh` command has such a one.
    OauthToken,
    /// A token that a GitHub App got for a person; most live for eight hours.
    AppUserToken,
    /// What such a token is renewed with.
    RefreshToken,
    /// A token of an App's installation, which lives for one hour. The old form has 40 characters, the new one is a JWT
    /// with the App's number before it.
    InstallationToken,
    /// 40 hexadecimal digits: a client secret, or a token from before 2021.
    FortyHex,
    /// An OAuth App's client id: `Ov23…`, or 20 hexadecimal digits for old ones.
    OauthClientId,
    /// A GitHub App's client id: `Iv1.…` or `Iv23…`.
    AppClientId,
    /// A number, as App ids are.
    Number,
    /// PEM text.
    Pem,
    /// A JWT, which an App signs for itself.
    Jwt,
    /// An address.
    Address,
    /// A GitLab token.
    GitLab,
    /// What stands in examples.
    Placeholder,
    /// Nothing at all.
    Empty,
    /// None of these.
    Other,
}

impl Form {
    /// What it is, with its article.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::ClassicToken => "a classic personal access token",
            Self::FineGrainedToken => "a fine-grained personal access token",
            Self::OauthToken => "a person's OAuth token",
            Self::AppUserToken => "a person's token from a GitHub App",
            Self::RefreshToken => "a refresh token",
            Self::InstallationToken => "the token of an App's installation",
            Self::FortyHex => "a client secret or a token from before 2021",
            Self::OauthClientId => "an OAuth App's client id",
            Self::AppClientId => "a GitHub App's client id",
            Self::Number => "a number, as App ids are",
            Self::Pem => "a key or a certificate",
            Self::Jwt => "a signed JWT",
            Self::Address => "an address",
            Self::GitLab => "a GitLab token",
            Self::Placeholder => "a placeholder",
            Self::Empty => "nothing",
            Self::Other => "of a form that GitHub does not use",
        }
    }

    /// Tells whether it may be a token. What is of no known form may be: prefixes have changed before.
    pub(super) const fn is_token(self) -> bool {
        matches!(
            self,
            Self::ClassicToken
                | Self::FineGrainedToken
                | Self::OauthToken
                | Self::AppUserToken
                | Self::InstallationToken
                | Self::FortyHex
                | Self::Other
        )
    }
}

/// Takes off what comes along when a value is copied: blanks, quotes, and the header's `Bearer` or `token`.
pub(super) fn bare(text: &str) -> &str {
    let mut text = text.trim();
    for quote in ['"', '\'', '`'] {
        text = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)).unwrap_or(text).trim();
    }
    ["Bearer ", "bearer ", "token "].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text).trim()
}

/// Tells what a bare value is.
pub(super) fn form(text: &str) -> Form {
    const PREFIXES: [(&str, Form); 13] = [
        ("ghp_", Form::ClassicToken),
        ("github_pat_", Form::FineGrainedToken),
        ("gho_", Form::OauthToken),
        ("ghu_", Form::AppUserToken),
        ("ghr_", Form::RefreshToken),
        ("ghs_", Form::InstallationToken),
        ("Ov23", Form::OauthClientId),
        ("Iv1.", Form::AppClientId),
        ("Iv23", Form::AppClientId),
        ("-----BEGIN", Form::Pem),
        ("glpat-", Form::GitLab),
        ("https://", Form::Address),
        ("http://", Form::Address),
    ];
    if text.is_empty() {
        return Form::Empty;
    }
    if is_placeholder(text) {
        return Form::Placeholder;
    }
    if let Some((_, form)) = PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return *form;
    }
    let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.len() {
        40 if hexadecimal => Form::FortyHex,
        20 if hexadecimal => Form::OauthClientId,
        ..=12 if text.bytes().all(|byte| byte.is_ascii_digit()) => Form::Number,
        _ if text.starts_with("eyJ") && text.split('.').count() == 3 => Form::Jwt,
        _ => Form::Other,
    }
}

/// Tells what stands in examples instead of a value: `<token>`, `${NAME}`, `changeme`, `ghp_xxxx`, `your-token`.
fn is_placeholder(text: &str) -> bool {
    let low = text.to_ascii_lowercase();
    let framed = [("<", ">"), ("${", "}"), ("{{", "}}")];
    let last = low.rsplit('_').next().unwrap_or(&low);
    let filled = ['x', '*', '.'].iter().any(|filler| !last.is_empty() && last.chars().all(|letter| letter == *filler));
    framed.iter().any(|(open, close)| low.starts_with(open) && low.ends_with(close))
        || ["changeme", "change-me", "change_me", "todo", "secret", "token", "placeholder"].contains(&low.as_str())
        || ["your-", "your_", "my-", "replace"].iter().any(|start| low.starts_with(start))
        || filled
}

/// Tells whether a token of the short form was changed on its way: its last six characters are the CRC-32 of the thirty
/// before them, in base 62. Of longer forms nothing is known.
/// <https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>
pub(super) fn is_mistyped(token: &str) -> bool {
    let Some((prefix, rest)) = token.split_once('_') else { return false };
    let short = matches!(prefix, "ghp" | "gho" | "ghu" | "ghs") && rest.len() == 36;
    if !short || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (body, checksum) = rest.split_at(30);
    base62(crc32(body.as_bytes())) != checksum
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// Six digits, the highest first.
fn base62(number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digit = |place| DIGITS.get((number / 62_u32.pow(place) % 62) as usize).copied().map_or('0', char::from);
    (0..6).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_told_by_what_it_begins_with_and_never_by_its_length_alone() {
        let new_installation = format!("ghs_123456_eyJ{}.eyJ{}.{}", "a".repeat(80), "b".repeat(200), "c".repeat(200));
        let forty = "0123456789abcdef0123456789abcdef01234567";
        for (text, wanted) in [
            (format!("ghp_{}", "aB3".repeat(12)).as_str(), Form::ClassicToken),
            (&format!("ghp_{}", "aB3".repeat(85)), Form::ClassicToken),
            (&format!("github_pat_{}_{}", "a1".repeat(11), "b2".repeat(29)), Form::FineGrainedToken),
            (&format!("gho_{}", "aB3".repeat(12)), Form::OauthToken),
            (&format!("ghu_{}", "aB3".repeat(12)), Form::AppUserToken),
            (&format!("ghr_{}", "aB3".repeat(25)), Form::RefreshToken),
            (&format!("ghs_{}", "aB3".repeat(12)), Form::InstallationToken),
            (&new_installation, Form::InstallationToken),
            (forty, Form::FortyHex),
            (&forty[..20], Form::OauthClientId),
            ("Ov23liABCDEFGHIJKLMN", Form::OauthClientId),
            ("Iv1.0123456789abcdef", Form::AppClientId),
            ("Iv23liABCDEFGHIJKLMN", Form::AppClientId),
            ("998877", Form::Number),
            ("-----BEGIN RSA", Form::Pem),
            ("glpat-abc", Form::GitLab),
            ("https://github.com/acme", Form::Address),
            ("eyJhbGciOi.eyJpc3Mi.c2ln", Form::Jwt),
            ("", Form::Empty),
            ("hello", Form::Other),
        ] {
            assert_eq!(form(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_stands_in_examples_is_no_value() {
        for text in ["<your token>", "${GITHUB_TOKEN}", "changeme", "ghp_xxxxxxxxxxxx", "your-token", "github_pat_XXXX"]
        {
            assert_eq!(form(text), Form::Placeholder, "{text}");
        }
        assert_ne!(form("ghp_xYz0xYz0xYz0xYz0xYz0xYz0xYz0xYz0xYz0"), Form::Placeholder);
    }

    #[test]
    fn what_comes_along_with_a_copied_value_is_taken_off() {
        for text in ["ghp_a", " ghp_a\r\n", "\"ghp_a\"", "'ghp_a' ", "Bearer ghp_a", "token ghp_a", "`ghp_a`"] {
            assert_eq!(bare(text), "ghp_a", "{text:?}");
        }
    }

    #[test]
    fn one_wrong_letter_in_a_short_token_is_found_and_other_lengths_are_not_judged() {
        // The example of GitHub's own announcement of the format.
        let right = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
        for prefix in ["ghp", "gho", "ghu", "ghs"] {
            assert!(!is_mistyped(&format!("{prefix}_{right}")), "{prefix}");
            assert!(is_mistyped(&format!("{prefix}_{}", right.replace("sDk", "sDl"))), "{prefix}");
        }
        for unjudged in [&format!("ghp_{right}x"), &format!("github_pat_{right}"), "ghp_", "x", right] {
            assert!(!is_mistyped(unjudged), "{unjudged}");
        }
    }
}
