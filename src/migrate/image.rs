//! What a portal is told to load, and what that brings.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use serde_yaml::Value;

use super::meaning;
use crate::contract::image::{File, NO_PROFILE, layers_before_presets, layers_of_presets, layers_of_profile, profiles};
use crate::contract::{self, Contract, Otherwise, Target};
use crate::credential::{Purpose, Variable};
use crate::document;

/// What a portal is told to load: a profile, presets, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// What reads the files.
    pub target: Target,
    /// The profile, when there is one.
    pub profile: Option<String>,
    /// The presets, in order.
    pub presets: Vec<String>,
}

/// What an image brings below the operator's files.
pub(super) struct Brought {
    /// Everything.
    pub(super) all: Value,
    /// What the profile or the presets bring of it.
    pub(super) chosen: Value,
}

impl Image {
    /// The image of a portal in another generation: what its profile or its presets stand for there.
    pub fn moved(&self, to: Target, stands_for: Option<&str>) -> Self {
        let profile = self.profile.as_deref().or(stands_for);
        let mut presets = Vec::new();
        for contract in profile.map(parts).into_iter().flatten().filter(|_| to == Target::V2) {
            presets.extend(contract.otherwise(Target::V2).presets.keys().cloned());
        }
        let profile = profile.filter(|name| to == Target::V1 && profiles().any(|known| known == *name));
        Self { target: to, profile: profile.map(str::to_owned), presets }
    }

    /// The variable that tells the image what to load, and its value.
    pub fn told(&self) -> Option<(&'static str, String)> {
        let value = match self.target {
            Target::V2 => self.presets.join(","),
            Target::V1 | Target::Backstage => self.profile.clone().unwrap_or_else(|| NO_PROFILE.to_owned()),
        };
        self.target.told_by().map(|name| (name, value))
    }

    pub(super) fn brought(&self) -> Result<Brought> {
        let (base, all): (Vec<File>, Vec<File>) = match self.target {
            Target::V1 => (layers_of_profile(None), layers_of_profile(self.profile.as_deref())),
            Target::V2 => (layers_before_presets().to_vec(), layers_of_presets(&self.presets)),
            Target::Backstage => (Vec::new(), Vec::new()),
        };
        let read = |files: Vec<File>| -> Result<Vec<Value>> {
            files
                .into_iter()
                .map(|(name, text)| document::value(text).map_err(|error| anyhow!("{name}: {error}")))
                .collect()
        };
        let chosen = all.iter().filter(|(name, _)| !base.iter().any(|(other, _)| other == name)).copied().collect();
        Ok(Brought { all: meaning::all(&read(all)?), chosen: meaning::all(&read(chosen)?) })
    }
}

/// The contracts that a profile, or what stands for one, is made of.
pub(super) fn parts(profile: &str) -> Vec<&'static Contract> {
    let all = contract::all();
    let named = |name: &str| all.iter().find(|contract| contract.name == name);
    let main = named(profile);
    let beside = main.and_then(|main| main.integrates.as_deref()).and_then(named);
    main.into_iter().chain(beside).collect()
}

/// The variables of credentials that do not serve in a portal of a target, each with the reason.
pub(super) fn unserved(parts: &[&Contract], target: Target) -> Vec<(String, BTreeSet<Variable>)> {
    let of = |contract: &&Contract| {
        let without = &contract.otherwise(target).without;
        let fields = |id: &String| contract.credentials.get(id).map(|spec| spec.fields.values().cloned().collect());
        without.iter().filter_map(|(id, why)| Some((why.clone(), fields(id)?))).collect::<Vec<_>>()
    };
    parts.iter().flat_map(of).collect()
}

/// What is not served in a portal of a target, with the reason.
pub(super) fn not_for(parts: &[&Contract], target: Target) -> Vec<(Purpose, String)> {
    let all =
        parts.iter().map(|contract| contract.otherwise(target)).flat_map(|otherwise: &Otherwise| &otherwise.not_for);
    all.map(|(purpose, why)| (*purpose, why.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_has_presets_and_a_plain_portal_is_told_nothing() {
        for (profile, presets) in [
            ("github", "github-auth,github"),
            ("github-pat", "github"),
            ("gitlab", "gitlab"),
            ("azure", "azure-auth,azure"),
            ("keycloak", "keycloak"),
            ("ldap", "ldap"),
            ("ldap-ad", "ldap,ldap-ad"),
        ] {
            let from = Image { target: Target::V1, profile: Some(profile.to_owned()), presets: Vec::new() };
            let to = from.moved(Target::V2, None);
            assert_eq!(to.told(), Some(("VEECODE_PRESETS", presets.to_owned())));
            let back = to.moved(Target::V1, Some(profile));
            assert_eq!(back, from);
            assert_eq!(from.moved(Target::Backstage, None).told(), None);
        }
    }
}
