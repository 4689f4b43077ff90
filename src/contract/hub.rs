//! Red Hat Developer Hub: its releases, whom it lets sign in, where its modules are, and how it is deployed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use anyhow::{Result, bail};
use indexmap::IndexMap;
use serde::Deserialize;

use super::{Contract, Stands, Target};
use crate::credential::Purpose;

const TEXT: &str = embedded!("backstage/rhdh");

/// Everything that is known of it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hub {
    /// Its releases, oldest first.
    pub releases: IndexMap<String, Release>,
    /// The keys below `auth.providers` that it has modules for.
    pub sign_in: Vec<Vec<String>>,
    /// Keys that its own module has another name for.
    pub called: BTreeMap<String, String>,
    /// Where modules of the backend are, by the package that a plain Backstage adds.
    pub packages: BTreeMap<String, Vec<Packaged>>,
    /// What its image brings for dynamic plugins.
    pub below: Below,
    /// What the Secrets are called in the cluster.
    pub names: Names,
    /// What is written for each way to deploy it.
    pub files: BTreeMap<Deployer, Vec<Written>>,
    /// An entry of a dynamic plugin.
    pub plugin: String,
}

/// What deploys it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deployer {
    /// Its operator.
    Operator,
    /// Its Helm chart.
    Chart,
}

/// A release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The Backstage in it.
    pub backstage: String,
    /// The version of the operator's resource.
    pub resource: String,
}

/// Where a module is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packaged {
    /// The releases; every one where none is said.
    #[serde(default, rename = "in")]
    pub releases: Vec<String>,
    /// The package as a list of dynamic plugins names it.
    pub at: String,
}

/// Configuration that an image brings for its dynamic plugins, which lies below what people write.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Below {
    /// The file that it stands in.
    pub file: String,
    /// The blocks that it has a part of.
    pub completes: Vec<String>,
}

/// What the Secrets are called in the cluster.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// The one with the variables.
    pub secret: String,
    /// The one with values that no file of variables can hold.
    pub keys: String,
}

/// A file that is written, with places in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Where.
    pub path: String,
    /// What it is for.
    pub about: String,
    /// What is in it.
    pub yaml: String,
}

/// Everything that is known of Red Hat Developer Hub.
pub fn hub() -> &'static Hub {
    static READ: OnceLock<Hub> = OnceLock::new();
    READ.get_or_init(|| facts!(TEXT))
}

impl Hub {
    /// The newest release that is known.
    pub fn newest(&self) -> &str {
        self.releases.keys().last().map_or("", String::as_str)
    }

    /// Finds a release by its number, of which the last part may be said as well (`1.9.3`).
    ///
    /// # Errors
    /// When it is none that is known, with those that are.
    pub fn release(&self, said: &str) -> Result<&str> {
        let said = said.trim().trim_start_matches('v');
        let line: Vec<_> = said.split('.').take(2).collect();
        match self.releases.get_key_value(line.join(".").as_str()) {
            Some((release, _)) => Ok(release),
            None => {
                let known: Vec<_> = self.releases.keys().map(String::as_str).collect();
                bail!("a release of Red Hat Developer Hub is one of {}, not `{said}`", known.join(", "))
            }
        }
    }

    /// Where a module is in a release; nothing where it has none.
    pub fn package(&self, module: &str, release: &str) -> Option<&str> {
        let mut packaged = self.packages.get(module)?.iter();
        let is_there = |one: &&Packaged| one.releases.is_empty() || one.releases.iter().any(|known| known == release);
        packaged.find(is_there).map(|one| one.at.as_str())
    }

    /// Why nobody signs in there by a provider, by its key below `auth.providers`; nothing where people do.
    pub fn lacking(&self, key: &str, title: &str) -> Option<String> {
        if self.sign_in.iter().flatten().any(|known| known == key) {
            return None;
        }
        let why = match self.called.get(key) {
            Some(called) => format!("calls `{key}` `{called}`, which is not written here"),
            None => format!("has no module for `{key}`, and ends with \"No auth provider found for {key}\""),
        };
        Some(format!(
            "no sign-in by {title}: Red Hat Developer Hub {why}; `--profile oidc` is for what speaks OpenID Connect"
        ))
    }

    /// Leaves out whom it lets nobody sign in by, with the reason in their place.
    pub fn restrict(&self, contracts: &mut [Contract]) {
        for contract in contracts {
            let lacking = contract.signs_in_as.as_ref().and_then(|key| self.lacking(key, &contract.title));
            let stands = contract.stands_first().then_some(lacking).flatten();
            if let Some(why) = stands {
                contract.stands.retain(|stands| !matches!(stands, Stands::Profile | Stands::Plain));
                let otherwise = contract.targets.entry(Target::Backstage).or_default();
                otherwise.not_for.insert(Purpose::Authentication, why);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{on, system};
    use super::*;

    #[test]
    fn the_facts_are_read_and_every_release_that_they_speak_of_is_one() {
        let known: Hub = serde_json::from_str(TEXT).unwrap();
        assert_eq!(known.newest(), "1.10");
        let named = known.packages.values().flatten().flat_map(|packaged| &packaged.releases);
        assert!(named.into_iter().all(|release| known.releases.contains_key(release)));
        assert!(known.called.values().all(|called| known.sign_in.iter().flatten().any(|key| key == called)));
    }

    #[test]
    fn a_release_is_told_by_its_line_and_an_unknown_one_names_those_that_are_known() {
        assert_eq!(hub().release("1.9.3").unwrap(), "1.9");
        assert_eq!(hub().release("v1.10").unwrap(), "1.10");
        let refused = hub().release("2.0").unwrap_err().to_string();
        assert_eq!(refused, "a release of Red Hat Developer Hub is one of 1.7, 1.8, 1.9, 1.10, not `2.0`");
    }

    /// A package whose plain Backstage nobody writes is a misspelt one.
    #[test]
    fn every_module_that_has_a_place_there_is_one_that_something_needs() {
        let contracts = on(Target::Backstage).iter();
        let named = contracts.flat_map(|contract| contract.otherwise(Target::Backstage).modules.values().flatten());
        let systems = system::systems().iter().filter_map(|system| system.package.as_ref());
        let needed: Vec<_> = named.chain(systems).collect();
        let strange: Vec<_> = hub().packages.keys().filter(|module| !needed.contains(module)).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }

    #[test]
    fn a_package_moves_between_releases() {
        let jenkins = |release| hub().package("@backstage-community/plugin-jenkins-backend", release).unwrap();
        assert!(jenkins("1.8").starts_with("./dynamic-plugins/dist/") && jenkins("1.9").contains("bs_1.45.3__"));
        assert_eq!(hub().package("@pagerduty/backstage-plugin-backend", "1.8"), None);
    }

    #[test]
    fn whom_it_does_not_know_stands_no_more_and_says_why() {
        let mut contracts = on(Target::Backstage).to_vec();
        hub().restrict(&mut contracts);
        let find = |name: &str| contracts.iter().find(|contract| contract.name == name).unwrap();
        for (name, why) in
            [("aws-alb", "No auth provider found for awsalb"), ("google-iap", "calls `gcpIap` `gcp-iap`")]
        {
            let otherwise = find(name).otherwise(Target::Backstage);
            let said = &otherwise.not_for[&Purpose::Authentication];
            assert!(said.contains(why) && !find(name).stands_first(), "{said}");
        }
        assert!(
            ["github", "keycloak", "okta", "github-pat", "cloudflare-access"]
                .iter()
                .all(|name| find(name).stands_first())
        );
    }
}
