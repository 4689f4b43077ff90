//! What reads the files that are written, and what a contract is there: other presets, other names of variables, other credentials.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names;
use super::{Contract, Piece, Serves, Stands, VariableSpec, all};
use crate::credential::{Purpose, Variable};

/// The variable that tells the v1 image which profile it loads.
pub const PROFILE: &str = "VEECODE_PROFILE";
/// The variable that tells the v2 image which presets it loads.
pub const PRESETS: &str = "VEECODE_PRESETS";
/// The variables that tell an image what to load.
pub const TOLD: [&str; 2] = [PROFILE, PRESETS];

/// What reads the files that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// VeeCode Profiles (`VEECODE_PROFILE`).
    V1,
    /// VeeCode presets (`VEECODE_PRESETS`).
    V2,
    /// Any other Backstage.
    Backstage,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::V1, Self::V2, Self::Backstage];

    /// The name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::Backstage => "backstage",
        }
    }

    /// Finds one by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.id() == name)
    }

    /// The variable that tells VeeCode's image what to load; a plain Backstage is told nothing.
    pub const fn told_by(self) -> Option<&'static str> {
        match self {
            Self::V1 => Some(PROFILE),
            Self::V2 => Some(PRESETS),
            Self::Backstage => None,
        }
    }

    /// What that variable says, as a comment above it.
    pub const fn told_of(self, has_profile: bool) -> &'static str {
        match (self, has_profile) {
            (Self::V2, _) => "the presets, in order",
            (_, true) => "the profile",
            (_, false) => "no profile; app-config.local.yaml has it all",
        }
    }

    /// Tells whether it is an image of VeeCode's, which brings configuration of its own.
    pub const fn is_image(self) -> bool {
        !matches!(self, Self::Backstage)
    }
}

/// What is otherwise with a contract in a portal of one target. What it does not say is as everywhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Otherwise {
    /// The presets of the v2 image that bring it, in the order in which they have to be loaded, each with the purposes that it brings.
    /// One is taken when the first of them is served.
    #[serde(default)]
    pub presets: IndexMap<String, Vec<Purpose>>,
    /// Credentials that do not serve there, and why.
    #[serde(default)]
    pub without: BTreeMap<String, String>,
    /// Purposes that are not served there, and why.
    #[serde(default)]
    pub not_for: BTreeMap<Purpose, String>,
    /// The packages that a backend needs besides, by the purpose that they are for.
    #[serde(default)]
    pub modules: BTreeMap<Purpose, Vec<String>>,
    /// What people call it there.
    pub title: Option<String>,
    /// What it costs there, in one line.
    pub about: Option<String>,
    /// How it may stand in a portal there.
    pub stands: Option<BTreeSet<Stands>>,
    /// Variables that nobody reads there.
    #[serde(default)]
    pub unread: BTreeSet<Variable>,
    /// Variables that are there besides.
    #[serde(default)]
    pub variables: BTreeMap<Variable, VariableSpec>,
}

/// Gives all contracts as they are in portals of one target; read once a process.
pub fn on(target: Target) -> &'static [Contract] {
    static V2: OnceLock<Vec<Contract>> = OnceLock::new();
    static BACKSTAGE: OnceLock<Vec<Contract>> = OnceLock::new();
    let read = match target {
        Target::V1 => return all(),
        Target::V2 => &V2,
        Target::Backstage => &BACKSTAGE,
    };
    read.get_or_init(|| all().iter().map(|contract| contract.on(target)).collect())
}

/// Gives the contracts of all targets, for whoever has to know every name before it is said what reads the files.
pub fn every() -> &'static [Contract] {
    static EVERY: OnceLock<Vec<Contract>> = OnceLock::new();
    EVERY.get_or_init(|| Target::ALL.into_iter().flat_map(on).cloned().collect())
}

/// Tells whether a preset is one that choices stand for, so that nobody has to say it by its name.
pub fn is_asked_about(preset: &str) -> bool {
    let mut contracts = all().iter();
    contracts.any(|contract| contract.otherwise(Target::V2).presets.contains_key(preset))
}

/// The name that a variable has in a portal of a target, by the name that the profiles have for it.
pub fn renamed(variable: &Variable, target: Target) -> Variable {
    let preset = names::same(variable.as_str())
        .filter(|_| target == Target::V2)
        .find(|same| same.profile.as_deref() == Some(variable.as_str()))
        .and_then(|same| same.preset.as_deref());
    preset.map_or_else(|| variable.clone(), Variable::new)
}

impl Contract {
    /// What is otherwise in a portal of its target.
    pub fn otherwise(&self, target: Target) -> &Otherwise {
        static NOTHING: OnceLock<Otherwise> = OnceLock::new();
        self.targets.get(&target).unwrap_or_else(|| NOTHING.get_or_init(Otherwise::default))
    }

    /// The contract as it is in a portal of another target than the profiles, where none has a layer by its own name.
    fn on(&self, target: Target) -> Self {
        let otherwise = self.otherwise(target);
        let mut contract = self.clone();
        if contract.stands.remove(&Stands::Profile) {
            contract.stands.insert(Stands::Plain);
        }
        contract.stands = otherwise.stands.clone().unwrap_or(contract.stands);
        contract.title = otherwise.title.clone().unwrap_or(contract.title);
        contract.about = otherwise.about.clone().unwrap_or(contract.about);
        if !target.is_image() {
            contract.credentials.values_mut().for_each(|spec| spec.not_beside = None);
        }
        contract.credentials.retain(|id, _| !otherwise.without.contains_key(id));
        otherwise.not_for.keys().for_each(|purpose| contract.leave_unserved(*purpose));
        contract.purposes.values_mut().for_each(|serves| serves.leave_out(&otherwise.without));
        contract.settings.retain(|_, variable| !otherwise.unread.contains(variable));
        contract.generated.retain(|variable, _| !otherwise.unread.contains(variable));
        contract.variables.retain(|variable, _| !otherwise.unread.contains(variable));
        contract.variables.extend(otherwise.variables.clone());
        contract.rename(&|variable| renamed(variable, target));
        contract
    }

    /// Takes a purpose away. What followed it is served by the same credentials as before.
    fn leave_unserved(&mut self, gone: Purpose) {
        let Some(served) = self.purposes.remove(&gone) else { return };
        for serves in self.purposes.values_mut() {
            if matches!(serves, Serves::Follows { follows } if *follows == gone) {
                serves.clone_from(&served);
            }
        }
    }

    /// Gives variables other names wherever the contract speaks of them.
    fn rename(&mut self, to: &dyn Fn(&Variable) -> Variable) {
        let names: Vec<_> = self.variables.keys().map(|name| (name.clone(), to(name))).collect();
        self.settings.values_mut().for_each(|variable| *variable = to(variable));
        for spec in self.credentials.values_mut() {
            let lists = [&mut spec.administrator, &mut spec.fields, &mut spec.chosen, &mut spec.lends];
            lists.into_iter().flat_map(BTreeMap::values_mut).for_each(|variable| *variable = to(variable));
        }
        self.generated = self.generated.iter().map(|(name, title)| (to(name), title.clone())).collect();
        self.variables = self.variables.iter().map(|(name, spec)| (to(name), spec.clone())).collect();
        for Piece { yaml, .. } in &mut self.fragment {
            for (old, new) in names.iter().filter(|(old, new)| old != new) {
                *yaml = yaml.replace(&format!("${{{old}}}"), &format!("${{{new}}}"));
            }
        }
    }
}

impl Serves {
    /// Leaves credentials out; the first of the others is recommended where a recommended one goes.
    fn leave_out(&mut self, gone: &BTreeMap<String, String>) {
        let Self::OneOf { production, local, or } = self else { return };
        or.retain(|id| !gone.contains_key(id));
        let first = or.first().cloned().unwrap_or_default();
        for best in [production, local].into_iter().filter(|best| gone.contains_key(*best)) {
            best.clone_from(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::preset;
    use super::*;

    fn contract(target: Target, name: &str) -> &'static Contract {
        on(target).iter().find(|contract| contract.name == name).unwrap()
    }

    #[test]
    fn presets_have_their_own_names_for_variables_and_read_a_token_alone() {
        let github = contract(Target::V2, "github");
        assert_eq!(github.credentials["github-token"].fields["token"].as_str(), "GITHUB_PAT");
        assert!(
            github.variables.contains_key(&Variable::new("GITHUB_PAT"))
                && !github.credentials.contains_key("github-app")
        );
        assert!(github.fragment.iter().all(|piece| !piece.yaml.contains("${GITHUB_TOKEN}")));
        let Serves::OneOf { production, local, or } = &github.purposes[&Purpose::Integration] else { panic!() };
        assert_eq!((production.as_str(), local.as_str(), or.len()), ("github-token", "github-token", 1));
    }

    #[test]
    fn every_preset_that_is_named_is_one_of_the_images_and_brings_something() {
        let chosen = all().iter().flat_map(|contract| &contract.otherwise(Target::V2).presets);
        for (name, brings) in chosen {
            assert!(preset::preset(name).is_some() && !brings.is_empty(), "{name}");
        }
    }

    #[test]
    fn what_is_left_out_or_not_served_is_there_otherwise() {
        for contract in all() {
            for otherwise in contract.targets.values() {
                assert!(otherwise.without.keys().all(|id| contract.credentials.contains_key(id)), "{}", contract.name);
                assert!(
                    otherwise.not_for.keys().all(|purpose| contract.purposes.contains_key(purpose)),
                    "{}",
                    contract.name
                );
            }
        }
    }
}
