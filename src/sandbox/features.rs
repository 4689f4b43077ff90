//! What the portal's features need of a credential, from the same file that the wizard reads.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

const FILE: &str = embedded!("providers/github");
/// How many features there can be: a set of them is one byte.
pub(super) const MOST: u32 = 8;

/// Permissions by name, each with its level.
pub(super) type Permissions = BTreeMap<String, String>;

/// A set of features: the one with the first name is the lowest bit.
pub(super) type Set = u64;

/// All features, by name.
pub(super) struct Features(BTreeMap<String, Feature>);

#[derive(Deserialize)]
struct File {
    features: BTreeMap<String, Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    scopes: BTreeSet<String>,
    #[serde(default)]
    permissions: Permissions,
}

impl Features {
    /// Reads them.
    pub(super) fn read() -> Result<Self> {
        let file: File = serde_json::from_str(FILE).context("the features of GitHub cannot be read")?;
        let count = file.features.len();
        ensure!(count <= MOST as usize, "GitHub has {count} features, the sandbox counts to {MOST}");
        Ok(Self(file.features))
    }

    /// The scopes that any of them wants.
    pub(super) fn scopes(&self) -> BTreeSet<String> {
        self.0.values().flat_map(|feature| feature.scopes.clone()).collect()
    }

    /// The features that these permissions are enough for.
    pub(super) fn within(&self, permissions: &Permissions) -> Set {
        let enough = |feature: &Feature| {
            feature.permissions.iter().all(|(name, level)| permissions.get(name).is_some_and(|has| covers(has, level)))
        };
        self.0.values().enumerate().filter(|(_, feature)| enough(feature)).map(|(place, _)| 1 << place).sum()
    }

    /// The permissions that a set of features needs.
    pub(super) fn permissions(&self, set: Set) -> Permissions {
        let mut permissions = Permissions::new();
        let chosen = self.0.values().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        for (name, level) in chosen.flat_map(|(_, feature)| &feature.permissions) {
            let has = permissions.entry(name.clone()).or_default();
            if !covers(has, level) {
                has.clone_from(level);
            }
        }
        permissions
    }
}

fn covers(has: &str, wanted: &str) -> bool {
    let rank = |level| ["read", "write", "admin"].iter().position(|known| *known == level);
    rank(has) >= rank(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_features_is_found_again_in_its_permissions() {
        let features = Features::read().unwrap();
        for wanted in 0..1 << features.0.len() {
            let permissions = features.permissions(wanted);
            let found = features.within(&permissions);
            assert_eq!(found & wanted, wanted);
            assert_eq!(features.permissions(found), permissions, "nothing is added");
        }
    }
}
