//! Signing in: providers, environments, resolvers, addresses, cookies.

mod guest_open;
mod sign_in_environment;

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[guest_open::RULE, sign_in_environment::RULE];
