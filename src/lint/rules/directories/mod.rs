//! Where people come from: Keycloak, Entra, LDAP.

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[];
