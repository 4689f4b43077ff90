//! What stands in for a value that is still to come.

use std::sync::OnceLock;

use serde::Deserialize;

use super::forms::token_of;
use super::names::{is_name, plain, sounds_secret};

const FACTS: &str = embedded!("backstage/placeholders");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    words: Vec<String>,
    parts: Vec<String>,
    none: Vec<String>,
    covers: Vec<String>,
    owners: Vec<String>,
    keys: Vec<String>,
    files: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(FACTS).unwrap_or_default())
}

/// Tells whether a text only stands in for a secret that is to come, or says where it comes from.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    is_form(text)
        || says_none(text)
        || says_unused(text)
        || text.starts_with(['<', '$', '{'])
        || text.contains("${")
        || text.contains("{{")
        || text.starts_with("vault:")
}

/// Tells whether a text says that there is no secret (`NO_ACCESS`), so that nobody is let in by it.
fn says_none(text: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let signs = text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | ' '));
    signs && facts().none.contains(&letters)
}

/// Tells whether plain words say of a secret that it is none (`unused-token-for-proxy`). Where nobody else has one to fill in, they are
/// the secret itself.
pub fn says_unused(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    words_of_secret(&text).is_some_and(|words| facts().none.iter().any(|none| *none == words[0]))
}

/// Tells whether what is written at a key only stands in for a value that somebody has to fill in.
pub fn stands_in(key: &str, text: &str) -> bool {
    let text = text.trim();
    let filled_in = || sounds_secret(key) || facts().keys.iter().any(|known| *known == plain(key));
    text.len() > 2
        && (is_bracketed(text) || is_form(text) && filled_in() || repeats(key, text) || is_no_token(key, text))
        || sounds_secret(key) && token_of(text).is_some() && is_made_up(text)
}

/// Tells whether a text is nothing but a word for a value that is still to come, whatever it is for: `<token>`, `changeme`, `xxxx`.
pub fn is_to_come(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let mut words = facts().words.iter().chain(&facts().parts);
    let is_one_sign = || text.chars().all(|c| text.starts_with(c));
    text.len() > 2 && (is_bracketed(&text) || is_one_sign() || words.any(|word| *word == text))
}

/// Tells whether all that a file holds stands in for what is put in its place where the portal runs.
pub fn is_stand_in_file(text: &str) -> bool {
    let text = text.trim();
    !text.contains('\n') && (is_form(text) || is_bracketed(text))
}

/// Tells whether a token with a provider's form was made up for an example: by a word in it, or by letters in their order.
pub fn is_made_up(token: &str) -> bool {
    let token = token.to_ascii_lowercase();
    let says = |part: &&String| part.len() > 3 && part.chars().all(|c| c.is_ascii_alphabetic());
    let short = token.len() <= LONGEST_TOKEN;
    short && facts().parts.iter().filter(says).any(|part| token.contains(part.as_str())) || has_run(&token)
}

/// In a longer one a word may stand by chance.
const LONGEST_TOKEN: usize = 100;
/// So many letters or digits in their order are no chance.
const LONGEST_RUN: usize = 8;

fn has_run(text: &str) -> bool {
    let follows = |pair: &[u8]| pair[1].is_ascii_alphanumeric() && pair[1] == pair[0].wrapping_add(1);
    let mut run = 1;
    text.as_bytes().windows(2).any(|pair| {
        run = if follows(pair) { run + 1 } else { 1 };
        run >= LONGEST_RUN
    })
}

/// Tells whether a file only shows what one of its kind looks like (`app-config.example.yaml`, `.env.sample`).
pub fn is_example(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
    name.split(['.', '-', '_']).any(|word| facts().files.iter().any(|known| known == word))
}

fn is_form(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    is_plain_form(&text) || is_of_somebody(&text)
}

/// A form that says by itself that something is to be put in its place.
fn is_plain_form(text: &str) -> bool {
    let first = text.chars().next();
    text.chars().all(|c| Some(c) == first || matches!(c, '-' | '_' | ' '))
        || counts_up(text)
        || facts().words.iter().any(|word| word == text)
        || facts().parts.iter().any(|part| text.contains(part.as_str()))
        || is_covered(text)
        || text.strip_suffix("here").is_some_and(is_named_for_here)
}

/// `token-` or `token` before `here`: what is to be put there.
fn is_named_for_here(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
    let words: Vec<_> = text.trim_end_matches(['-', '_', ' ']).split(['-', '_', ' ']).collect();
    words.iter().all(|word| is_word(word)) && words.iter().any(|word| sounds_secret(word))
}

/// `5aSECRETSECRETc3`: what was a secret, with a word over it that is written twice at least. Where nothing of the secret is left on
/// both sides, it may be somebody's choice, unless the word is written again and again.
fn is_covered(text: &str) -> bool {
    let covers = |word: &String| {
        let twice = word.repeat(2);
        let is_between = text.contains(&twice) && !text.starts_with(&twice) && !text.ends_with(&twice);
        is_between || text.contains(&word.repeat(MANY))
    };
    facts().covers.iter().any(covers)
}

/// Nobody writes a word so often in a password.
const MANY: usize = 4;

/// `my-token`: plain words, by which something that sounds secret is somebody's.
fn is_of_somebody(text: &str) -> bool {
    words_of_secret(text).is_some_and(|words| facts().owners.iter().any(|owner| *owner == words[0]))
}

/// Tells whether a text only says whose a secret is. Where nobody else has one to fill in, it is the secret itself.
pub fn only_names_owner(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    is_of_somebody(&text) && !is_plain_form(&text)
}

/// The words of a text of which one sounds secret, where all are plain.
fn words_of_secret(text: &str) -> Option<Vec<&str>> {
    let words: Vec<_> = text.split(['-', '_', ' ']).collect();
    let plain = words.iter().all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()));
    let secret = || words.iter().any(|word| sounds_secret(word)) || sounds_secret(&words[1..].join("-"));
    (plain && words.len() > 1 && secret()).then_some(words)
}

/// Tells whether a secret is nothing but its key again, or a name that a variable for it would have.
fn repeats(key: &str, text: &str) -> bool {
    let parted = text.contains(['-', '_', ' ']) || text.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let is_variable = || text.contains('_') && !text.contains(|c: char| c.is_ascii_lowercase()) && is_name(text);
    sounds_secret(key)
        && parted
        && (plain(key) == plain(text) || is_variable() && sounds_secret(text) || names_key(key, text))
}

/// `default` as a token: one short word, as no provider gives any. Somebody may have chosen one as a password.
fn is_no_token(key: &str, text: &str) -> bool {
    plain(key).ends_with("token") && is_one_word(text) && !says_none(text)
}

/// Tells whether a text is one short word. Where a portal takes it for a token of its own, it is the token itself.
pub fn is_one_word(text: &str) -> bool {
    let text = text.trim();
    (SHORTEST_WORD..=LONGEST_WORD).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase())
}

const SHORTEST_WORD: usize = 3;
const LONGEST_WORD: usize = 10;

/// `12345`, or something longer that begins so.
fn counts_up(text: &str) -> bool {
    text.len() > 3 && "12345678901234567890".starts_with(text) || text.starts_with("123456789")
}

/// Tells whether a text only names the key that it stands at, in plain words: `backstage_auth0_client_secret` as a `clientSecret`. Where a
/// portal takes it for a secret of its own, it is the secret itself.
pub fn names_key(key: &str, text: &str) -> bool {
    let is_word = |word: &str| {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(letters)
    };
    let words: Vec<_> = text.split(['-', '_']).collect();
    words.len() > 2 && words.iter().all(|word| is_word(word)) && plain(text).ends_with(&plain(key))
}

/// `<name>`, alone or in the place of a host.
fn is_bracketed(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(name, _)| name);
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_for_a_secret_is_none() {
        for text in ["", "***", "xxx", "<token>", "changeme", "your-secret", "ghp_xxxxxxxx", "$TOKEN", "temp", "12345"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["<your token>", "{{ .Values.token }}", "<path:secret/data#key>", "ThisIsRequiredButNotUsed"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["NOACCESS", "no-access", "NOT_SET", "disabled", "unset", "No Token"] {
            assert!(is_placeholder(text) && !stands_in("token", text), "{text}");
        }
        for text in ["TOKEN_HERE", "put-your-key-here", "my-token", "my-api-key", "not-a-real-secret"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["unused-token-for-proxy", "foo", "bar", "add_from_secret", "5ae26SECRETSECRETSECRET42698a381"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "hunter2",
            "secretsecret",
            "barbecue",
            "proxy-unused-t0ken",
            "unused-rex",
            "template",
            "contest",
            "54321",
            "my-dog-rex",
            "mytoken1",
            "over-here",
            "my-t0ken",
            "noaccess1",
            "nowhere",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_filled_in_is_told_by_its_key_or_its_brackets() {
        for (key, text) in [
            ("clientId", "temp"),
            ("token", "your-token"),
            ("baseUrl", "https://<host>/x"),
            ("a", "<name>"),
            ("clientSecret", "client_secret"),
            ("apiKey", "apiKey"),
            ("apiToken", "ACME_API_TOKEN"),
            ("apiKey", "MY_API_KEY"),
        ] {
            assert!(stands_in(key, text), "{key}: {text}");
        }
        for (key, text) in [
            ("title", "Example"),
            ("clientId", ""),
            ("clientId", "a"),
            ("appId", "app_id"),
            ("password", "password"),
            ("token", "A1B2C3D4E5F6"),
            ("title", "ACME_API_TOKEN"),
            ("a", "(?<name>x)"),
            ("baseUrl", "https://example.org"),
        ] {
            assert!(!stands_in(key, text), "{key}: {text}");
        }
    }

    #[test]
    fn words_that_only_say_whose_a_secret_is_are_told_from_those_that_ask_for_one() {
        assert!(only_names_owner("my-access-token") && only_names_owner("our_api_key"));
        for text in ["my-secret", "your-token", "TOKEN_HERE", "changeme", "hunter2"] {
            assert!(!only_names_owner(text), "{text}");
        }
    }

    #[test]
    fn a_file_that_stands_in_is_told_from_one_that_holds_a_secret() {
        for text in ["not-a-real-secret\n", "", "<token>", "changeme", "dummy\n"] {
            assert!(is_stand_in_file(text), "{text}");
        }
        for text in
            ["hunter2\n", "{\"type\": \"account\"}", "-----BEGIN PRIVATE KEY-----\nexample\n", "p, role, example\n#"]
        {
            assert!(!is_stand_in_file(text), "{text}");
        }
    }

    #[test]
    fn a_token_that_was_made_up_is_told_by_its_letters() {
        for token in [
            "ghp_1234567890abcdefghijklmnopqrstuvwxyz12",
            "glpat-yourtokenyourtoken",
            "ghp_ExampleExampleExampleExample",
        ] {
            assert!(is_made_up(token), "{token}");
        }
        for token in ["ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2", "glpat-Eesh7ahroh9Io3aeabc123"] {
            assert!(!is_made_up(token), "{token}");
        }
    }

    #[test]
    fn an_example_says_by_its_name_that_it_is_one() {
        for name in
            ["app-config.example.yaml", "x/.env.sample", "credentials-example.yaml", "app-config.local.tpl.yaml"]
        {
            assert!(is_example(name), "{name}");
        }
        for name in ["app-config.yaml", "examples/app-config.yaml", "templates.yaml", "distribution.yaml"] {
            assert!(!is_example(name), "{name}");
        }
    }
}
