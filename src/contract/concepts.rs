//! What people ask about that is no profile's and no provider's alone: what features are for, what credentials cost, how somebody signs
//! in step by step, and words that mean the same.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::sign_in;
use super::system::systems;

/// What a feature is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureFacts {
    /// What the portal does, in a sentence.
    pub means: String,
    /// What people see where nothing serves it.
    pub without: String,
}

/// What a credential costs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// How much it may ask.
    pub rate: String,
    /// Who has to act before it works.
    pub acts: String,
    /// What is open to whoever finds it.
    pub leaks: String,
    /// When it ends.
    pub ends: String,
}

/// How people sign in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningIn {
    /// The address that browsers are sent to, by provider.
    pub addresses: BTreeMap<String, String>,
    /// The steps of each way, by its name.
    pub flows: BTreeMap<String, Vec<Step>>,
}

/// One step of signing in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who begins it.
    pub from: Actor,
    /// Who is asked or told.
    pub to: Actor,
    /// What passes, in a word or two.
    pub short: String,
    /// What happens, in a sentence.
    pub says: String,
    /// The rules of what goes wrong there.
    pub fails: Vec<String>,
    /// Those of them that go wrong only where the provider keeps something in a session.
    #[serde(default)]
    pub session: Vec<String>,
    /// Those of them that are of OpenID Connect alone.
    #[serde(default)]
    pub oidc: Vec<String>,
}

impl Step {
    /// The rules of what goes wrong there for a provider, by its key of sign-in.
    pub fn fails_at(&self, key: &str) -> Vec<&str> {
        let session = self.session.iter().filter(|_| sign_in::sign_in().needs_session(key));
        let oidc = self.oidc.iter().filter(|_| key == "oidc");
        session.chain(&self.fails).chain(oidc).map(String::as_str).collect()
    }
}

/// Who takes part in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The person's browser.
    Browser,
    /// The portal's backend.
    Portal,
    /// The provider.
    Provider,
    /// The catalog.
    Catalog,
}

impl Actor {
    /// All of them, from left to right.
    pub const ALL: [Self; 4] = [Self::Browser, Self::Portal, Self::Provider, Self::Catalog];
}

/// Words of whoever asks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Words {
    /// Groups of words that mean the same.
    pub same: Vec<Vec<String>>,
    /// Words that say nothing of what is asked.
    pub idle: Vec<String>,
    /// Words that stand in errors of every kind.
    pub common: Vec<String>,
    /// Words of whoever asks what a provider wants.
    pub wants: Vec<String>,
    /// Words for what it is wanted for.
    pub wanted_for: Vec<String>,
    /// Names of errors that every program has, so that they say nothing of what is wrong.
    pub classes: Vec<String>,
}

/// Why a set-up is advised.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Each reason in a sentence.
    pub reasons: BTreeMap<String, String>,
    /// So many people are few.
    pub few: u32,
    /// So many are many.
    pub many: u32,
}

/// Why a set-up is advised.
pub fn advice() -> &'static Advice {
    static READ: OnceLock<Advice> = OnceLock::new();
    READ.get_or_init(|| facts!(embedded!("concepts/advice")))
}

/// The features, by name.
pub fn features() -> &'static IndexMap<String, FeatureFacts> {
    static READ: OnceLock<IndexMap<String, FeatureFacts>> = OnceLock::new();
    READ.get_or_init(|| facts!(embedded!("concepts/features")))
}

/// What credentials cost, by their id.
pub fn costs() -> &'static IndexMap<String, Cost> {
    static READ: OnceLock<IndexMap<String, Cost>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut costs: IndexMap<String, Cost> = facts!(embedded!("concepts/credentials"));
        let rows = systems().iter().flat_map(|system| &system.credentials);
        let rows = rows.filter(|(_, spec)| spec.is_made());
        costs.extend(rows.map(|(id, spec)| (id.clone(), spec.costs())));
        costs
    })
}

/// How people sign in.
pub fn signing_in() -> &'static SigningIn {
    static READ: OnceLock<SigningIn> = OnceLock::new();
    READ.get_or_init(|| {
        let mut signing_in: SigningIn = facts!(embedded!("concepts/sign-in"));
        let rows = systems().iter();
        let rows = rows.filter_map(|row| Some((row.name.clone(), row.signs_in.as_ref()?.authorize.clone()?)));
        signing_in.addresses.extend(rows);
        signing_in
    })
}

/// The words.
pub fn words() -> &'static Words {
    static READ: OnceLock<Words> = OnceLock::new();
    READ.get_or_init(|| facts!(embedded!("concepts/words")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contract;

    #[test]
    fn every_feature_scope_and_credential_is_explained_and_nothing_else_is() {
        let providers = contract::providers();
        let named: BTreeSet<_> = providers.iter().flat_map(|provider| provider.features.keys()).collect();
        assert_eq!(named, features().keys().collect());
        for provider in providers {
            let all = provider.features.values();
            let all = all.flat_map(|feature| feature.scopes.iter().chain(feature.permissions.keys()));
            assert_eq!(all.collect::<BTreeSet<_>>(), provider.reaches.keys().collect(), "{}", provider.provider);
        }
        let contracts = contract::all();
        let ids: BTreeSet<_> = contracts.iter().flat_map(|contract| contract.credentials.keys()).collect();
        assert_eq!(ids, costs().keys().collect());
    }

    #[test]
    fn every_provider_that_people_sign_in_by_has_a_way_and_an_address() {
        let signs_in = contract::all().iter().filter(|contract| contract.signs_in_as.is_some());
        for contract in signs_in {
            let has_address = signing_in().addresses.contains_key(&contract.provider);
            let is_sent = contract.credentials.values().any(|spec| spec.callback.is_some());
            assert_eq!(has_address, is_sent, "{}", contract.provider);
        }
        assert_eq!(signing_in().flows.keys().collect::<Vec<_>>(), ["directory", "oauth", "proxy"]);
        assert!(words().same.len() > 10 && words().idle.len() > 10);
    }
}
