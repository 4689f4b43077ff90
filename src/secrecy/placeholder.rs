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
    tried: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// Tells whether a text only stands in for a secret that is to come, or says where it comes from.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    is_form(text)
        || framed(text).is_some_and(is_form)
        || says_none(text)
        || says_unused(text)
        || text.starts_with(['<', '$', '{'])
        || text.contains("${")
        || text.contains("{{")
        || text.starts_with("vault:")
}

/// What stands in the frame of a key (`-----BEGIN PRIVATE KEY-----`).
fn framed(text: &str) -> Option<&str> {
    let (_, inside) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    Some(inside.split_once("-----END ").map_or(inside, |(inside, _)| inside).trim())
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
    is_bracketed(text)
        || text.len() > 2 && (is_form(text) && filled_in() || repeats(key, text) || is_no_token(key, text))
        || tries_out(key, text) && filled_in()
        || sounds_secret(key) && token_of(text).is_some() && is_made_up(text)
}

/// Tells whether a text is nothing but a word for a value that is still to come, whatever it is for: `<token>`, `changeme`, `xxxx`.
pub fn is_to_come(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let mut words = facts().words.iter().chain(&facts().parts);
    let is_one_sign = || text.chars().all(|c| text.starts_with(c));
    is_bracketed(&text) || text.len() > 2 && (is_one_sign() || words.any(|word| *word == text))
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
    let several = key.contains(['-', '_']) || key.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let is_own_name = || facts().keys.iter().any(|known| *known == plain(key)) && parted && plain(key) == plain(text);
    is_own_name()
        || sounds_secret(key)
            && (parted || several && is_all_lower(text))
            && (plain(key) == plain(text) || is_variable() && sounds_secret(text) || names_key(key, text))
}

/// `clientsecret` at `CLIENT_SECRET`. A password that is the word for one may be somebody's.
fn is_all_lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
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

/// Tells whether a text is nothing but the end of its key behind a word for trying out (`testSecret` as a `clientSecret`), as no provider
/// gives any. Where a portal takes it for a secret of its own, it is the secret itself, and a password may be somebody's.
pub fn tries_out(key: &str, text: &str) -> bool {
    let rest = facts().tried.iter().find_map(|word| text.strip_prefix(word.as_str()));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_uppercase())
            && rest.chars().all(|c| c.is_ascii_alphabetic())
            && plain(key).ends_with(&plain(rest))
            && !plain(key).ends_with("password")
    })
}

/// `<name>`, alone or in the place of a host; `<<name>>`; `<>`.
fn is_bracketed(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let inner = rest.strip_prefix('<').map(|rest| rest.trim_start_matches('<'));
    let name = inner.and_then(|inner| inner.split_once('>')).map(|(name, _)| name);
    let is_empty = || !text.is_empty() && text.trim_start_matches('<').trim_end_matches('>').trim().is_empty();
    is_empty()
        || name.is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
        })
}

#[cfg(test)]
mod tests;
