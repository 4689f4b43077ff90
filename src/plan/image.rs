//! What a portal's code brings by itself: the profile or the presets of VeeCode's images with their layers, the modules of a plain Backstage.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::{Part, Plan};
use crate::answers::file::Target;
use crate::contract::{self, preset};
use crate::credential::Purpose;

impl Plan {
    /// The profile that the v1 image is told to load; none when none fits.
    pub fn profile(&self) -> Option<&str> {
        Some(&self.main().contract).filter(|contract| contract.is_profile()).map(|contract| contract.name.as_str())
    }

    /// The presets that the v2 image is told to load, in order: as they were said, then what else is needed of what was chosen.
    pub fn presets(&self) -> Vec<&str> {
        let needed: Vec<_> = self.parts.iter().flat_map(|part| self.presets_of(part)).collect();
        let staying = self.staying();
        let said = self.choices.presets.iter().map(String::as_str);
        let mut presets: Vec<_> = said.filter(|name| needed.contains(name) || staying.contains(name)).collect();
        let new: Vec<_> = needed.into_iter().filter(|name| !presets.contains(name)).collect();
        presets.extend(new);
        presets
    }

    /// The presets that were said and that no question is about.
    pub fn staying(&self) -> Vec<&str> {
        let said = self.choices.presets.iter().filter(|_| self.choices.target == Target::V2);
        said.map(String::as_str).filter(|name| !contract::is_asked_about(name)).collect()
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
        let presets = self.presets();
        for (at, preset) in presets.iter().enumerate().filter_map(|(at, name)| Some((at, preset::preset(name)?))) {
            if let Some(before) = preset.presets.iter().find(|name| !presets[..at].contains(&name.as_str())) {
                let exit = preset::EXIT;
                bail!("the preset `{}` needs `{before}` before it; the image would end with {exit}", preset.name);
            }
            if !contract::is_asked_about(&preset.name) {
                continue;
            }
            let mut required = preset.variables.iter().filter(|(_, variable)| variable.required);
            if let Some((missing, _)) = required.find(|(name, _)| !self.sets(name)) {
                bail!(
                    "the preset `{}` needs `{missing}`, which nothing that was chosen brings; the image would end with {}",
                    preset.name,
                    preset::EXIT
                );
            }
        }
        Ok(())
    }

    /// Tells whether the portal's environment will have a variable: a setting, a part of a credential, what is made here or follows.
    fn sets(&self, name: &str) -> bool {
        let of_part = |part: &Part| {
            let contract = &part.contract;
            let derived =
                contract.variables.iter().filter(|(_, spec)| spec.derived.is_some()).map(|(variable, _)| variable);
            let mut set = contract.settings.values().chain(contract.generated.keys()).chain(derived);
            set.any(|variable| variable.as_str() == name)
        };
        let of_needs = self.needs.iter().flat_map(Self::variables).any(|(_, variable)| variable.as_str() == name);
        of_needs || self.parts.iter().any(of_part)
    }
}
