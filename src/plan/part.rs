//! One provider's part in a portal, and the credentials that it has to bring.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, CredentialSpec, ProviderSpec};
use crate::credential::Purpose;

/// One provider's part in the portal.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it needs and writes.
    pub contract: Contract,
    /// The provider.
    pub provider: ProviderSpec,
    /// What it serves here; it may be able to serve more.
    pub purposes: BTreeSet<Purpose>,
}

/// One credential that the run has to get.
#[derive(Clone, Debug)]
pub struct Need {
    /// The credential's id, which no other contract uses.
    pub id: String,
    /// The part that it belongs to, by its place in the plan.
    pub part: usize,
    /// What the contract says of it.
    pub spec: CredentialSpec,
    /// What it is for.
    pub purposes: BTreeSet<Purpose>,
    /// Scopes that it needs, each with the features that need it.
    pub scopes: BTreeMap<String, BTreeSet<String>>,
    /// Permissions or roles that it needs.
    pub permissions: BTreeMap<String, String>,
    /// What it does for the portal, in words.
    pub does: Vec<String>,
}

impl Need {
    /// A credential before it is known what it serves.
    pub(super) fn new(part: usize, id: &str, spec: &CredentialSpec) -> Self {
        Self {
            id: id.to_owned(),
            part,
            spec: spec.clone(),
            purposes: BTreeSet::new(),
            scopes: BTreeMap::new(),
            permissions: BTreeMap::new(),
            does: Vec::new(),
        }
    }
}
