//! Which keys and variables hold secrets, by their names. There are two answers: what is a secret for sure, which a rule may call a
//! mistake, and what sounds like one, which is never shown. The first is within the second. The names are in `templates/`.

use std::sync::OnceLock;

use serde::Deserialize;

const FACTS: &str = embedded!("backstage/secret-names");

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Facts {
    keys: Vec<String>,
    variables: Vec<String>,
    words: Vec<String>,
    short: Vec<String>,
    shouted: Vec<String>,
    services: Vec<String>,
    queries: Vec<String>,
    harmless: Vec<String>,
    about: Vec<String>,
    written: Vec<String>,
    open_headers: Vec<String>,
    beside_certificates: Vec<String>,
    tags: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

fn is_among(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known == name)
}

/// Letters and digits of a key, without case; a reference in it is not filled in, so it says nothing.
pub(super) fn plain(key: &str) -> String {
    let named = key.split_once("${").and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    let (before, after) = named.unwrap_or((key, ""));
    before.chars().chain(after.chars()).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Tells whether a key's value is a secret for sure.
pub fn is_secret_key(key: &str) -> bool {
    is_among(&facts().keys, &plain(key))
}

/// Tells whether a key, a variable, or a name in an address sounds like one of a secret, so that its value is never shown.
pub fn sounds_secret(key: &str) -> bool {
    let plain = plain(key);
    if is_among(&facts().keys, &plain) || is_secret_variable(key) {
        return true;
    }
    if is_shouted(key) || is_among(&facts().written, key.rsplit([':', '/']).next().unwrap_or(key)) {
        return true;
    }
    let about = || is_among(&facts().harmless, &plain) || facts().about.iter().any(|end| plain.ends_with(end.as_str()));
    let said = |one: &str| {
        // `dbPass`, but no `bypass`; and whoever has the address of a webhook may write there.
        let pass = one.ends_with("pass") && !one.ends_with("bypass") && !one.ends_with("compass");
        let key = one.strip_suffix("key").is_some_and(|of| is_among(&facts().services, of));
        is_among(&facts().short, one) || pass || key || one.ends_with("webhookurl")
    };
    // Several are as secret as one.
    let several = plain.strip_suffix('s').is_some_and(said);
    let last = || last_word(key).is_some_and(|word| word.len() < plain.len() && is_among(&facts().short, word));
    said(&plain) || several || last() || ((has_word(&plain) || is_misspelt(&plain)) && !about())
}

/// Tells whether a variable's name ends in a word by which people know a secret: `LDAP_BIND_PW`.
fn is_shouted(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    let shouts = name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(|c: char| c.is_ascii_lowercase());
    shouts && facts().shouted.iter().any(|word| word.eq_ignore_ascii_case(last))
}

/// The last of several words in a key, in small letters: `bind-pw`.
fn last_word(key: &str) -> Option<&str> {
    key.rsplit(['_', '-', '.'])
        .next()
        .filter(|last| last.len() < key.len() && !last.contains(|c: char| c.is_ascii_uppercase()))
}

/// Tells whether a mark in YAML is a tag that is in use, which says something about a value and is none.
pub fn is_tag(mark: &str) -> bool {
    mark.starts_with("!!") || is_among(&facts().tags, mark)
}

/// Tells whether a name in the query of an address is that of what lets its holder in.
pub(super) fn opens_an_address(name: &str) -> bool {
    is_among(&facts().queries, &plain(name))
}

/// Looks for a word of a secret.
fn has_word(plain: &str) -> bool {
    let begins = |at: usize| facts().words.iter().any(|word| plain.as_bytes()[at..].starts_with(word.as_bytes()));
    // Most words begin like none of them.
    let letters = plain.bytes().enumerate();
    letters.filter(|(_, byte)| matches!(byte, b'a'..=b'e' | b'm' | b'p' | b's' | b't')).any(|(at, _)| begins(at))
}

/// A slip of the finger does not make a secret's key an open one.
fn is_misspelt(plain: &str) -> bool {
    let near = |key: &str, said: &str| {
        key.len().abs_diff(said.len()) < 2
            && key.as_bytes().first() == said.as_bytes().first()
            && (key.as_bytes().last() == said.as_bytes().last() || key.as_bytes()[1..2] == said.as_bytes()[1..2])
            && strsim::osa_distance(key, said) == 1
    };
    let ends = |key: &str| plain.len().checked_sub(key.len()).is_some_and(|start| near(key, &plain[start..]));
    facts().keys.iter().filter(|key| key.len() > 4).any(|key| near(key, plain) || (key.len() > 8 && ends(key)))
}

/// Tells whether what stands beside a certificate may be its private key: whatever is not known to be something else.
pub fn is_key_of_certificate(key: &str) -> bool {
    !is_among(&facts().beside_certificates, &plain(key))
}

/// Tells whether a text is a word or a name as people write them, and not a value: letters, with signs between them.
pub fn is_word(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.' | '/'))
}

/// Tells whether a text is none of the names that people give: letters of both cases, and a digit in the midst of a word.
pub fn is_made_by_chance(text: &str) -> bool {
    let follows = |pair: &[u8]| pair[0].is_ascii_digit() && pair[1].is_ascii_lowercase();
    text.len() >= 8
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_uppercase())
        && text.as_bytes().windows(2).any(follows)
}

/// Tells whether a word in the place of a name is none that people give: it has signs that names have not, or a part that was made by chance.
pub fn is_strange(word: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || "-_.,/:@ ".contains(c);
    !word.chars().all(is_of_name) || word.split(['-', ',']).any(is_made_by_chance)
}

/// Tells whether a header's value may be shown.
pub fn is_open_header(name: &str) -> bool {
    is_among(&facts().open_headers, &plain(name))
}

/// Tells whether a variable's value is a secret, by how its name ends.
pub fn is_secret_variable(name: &str) -> bool {
    let name = ending(name, "_BASE64").unwrap_or(name.as_bytes());
    let parts = |rest: &[u8]| rest.last().is_none_or(|last| matches!(last, b'_' | b'-' | b'.'));
    facts().variables.iter().any(|end| ending(name, end).is_some_and(parts))
}

/// What stands in front of an ending, whatever its case and with other signs in place of `_`.
fn ending<'n>(name: &'n (impl AsRef<[u8]> + ?Sized), end: &str) -> Option<&'n [u8]> {
    let name = name.as_ref();
    let (rest, last) = name.split_at_checked(name.len().checked_sub(end.len())?)?;
    let same = |(said, meant): (&u8, u8)| match said {
        b'-' | b'.' => meant == b'_',
        said => said.eq_ignore_ascii_case(&meant),
    };
    last.iter().zip(end.bytes()).rev().all(same).then_some(rest)
}

/// Tells whether what stands where a variable is named can be a name, and not the value that was meant to be kept in one.
pub fn is_name(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let shouts = !text.contains(|c: char| c.is_ascii_lowercase());
    // Digits all over are no name; `OAUTH2_CLIENT_ID` and `SECRET_KEY_2` are.
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let random = digits > 3 && !text.contains('_');
    let speaks = text.contains('_') && sounds_secret(text);
    begins && fits && text.len() <= 64 && !random && (shouts || speaks) || is_way_of_keys(text)
}

/// Tells whether a text is a variable that leads to a key of the configuration (`APP_CONFIG_app_baseUrl`): words, and places in lists.
fn is_way_of_keys(text: &str) -> bool {
    let is_step = |step: &str| is_word(step) || step.len() <= 2 && step.chars().all(|c| c.is_ascii_digit());
    text.len() <= 128 && text.strip_prefix("APP_CONFIG_").is_some_and(|way| way.split('_').all(is_step))
}

/// Tells whether a text is a variable as a shell writes it (`$GITHUB_SECRET`, `$(GITHUB_SECRET)`), and surely no secret: its name is one that
/// people give to the variable of a secret, of plain words.
pub(super) fn is_variable_of_shell(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or_default();
    let name = name.strip_prefix('(').and_then(|name| name.strip_suffix(')')).unwrap_or(name);
    let is_plain = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        (1..=LONGEST_WORD).contains(&letters.len())
            && letters.chars().all(|c| c.is_ascii_uppercase())
            && word.len() - letters.len() < 3
    };
    name.contains('_') && name.split('_').all(is_plain) && is_name(name) && is_secret_variable(name)
}

/// No word in a variable's name is longer; what is may have been made by chance.
const LONGEST_WORD: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_secrets_are_known_by_how_their_names_end() {
        for name in ["GITHUB_PAT", "LDAP_SECRET", "GITHUB_PRIVATE_KEY_BASE64", "API_KEY", "TOKEN"] {
            assert!(is_secret_variable(name), "{name}");
        }
        for name in ["GITHUB_CLIENT_ID", "TOKEN_URL", "SECRET_NAME", "XPAT", "PATH", "GITHUB_TOKEN_FILE", "CACHE_KEY"] {
            assert!(!is_secret_variable(name), "{name}");
        }
        assert!(is_secret_key("clientSecret") && is_secret_key("personal_access_token") && !is_secret_key("clientId"));
    }

    #[test]
    fn what_is_a_secret_for_sure_sounds_like_one_too() {
        let facts: Facts = serde_json::from_str(FACTS).unwrap();
        assert!(facts.keys.iter().all(|key| sounds_secret(key)));
        assert!(facts.words.iter().all(|word| has_word(word)));
        for key in ["X-Api-Key", "PRIVATE-TOKEN", "db_password", "sig", "slackWebhookUrl", "awsSecretAccessKey", "pwd"]
        {
            assert!(sounds_secret(key), "{key}");
        }
        for key in
            ["tokenUrl", "secretName", "existingSecret", "secretKeyRef", "backstageTokenExpiration", "cookieName"]
        {
            assert!(!sounds_secret(key), "{key}");
        }
        for key in ["clientId", "host", "environment", "apiBaseUrl", "extraEnvVarsSecrets", "path", "patch"] {
            assert!(!sounds_secret(key), "{key}");
        }
    }

    #[test]
    fn a_variable_in_a_shells_way_is_told_from_a_password_that_begins_with_its_sign() {
        for name in ["$GITHUB_SECRET", "$(GITHUB_AUTH_CLIENT_SECRET)", "$OAUTH2_TOKEN"] {
            assert!(is_variable_of_shell(name), "{name}");
        }
        for value in [
            "$HUNTER2",
            "$TOKEN",
            "$A1B2C3D4_TOKEN",
            "$hunter_TOKEN",
            "GITHUB_SECRET",
            "$HUNTER_TWO",
            "$_TOKEN",
            "$QWERTZUIOPASDFGH_TOKEN",
            "$$X_TOKEN",
            "$X_TOKEN tail",
        ] {
            assert!(!is_variable_of_shell(value), "{value}");
        }
    }

    #[test]
    fn a_key_that_nobody_would_think_of_is_told_from_a_name() {
        assert!(is_made_by_chance("Zq7xckpc") && is_made_by_chance("a1b2C3d4e5"));
        for name in ["oauth2ClientId", "s3AccessKey", "x509certificate", "base64Content", "K8s", "clientId"] {
            assert!(!is_made_by_chance(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_told_from_a_value_that_stands_in_its_place() {
        for name in ["GITHUB_TOKEN", "OAUTH2_CLIENT_SECRET", "TOKEN", "A", "github_token", "SECRET_KEY_2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["APP_CONFIG_catalog_locations_0_type", "APP_CONFIG_app_baseUrl"] {
            assert!(is_name(name), "{name}");
        }
        for value in
            ["APP_CONFIG_q8Zr4tW1yX7v", "hunter2", "A1B2C3D4E5F6", "correct-horse", "Zq7xAbc", "", "9LIVES", "a b"]
        {
            assert!(!is_name(value), "{value}");
        }
    }
}
