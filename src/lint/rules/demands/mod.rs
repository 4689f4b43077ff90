//! What Backstage's code demands of the blocks that it reads (`templates/backstage/demands.yaml`).

mod asked;
mod form;
mod key_missing;
mod key_unknown;
mod keys_exclude;
mod listed_twice;
mod value_form;
mod value_unknown;

pub(super) use self::asked::may_be_credentials;
use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    key_missing::RULE,
    key_unknown::RULE,
    keys_exclude::RULE,
    listed_twice::RULE,
    value_form::RULE,
    value_unknown::RULE,
];
