//! What the image makes of it: profiles, presets, keys.

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[];
