//! Variables that a text refers to.

use std::collections::BTreeMap;

use serde_yaml::Value;

/// The name of the variable that is all of a text (`${NAME}`).
pub(super) fn sole(value: &Value) -> Option<&str> {
    let inside = value.as_str()?.trim().strip_prefix("${")?.strip_suffix('}')?.trim();
    is_name(inside).then_some(inside)
}

/// A variable that a text refers to (`${NAME}`, `${NAME:-default}`).
pub(super) struct Reference<'t> {
    pub(super) name: &'t str,
    pub(super) has_default: bool,
}

pub(super) fn references_in(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let begins = text.match_indices("${").filter(|(at, _)| !text[..*at].ends_with('$'));
    let read = begins.map(|(at, _)| {
        let inside = &text[at + 2..];
        let (name, rest) = inside.split_at(inside.find(['}', ':']).unwrap_or(0));
        Reference { name: name.trim(), has_default: rest.starts_with(":-") }
    });
    read.filter(|one| is_name(one.name))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Gives the variables in a text other names.
pub(super) fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, after) = rest.split_at(at + 2);
        written.push_str(before);
        let inside = &after[..after.find(['}', ':']).unwrap_or(0)];
        let name = inside.trim();
        let new = names.get(name).filter(|_| !before.ends_with("$${"));
        written.push_str(&new.map_or_else(|| inside.to_owned(), |new| inside.replacen(name, new, 1)));
        rest = &after[inside.len()..];
    }
    written + rest
}
