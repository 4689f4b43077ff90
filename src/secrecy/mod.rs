//! What is a secret, and how it is kept out of everything that is said: by its name, by its form, by its place, and at last by its value.
//!
//! Whoever reads a text asks [`veiled`] which parts of it are never shown. What was found to be a secret is [`Known`], and everything that
//! leaves the program is searched for it.

mod ahead;
mod codings;
mod common;
mod ending;
mod forms;
mod index;
mod known;
mod lines;
mod misplaced;
mod names;
mod placeholder;
mod process;
mod reading;
mod sieve;
mod throwaway;
mod veil;

pub use common::is_common;
pub use ending::end_of;
pub use forms::{token_of, words};
pub use known::Known;
pub use lines::{is_before_secret, is_pair_of};
pub use misplaced::{is_block, is_connection, is_no_id_for_sure, is_own_or_asked, is_swapped};
pub use names::{
    is_key_of_certificate, is_made_by_chance, is_name, is_open_header, is_secret_key, is_secret_variable, is_strange,
    is_tag, is_word, sounds_secret,
};
pub use placeholder::{
    is_example, is_made_up, is_one_word, is_placeholder, is_stand_in_file, is_to_come, names_key, only_names_owner,
    says_unused, stands_in, tries_out,
};
pub use process::{
    conceal, conceal_document, holds_secret, holds_secret_beyond, learn, learn_all, learn_inside, learn_variable,
};
pub use throwaway::{
    is_made_by_provider, is_of_portal, is_remark, is_throwaway, is_trial, keys_of_addresses, keys_of_names,
    only_tests_read, says_trying,
};
pub use veil::{Nature, cut_out, veiled};

/// What stands where a secret was.
pub const DOTS: &str = "••••";
