//! What the image makes of it: profiles, presets, keys.

mod boolean_text;
mod key_without_effect;
pub(super) mod known;
mod layer_order;
mod misplaced_key;
mod misspelt_key;
mod mixed_client;
mod node_env;
mod preset_exclusive;
mod preset_form;
mod preset_order;
mod preset_unknown;
mod preset_variables;
mod profile_otherwise;
mod profile_unknown;
mod service_key;
mod wrong_generation;
mod wrong_type;

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    preset_unknown::RULE,
    preset_order::RULE,
    preset_exclusive::RULE,
    preset_variables::RULE,
    preset_form::RULE,
    mixed_client::RULE,
    profile_otherwise::RULE,
    profile_unknown::RULE,
    wrong_generation::RULE,
    node_env::RULE,
    misplaced_key::RULE,
    misspelt_key::RULE,
    wrong_type::RULE,
    boolean_text::RULE,
    key_without_effect::RULE,
    service_key::RULE,
    layer_order::RULE,
];
