//! What of VeeCode's images a plan takes: a profile, presets, and what their layers bring by themselves.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::{Part, Plan};
use crate::answers::file::Target;
use crate::contract::preset;
use crate::credential::Purpose;

impl Plan {
    /// The profile that the v1 image is told to load; none when none fits.
    pub fn profile(&self) -> Option<&str> {
        Some(&self.main().contract).filter(|contract| contract.is_profile()).map(|contract| contract.name.as_str())
    }

    /// The presets that the v2 image is told to load, in order: those that stay, then those that what was chosen needs.
    pub fn presets(&self) -> Vec<&str> {
        let needed: Vec<_> = self.parts.iter().flat_map(|part| self.presets_of(part)).collect();
        let staying = self.choices.presets.iter().map(String::as_str).filter(|name| !needed.contains(name));
        staying.chain(needed.iter().copied()).collect()
    }

    fn presets_of<'p>(&self, part: &'p Part) -> impl Iterator<Item = &'p str> {
        let otherwise = part.contract.otherwise(Target::V2);
        let needed = move |brings: &[Purpose]| brings.first().is_some_and(|first| part.purposes.contains(first));
        let presets = otherwise.presets.iter().filter(|_| self.choices.target == Target::V2);
        presets.filter(move |(_, brings)| needed(brings)).map(|(name, _)| name.as_str())
    }

    /// The purposes for which the image's own layers bring a part's configuration; what they do not bring is written in full.
    pub fn brought(&self, part: &Part) -> BTreeSet<Purpose> {
        match self.choices.target {
            Target::V1 if self.profile().is_some() && self.is_of_the_profile(part) => {
                part.contract.purposes.keys().copied().collect()
            }
            Target::V2 => {
                let presets = &part.contract.otherwise(Target::V2).presets;
                self.presets_of(part).flat_map(|name| presets.get(name).into_iter().flatten().copied()).collect()
            }
            Target::V1 | Target::Backstage => BTreeSet::new(),
        }
    }

    fn is_of_the_profile(&self, part: &Part) -> bool {
        let main = &self.main().contract;
        part.contract.name == main.name || main.integrates.as_ref() == Some(&part.contract.name)
    }

    /// The packages that the backend of a plain Backstage needs for what was chosen, without repetition.
    pub fn modules(&self) -> Vec<&str> {
        let mut modules: Vec<&str> = Vec::new();
        for part in &self.parts {
            let named = &part.contract.otherwise(self.choices.target).modules;
            let wanted = named.iter().filter(|(purpose, _)| part.purposes.contains(purpose));
            for module in wanted.flat_map(|(_, modules)| modules) {
                if !modules.contains(&module.as_str()) {
                    modules.push(module);
                }
            }
        }
        modules
    }

    /// The image ends with an exit code of its own when a preset lacks a variable, so it is told before anything is asked.
    pub(super) fn refuse_unmet_presets(&self) -> Result<()> {
        let held: BTreeSet<&str> = self
            .parts
            .iter()
            .flat_map(|part| part.contract.settings.values().chain(part.contract.generated.keys()))
            .map(|variable| variable.as_str())
            .collect();
        let got = |name: &str| {
            let of_needs = self.needs.iter().flat_map(Self::variables).any(|(_, variable)| variable.as_str() == name);
            let derived = |part: &Part| {
                part.contract
                    .variables
                    .iter()
                    .any(|(variable, spec)| variable.as_str() == name && spec.derived.is_some())
            };
            held.contains(name) || of_needs || self.parts.iter().any(derived)
        };
        let needed = self.parts.iter().flat_map(|part| self.presets_of(part)).filter_map(preset::preset);
        for preset in needed {
            let required = preset.variables.iter().filter(|(_, variable)| variable.required);
            let missing: Vec<_> = required.map(|(name, _)| name.as_str()).filter(|name| !got(name)).collect();
            if let Some(missing) = missing.first() {
                bail!(
                    "the preset `{}` needs `{missing}`, which nothing that was chosen brings; the image would end with {}",
                    preset.name,
                    preset::EXIT
                );
            }
        }
        Ok(())
    }
}
