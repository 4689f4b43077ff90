//! Red Hat Developer Hub as the portal: its modules are dynamic plugins, and its sign-in is built in.

use super::Plan;
use crate::contract::hub::{Deployer, hub};
use crate::contract::system::systems;
use crate::credential::Purpose;

/// Red Hat Developer Hub, where it is the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hub {
    /// What deploys it.
    pub by: Deployer,
    /// Its release, as it was said.
    pub said: Option<String>,
}

/// A module that the portal's backend needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plugin<'p> {
    /// The package that a plain Backstage adds.
    pub module: &'p str,
    /// Where its dynamic plugin is; nothing where the release has none.
    pub package: Option<&'p str>,
}

impl Hub {
    /// Its release: the one that was said, or the newest that is known.
    pub fn release(&self) -> &str {
        let said = self.said.as_deref().and_then(|said| hub().release(said).ok());
        said.unwrap_or_else(|| hub().newest())
    }
}

impl Plan {
    /// The modules that Red Hat Developer Hub has to load for what was chosen, without repetition. Whoever signs people in is built in.
    pub fn plugins<'p>(&'p self, portal: &Hub) -> Vec<Plugin<'p>> {
        let mut modules: Vec<&str> = Vec::new();
        for part in &self.parts {
            let named = &part.contract.otherwise(self.choices.target).modules;
            let wanted = named
                .iter()
                .filter(|(purpose, _)| **purpose != Purpose::Authentication && part.purposes.contains(purpose));
            modules.extend(wanted.flat_map(|(_, modules)| modules).map(String::as_str));
            let row = systems().iter().find(|system| system.name == part.contract.name);
            modules.extend(row.and_then(|row| row.package.as_deref()));
        }
        let mut seen = std::collections::BTreeSet::new();
        modules.retain(|module| seen.insert(*module));
        let release = portal.release();
        modules.into_iter().map(|module| Plugin { module, package: hub().package(module, release) }).collect()
    }
}
