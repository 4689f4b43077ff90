//! The rules, by theme. One file holds one rule; its id is the file's name, its page is `templates/rules/ID.md`.

mod carriers;
mod demands;
mod directories;
mod files;
mod image;
mod integrations;
mod live;
mod sign_in;
mod variables;

pub(super) use self::files::unread;
pub(super) use self::live::is_of_proof;
pub(super) use self::sign_in::ways_in;
use super::Rule;

/// All rules.
pub(super) const ALL: &[&[Rule]] = &[
    files::RULES,
    variables::RULES,
    sign_in::RULES,
    integrations::RULES,
    directories::RULES,
    image::RULES,
    live::RULES,
    carriers::RULES,
    demands::RULES,
];
