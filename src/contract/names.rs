//! Names of variables that are taken for each other, and names that something else than the configuration reads.

use std::sync::LazyLock;

use serde::Deserialize;

static NAMES: LazyLock<Names> = LazyLock::new(|| facts!(embedded!("backstage/variables")));

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    same: Vec<Same>,
    elsewhere: Elsewhere,
}

/// One thing, by all of its names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// What the files of profiles read.
    pub profile: Option<String>,
    /// What the files of presets read.
    pub preset: Option<String>,
    /// What people write instead.
    #[serde(default)]
    also: Vec<String>,
}

impl Same {
    /// All of its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.profile.iter().chain(&self.preset).chain(&self.also).map(String::as_str)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    names: Vec<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
}

/// Everything that has this name among others.
pub fn same(name: &str) -> impl Iterator<Item = &'static Same> {
    NAMES.same.iter().filter(move |same| same.names().any(|known| known == name))
}

/// Tells whether something else than the configuration reads a variable.
pub fn is_read_elsewhere(name: &str) -> bool {
    let Elsewhere { names, beginnings, endings } = &NAMES.elsewhere;
    names.iter().any(|known| known == name)
        || beginnings.iter().any(|start| name.starts_with(start.as_str()))
        || endings.iter().any(|end| name.ends_with(end.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_two_generations_are_the_same_thing() {
        let token = same("GITHUB_PAT").next().unwrap();
        assert_eq!(token.profile.as_deref(), Some("GITHUB_TOKEN"));
        assert_eq!(same("GITHUB_CLIENT_ID").count(), 2);
        assert_eq!(same("TITLE").count(), 0);
        assert!(is_read_elsewhere("https_proxy") && is_read_elsewhere("NODE_ENV") && !is_read_elsewhere("GITHUB_ORG"));
    }

    #[test]
    fn every_name_of_a_profile_stands_in_a_contract() {
        let contracts = crate::contract::all();
        for same in &NAMES.same {
            let name = crate::credential::Variable::new(same.profile.as_deref().unwrap());
            assert!(contracts.iter().any(|contract| contract.variables.contains_key(&name)), "{name}");
        }
    }
}
