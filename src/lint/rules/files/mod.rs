//! What is wrong with the files themselves.

mod at_home;
mod duplicate_key;
mod empty_key_removes;
mod env_file_exposed;
mod faults;
mod file_too_large;
mod file_unreadable;
mod include_beside_keys;
mod include_not_found;
mod inline_secret;
mod key_file_exposed;
mod leaked_token;
mod map_over_value;
mod merge_key;
mod not_utf8;
mod placeholder;
mod root_not_map;
mod secret_in_history;
mod several_documents;
mod tab_indentation;
#[cfg(test)]
mod tests;
mod texts;
mod too_many_aliases;
mod unused_ignore;
mod variable_in_key;
mod wrapped_env_include;
mod yaml_syntax;

use super::super::{Rule, Unread};

/// How much was not read, where a rule tells that.
pub(in super::super) fn unread(id: &str) -> Option<Unread> {
    const FILES: &[Rule] = &[
        yaml_syntax::RULE,
        tab_indentation::RULE,
        several_documents::RULE,
        root_not_map::RULE,
        not_utf8::RULE,
        file_unreadable::RULE,
        file_too_large::RULE,
        too_many_aliases::RULE,
    ];
    const PARTS: &[Rule] = &[duplicate_key::RULE, include_not_found::RULE];
    let is_among = |rules: &[Rule]| rules.iter().any(|rule| rule.id == id);
    match () {
        () if is_among(FILES) => Some(Unread::File),
        () if is_among(PARTS) => Some(Unread::Part),
        () => None,
    }
}

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    yaml_syntax::RULE,
    tab_indentation::RULE,
    duplicate_key::RULE,
    empty_key_removes::RULE,
    several_documents::RULE,
    root_not_map::RULE,
    not_utf8::RULE,
    file_unreadable::RULE,
    file_too_large::RULE,
    too_many_aliases::RULE,
    include_not_found::RULE,
    include_beside_keys::RULE,
    map_over_value::RULE,
    merge_key::RULE,
    variable_in_key::RULE,
    wrapped_env_include::RULE,
    inline_secret::RULE,
    placeholder::RULE,
    leaked_token::RULE,
    env_file_exposed::RULE,
    key_file_exposed::RULE,
    secret_in_history::RULE,
    unused_ignore::RULE,
];
