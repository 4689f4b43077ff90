//! What stands in for a value that is still to come.

use std::sync::OnceLock;

use serde::Deserialize;

use super::names::{plain, sounds_secret};

const FACTS: &str = embedded!("backstage/placeholders");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    words: Vec<String>,
    parts: Vec<String>,
    keys: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(FACTS).unwrap_or_default())
}

/// Tells whether a text only stands in for a secret that is to come, or says where it comes from.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    is_form(text)
        || text.starts_with(['<', '$', '{'])
        || text.contains("${")
        || text.contains("{{")
        || text.starts_with("vault:")
}

/// Tells whether what is written at a key only stands in for a value that somebody has to fill in.
pub fn stands_in(key: &str, text: &str) -> bool {
    let text = text.trim();
    let filled_in = || sounds_secret(key) || facts().keys.iter().any(|known| *known == plain(key));
    text.len() > 2 && (is_bracketed(text) || is_form(text) && filled_in())
}

fn is_form(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let first = text.chars().next();
    text.chars().all(|c| Some(c) == first || matches!(c, '-' | '_' | ' '))
        || counts_up(&text)
        || facts().words.contains(&text)
        || facts().parts.iter().any(|part| text.contains(part.as_str()))
}

/// `12345`, or something longer that begins so.
fn counts_up(text: &str) -> bool {
    text.len() > 3 && "12345678901234567890".starts_with(text) || text.starts_with("123456789")
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
        for text in ["hunter2", "template", "contest", "54321"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_filled_in_is_told_by_its_key_or_its_brackets() {
        for (key, text) in
            [("clientId", "temp"), ("token", "your-token"), ("baseUrl", "https://<host>/x"), ("a", "<name>")]
        {
            assert!(stands_in(key, text), "{key}: {text}");
        }
        for (key, text) in [
            ("title", "Example"),
            ("clientId", ""),
            ("clientId", "a"),
            ("a", "(?<name>x)"),
            ("baseUrl", "https://example.org"),
        ] {
            assert!(!stands_in(key, text), "{key}: {text}");
        }
    }
}
