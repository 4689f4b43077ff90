//! Credentials that the backend reads code with.

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[];
