//! What a row says, in the words of contracts and providers, so that whoever plans, asks, explains and writes need not know rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, SignsIn, System, SystemCredential};
use crate::contract::concepts::Cost;
use crate::contract::{Contract, CredentialSpec, Feature, Make, ProviderSpec};
use crate::credential::{CredentialKind, Purpose};

impl System {
    /// Its part in a portal.
    pub(in crate::contract) fn contract(&self) -> Contract {
        let (made, later): (Vec<_>, Vec<_>) = self.credentials.iter().partition(|(_, spec)| spec.is_made());
        let all: Vec<String> = made.iter().map(|(id, _)| (*id).clone()).collect();
        // What only a credential needs that is not made here is asked for by nobody.
        let (mut variables, mut fragment) = (self.variables.clone(), self.fragment.clone());
        let asked: BTreeSet<_> = made.iter().flat_map(|(_, spec)| spec.fields.values()).collect();
        for (id, spec) in later {
            variables
                .retain(|variable, _| asked.contains(variable) || !spec.fields.values().any(|own| own == variable));
            fragment.retain(|piece| !piece.when.contains(id));
        }
        let signs_in = self.signs_in.as_ref();
        variables.extend(signs_in.and_then(|signs_in| signs_in.session(&self.title)));
        Contract {
            name: self.name.clone(),
            stands: self.stands(),
            title: self.title.clone(),
            about: self.about.clone(),
            provider: self.name.clone(),
            signs_in_as: signs_in.map(|signs_in| signs_in.key.clone()),
            exclusive_group: self.exclusive_group.clone(),
            integrates: None,
            settings: self.settings.clone(),
            constants: BTreeMap::new(),
            purposes: BTreeMap::from([(self.purpose(), Self::serves(all))]),
            credentials: made.into_iter().map(|(id, spec)| (id.clone(), spec.spec(signs_in))).collect(),
            generated: signs_in.map(SignsIn::generated).unwrap_or_default(),
            variables,
            fragment,
            targets: signs_in.map_or_else(|| self.targets.clone(), |signs_in| signs_in.targets(&self.title)),
        }
    }

    /// What its provider is to a portal.
    pub(in crate::contract) fn provider(&self) -> ProviderSpec {
        let displays = || Feature {
            purpose: Purpose::Integration,
            about: self.about.clone(),
            optional: false,
            ask: None,
            scopes: BTreeSet::new(),
            permissions: BTreeMap::new(),
        };
        let feature = self.signs_in.as_ref().map_or_else(displays, SignsIn::feature);
        ProviderSpec {
            provider: self.name.clone(),
            title: self.title.clone(),
            held_against: self.held_against.clone(),
            url: self.url.clone(),
            api_url: self.api_url.clone(),
            self_hosted_api_path: self.self_hosted_api_path.clone(),
            own_hosts: self.own_hosts.clone(),
            features: BTreeMap::from([(self.group.feature().to_owned(), feature)]),
            reaches: self.signs_in.as_ref().map(|signs_in| signs_in.scopes.clone()).unwrap_or_default(),
            ..ProviderSpec::default()
        }
    }
}

impl Group {
    /// What it is for in a portal, as `templates/concepts/features.yaml` names it.
    const fn feature(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Code => "discovery",
            _ => "display",
        }
    }
}

impl SystemCredential {
    /// Its form: what signs people in, a token alone, or one with its account's name.
    pub fn kind(&self, signs_in: Option<&SignsIn>) -> CredentialKind {
        match signs_in {
            Some(SignsIn { front: Some(_), .. }) => CredentialKind::TrustedProxy,
            Some(_) => CredentialKind::OauthClient,
            None if self.fields.len() > 1 => CredentialKind::Account,
            None => CredentialKind::AccessToken,
        }
    }

    /// What it costs.
    pub(in crate::contract) fn costs(&self) -> Cost {
        let Self { rate, acts, leaks, ends, .. } = self;
        Cost { rate: rate.clone(), acts: acts.clone(), leaks: leaks.clone(), ends: ends.clone() }
    }

    fn spec(&self, signs_in: Option<&SignsIn>) -> CredentialSpec {
        CredentialSpec {
            title: self.title.clone(),
            kind: self.kind(signs_in),
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
            callback: signs_in.and_then(|signs_in| signs_in.callback.clone()),
        }
    }
}
