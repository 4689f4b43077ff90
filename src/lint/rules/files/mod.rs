//! What is wrong with the files themselves.

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[];
