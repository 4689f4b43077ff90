//! What a row says, in the words of contracts and providers, so that whoever plans, asks, explains and writes need not know rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, System, SystemCredential};
use crate::contract::concepts::Cost;
use crate::contract::{Contract, CredentialSpec, Feature, Make, ProviderSpec, Serves, Stands};
use crate::credential::{CredentialKind, Purpose};

impl System {
    /// Its part in a portal.
    pub(in crate::contract) fn contract(&self) -> Contract {
        let (made, later): (Vec<_>, Vec<_>) = self.credentials.iter().partition(|(_, spec)| spec.is_made());
        let all: Vec<String> = made.iter().map(|(id, _)| (*id).clone()).collect();
        // What only a credential needs that is not made here is asked for by nobody.
        let (mut variables, mut fragment) = (self.variables.clone(), self.fragment.clone());
        for (id, spec) in later {
            spec.fields.values().for_each(|variable| _ = variables.remove(variable));
            fragment.retain(|piece| !piece.when.contains(id));
        }
        let best = all.first().cloned().unwrap_or_default();
        let serves = Serves::OneOf { production: best.clone(), local: best, or: all };
        let stands = if self.group == Group::Code { Stands::Beside } else { Stands::Also };
        Contract {
            name: self.name.clone(),
            stands: BTreeSet::from([stands]),
            title: self.title.clone(),
            about: self.about.clone(),
            provider: self.name.clone(),
            signs_in_as: None,
            exclusive_group: self.exclusive_group.clone(),
            integrates: None,
            settings: self.settings.clone(),
            constants: BTreeMap::new(),
            purposes: BTreeMap::from([(Purpose::Integration, serves)]),
            credentials: made.into_iter().map(|(id, spec)| (id.clone(), spec.spec())).collect(),
            generated: BTreeMap::new(),
            variables,
            fragment,
            targets: self.targets.clone(),
        }
    }

    /// What its provider is to a portal.
    pub(in crate::contract) fn provider(&self) -> ProviderSpec {
        let feature = Feature {
            purpose: Purpose::Integration,
            about: self.about.clone(),
            optional: false,
            ask: None,
            scopes: BTreeSet::new(),
            permissions: BTreeMap::new(),
        };
        ProviderSpec {
            provider: self.name.clone(),
            title: self.title.clone(),
            held_against: self.held_against.clone(),
            url: self.url.clone(),
            api_url: self.api_url.clone(),
            self_hosted_api_path: self.self_hosted_api_path.clone(),
            own_hosts: self.own_hosts.clone(),
            features: BTreeMap::from([(self.group.feature().to_owned(), feature)]),
            ..ProviderSpec::default()
        }
    }
}

impl Group {
    /// What it is for in a portal, as `templates/concepts/features.yaml` names it.
    const fn feature(self) -> &'static str {
        match self {
            Self::Code => "discovery",
            _ => "display",
        }
    }
}

impl SystemCredential {
    /// Its form: a token alone, or one with its account's name.
    fn kind(&self) -> CredentialKind {
        if self.fields.len() > 1 { CredentialKind::Account } else { CredentialKind::AccessToken }
    }

    /// What it costs.
    pub(in crate::contract) fn costs(&self) -> Cost {
        let Self { rate, acts, leaks, ends, .. } = self;
        Cost { rate: rate.clone(), acts: acts.clone(), leaks: leaks.clone(), ends: ends.clone() }
    }

    fn spec(&self) -> CredentialSpec {
        CredentialSpec {
            title: self.title.clone(),
            kind: self.kind(),
            make: Make::ByHand,
            guided: false,
            not_beside: None,
            making: self.making.clone(),
            cost: self.cost.clone(),
            cost_of_sign_in: None,
            administrator: BTreeMap::new(),
            fields: self.fields.clone(),
            name: None,
            chosen: BTreeMap::new(),
            prepared: Vec::new(),
            lends: BTreeMap::new(),
            callback: None,
        }
    }
}
