//! Which keys hold secrets, and what a secret of a known provider looks like.

/// Keys whose values are secrets, wherever they stand; compared without case and signs.
const KEYS: &[&str] = &[
    "adminpassword",
    "apikey",
    "apitoken",
    "accesstoken",
    "authorization",
    "authtoken",
    "bindpassword",
    "clientsecret",
    "password",
    "personalaccesstoken",
    "privatekey",
    "privatetoken",
    "secret",
    "serviceaccounttoken",
    "signingkey",
    "token",
    "webhooksecret",
    "xapikey",
];

/// Tells whether a key's value is a secret.
pub fn is_secret_key(key: &str) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    KEYS.contains(&plain.as_str())
}

/// Tells whether a variable's value is a secret, by how its name ends.
pub fn is_secret_variable(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let name = name.strip_suffix("_BASE64").unwrap_or(&name);
    let ends = |ending: &str| name == ending || name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('_'));
    ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PAT", "PRIVATE_KEY", "API_KEY", "APIKEY", "SIGNING_KEY", "ACCESS_KEY"]
        .into_iter()
        .any(ends)
}

/// Tells whether a text only stands in for a secret that is to come.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "changeme",
        "change-me",
        "change_me",
        "placeholder",
        "replace",
        "todo",
        "dummy",
        "example",
        "your",
        "redacted",
    ];
    let text = text.trim().to_ascii_lowercase();
    let first = text.chars().next();
    text.chars().all(|c| Some(c) == first || matches!(c, '-' | '_' | ' '))
        || text.contains("xxxx")
        || text.contains("...")
        || text.starts_with(['<', '$', '{'])
        || text.contains("${")
        || text.contains("{{")
        || text.starts_with("vault:")
        || WORDS.iter().any(|word| text.contains(word))
}

/// Finds what kind of secret a text is, by the form that its provider gives it.
pub fn token_of(text: &str) -> Option<&'static str> {
    let word = |prefix: &str, least: usize| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= least && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        })
    };
    let made_up = text.to_ascii_lowercase().contains("xxxx");
    match () {
        () if made_up => None,
        () if word("ghp_", 36) => Some("a classic token of GitHub"),
        () if word("github_pat_", 60) => Some("a fine-grained token of GitHub"),
        () if word("gho_", 36) || word("ghu_", 36) || word("ghr_", 36) => Some("a user token of GitHub"),
        () if word("ghs_", 36) => Some("an installation token of GitHub"),
        () if word("glpat-", 20) => Some("an access token of GitLab"),
        () if word("gloas-", 64) => Some("an application secret of GitLab"),
        () if text.len() == 84 && text.get(76..80) == Some("AZDO") && word("", 84) => {
            Some("a personal access token of Azure DevOps")
        }
        () if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") => Some("a private key"),
        () if is_entra(text) => Some("a client secret of Microsoft Entra"),
        () if word("squ_", 40) || word("sqa_", 40) || word("sqp_", 40) => Some("a token of SonarQube"),
        () => None,
    }
}

/// 40 characters with `8Q~` (or another digit and letter before the tilde) as its fourth to sixth.
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
        for text in ["", "***", "xxx", "<token>", "changeme", "your-secret", "ghp_xxxxxxxx", "$TOKEN"] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(!is_placeholder("hunter2"));
        for name in ["GITHUB_PAT", "LDAP_SECRET", "GITHUB_PRIVATE_KEY_BASE64", "API_KEY", "TOKEN"] {
            assert!(is_secret_variable(name), "{name}");
        }
        for name in ["GITHUB_CLIENT_ID", "TOKEN_URL", "SECRET_NAME", "XPAT", "PATH", "GITHUB_TOKEN_FILE", "CACHE_KEY"] {
            assert!(!is_secret_variable(name), "{name}");
        }
        for text in ["<your token>", "{{ .Values.token }}", "<path:secret/data#key>"] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(is_secret_key("clientSecret") && is_secret_key("personal_access_token") && !is_secret_key("clientId"));
    }
}
