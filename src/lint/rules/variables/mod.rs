//! Variables: unset, misspelt, unused.

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[];
