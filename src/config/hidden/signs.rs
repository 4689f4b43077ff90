//! By what a key or a value is told for a secret, a name of one, or none.

use indexmap::IndexMap;

use super::super::node::{Node, Value};
use super::super::text::Text;
use super::NAMING;
use crate::secrecy::{is_block, is_common, is_swapped, is_word, sounds_secret};

pub(super) fn ends_in(key: &str, end: &str) -> bool {
    key.len().checked_sub(end.len()).and_then(|at| key.get(at..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
}

/// A name and a password in one (`auth: ada:…`), or the two of them in base64 as Docker keeps them.
pub(super) fn is_pair(key: &str, child: &Node) -> bool {
    let said = child.as_text().map_or("", Text::written);
    let packed = said.len() > 11 && said.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
    is_one_of(key, &["auth", "login"]) && (said.contains(':') || (packed && !is_word(said)))
}

pub(super) fn is_one_of(key: &str, names: &[&str]) -> bool {
    names.iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// Tells whether a key says that the value beside it is a secret.
pub(super) fn names_secret(key: &str, said: &Node, value: &Node) -> bool {
    let is_of_secret = |name: &str| sounds_secret(name) || name.ends_with("_KEY") || is_swapped_with(name, value);
    is_one_of(key, &NAMING) && said.as_text().map(Text::written).is_some_and(is_of_secret)
}

/// A key beside the address of the service that it opens (`azureOpenAI: { endpoint, key }`).
pub(super) fn is_of_service(entries: &IndexMap<String, Node>, key: &Node) -> bool {
    entries.contains_key("endpoint") && key.as_text().is_some()
}

/// Tells whether a key below that of a secret is a name with something behind it (`secretScanning: { rule: … }`), and no secret that lost
/// its key.
pub(super) fn leads_on(key: &str, child: &Node) -> bool {
    let has_more = match &child.value {
        Value::Text(text) => !text.written().is_empty(),
        Value::Null => false,
        _ => true,
    };
    has_more && key.len() <= LONGEST_NAME && is_word(key)
}

/// No key has a longer name.
const LONGEST_NAME: usize = 24;

/// Tells whether a text says where a file is, and is not what belongs into it.
pub(super) fn is_file(node: &Node) -> bool {
    let said = node.as_text().map_or("", Text::written);
    let begins = ["/", "./", "../"].iter().any(|begin| said.starts_with(begin));
    let ends = [".pem", ".key"].iter().any(|end| said.ends_with(end));
    ends && (begins || !said.contains('/')) && said.len() <= LONGEST_PATH && !said.contains(char::is_whitespace)
}

/// Tells whether a block names a Secret as the files of a volume: which of its keys lie where, and none of what it holds.
pub(super) fn is_volume(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    let known = |keys: &IndexMap<String, Node>, all: &[&str]| keys.keys().all(|key| all.contains(&key.as_str()));
    let is_item = |item: &Node| match &item.value {
        Value::Map(keys) => known(keys, &["key", "path", "mode"]) && keys.contains_key("path"),
        _ => false,
    };
    let items = entries.get("items");
    known(entries, &["name", "secretName", "optional", "defaultMode", "items"])
        && items.is_some_and(|items| items.is_list() && items.items().all(is_item))
}

/// A key in base64 on one line is longer.
const LONGEST_PATH: usize = 200;

/// Where a certificate and its private key stand.
pub(super) fn is_of_tls(holder: &str) -> bool {
    ["ssl", "tls", "https", "certificate"].iter().any(|name| holder.eq_ignore_ascii_case(name))
}

/// Tells whether a text stands where only a block of secrets may: it is one that lost its key. A host is none.
pub(super) fn is_lost(node: &Node, way: &[&str]) -> bool {
    let said = node.as_text().map_or("", Text::written);
    let is_host = said.contains("://") || (said.contains('.') && is_word(said));
    !said.is_empty() && !is_host && !is_common(said) && is_block(way)
}

/// Tells whether what stands at the key of an id, or of a name, is the secret that belongs elsewhere.
pub(super) fn is_swapped_with(key: &str, child: &Node) -> bool {
    let said = child.as_text().map(|text| text.assumed().unwrap_or(text.written()));
    said.is_some_and(|said| is_swapped(key, said) && !is_common(said))
}

pub(super) fn is_known_to_all(node: &Node) -> bool {
    node.as_text().is_some_and(|text| is_common(text.written()))
}

/// A key as it is written: one that stands in its map again has a number behind it.
pub(super) fn once(key: &str) -> &str {
    key.split('\0').next().unwrap_or(key)
}

/// What kind of object a map says that it is; a Secret, when it says several. The items of a `SecretList` need not say it.
pub(super) fn kind(entries: &IndexMap<String, Node>) -> Option<&str> {
    let mut said = entries.iter().filter(|(key, _)| once(key) == "kind").filter_map(|(_, node)| node.as_text());
    let first = said.next().map(Text::written)?;
    Some(said.map(Text::written).find(|kind| kind.contains("Secret")).unwrap_or(first))
}
