//! What a run will ask, make, prove and write, decided from contracts and a few choices. Pure; holds no secret.

mod address;
mod choices;
mod declared;
mod facts;
mod hub;
mod image;
mod part;
mod place;
mod question;
mod serving;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use url::Url;

pub use self::address::{Endpoints, is_loopback, odd_for_production, parse_address, parse_place, show};
pub use self::choices::{Choices, Chosen, OrgData};
pub use self::hub::{Hub, Plugin};
pub use self::part::{Need, Part};
pub use self::serving::{Service, able, able_beside, recommended, refuse_beside};

use self::serving::{add_features, find, serving};
use crate::contract::{self, Contract, Make, VariableSpec};
use crate::credential::{Answers, CredentialKind, Fields, Purpose, Secret, Variable};
use crate::providers::Wanted;

/// The setting that holds a provider's address.
pub const BASE_URL: &str = "base-url";

/// The setting that says how the connection is kept from others' eyes.
pub const KEPT_BY: &str = "tls";

/// The whole run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What was decided.
    pub choices: Choices,
    /// The providers' parts; people sign in by the first one, if at all.
    pub parts: Vec<Part>,
    /// The credentials, in the order in which they are got.
    pub needs: Vec<Need>,
}

impl Plan {
    /// Works a plan out.
    ///
    /// # Errors
    /// When a choice names a contract, credential or feature that there is not.
    pub fn new(contracts: &[Contract], choices: Choices) -> Result<Self> {
        let mut plan = Self { parts: Vec::new(), needs: Vec::new(), choices };
        plan.part_of(find(contracts, &plan.choices.main)?)?;
        for Service { contract, purpose, credential } in serving(contracts, &plan.choices)? {
            let part = plan.part_of(find(contracts, &contract)?)?;
            plan.parts[part].purposes.insert(purpose);
            plan.need(part, &credential)?.purposes.insert(purpose);
        }
        // The backend's credential first: it reads the organisation that the others are checked against.
        plan.needs.sort_by_key(|need| (need.part, need.purposes == BTreeSet::from([Purpose::Authentication])));
        for need in &mut plan.needs {
            add_features(need, &plan.parts[need.part].provider, &plan.choices.features);
        }
        plan.refuse_unknown_features()?;
        plan.refuse_unmet_presets()?;
        Ok(plan)
    }

    fn part_of(&mut self, contract: &Contract) -> Result<usize> {
        if let Some(at) = self.parts.iter().position(|part| part.contract.name == contract.name) {
            return Ok(at);
        }
        let provider = contract::provider(&contract.provider)?;
        self.parts.push(Part { contract: contract.clone(), provider, purposes: BTreeSet::new() });
        Ok(self.parts.len() - 1)
    }

    fn need(&mut self, part: usize, id: &str) -> Result<&mut Need> {
        if let Some(at) = self.needs.iter().position(|need| need.id == id) {
            return Ok(&mut self.needs[at]);
        }
        let contract = &self.parts[part].contract;
        let spec = contract.credentials.get(id);
        let spec = spec.with_context(|| format!("`{}` has no credential `{id}`", contract.name))?;
        self.needs.push(Need::new(part, id, spec));
        self.needs.last_mut().context("a need was just added")
    }

    fn refuse_unknown_features(&self) -> Result<()> {
        let known: Vec<_> = self.parts.iter().flat_map(|part| part.provider.features.keys()).collect();
        match self.choices.features.iter().find(|name| !known.contains(name)) {
            Some(unknown) => {
                let known: Vec<_> = known.into_iter().map(String::as_str).collect();
                bail!("{} has no feature `{unknown}`; there are {}", self.main().provider.title, known.join(", "))
            }
            None => Ok(()),
        }
    }

    /// The part that people sign in by, or that stands alone.
    pub fn main(&self) -> &Part {
        &self.parts[0]
    }

    /// The part that a credential belongs to.
    pub fn part(&self, need: &Need) -> &Part {
        &self.parts[need.part]
    }

    /// What is wanted of a credential, with the settings that are known by now.
    ///
    /// # Errors
    /// When a setting that must be an address is none.
    pub fn wanted(&self, need: &Need, answers: &Answers) -> Result<Wanted> {
        let part = self.part(need);
        let address = self.asked_at(part, answers)?;
        let mut settings = self.constants(part)?;
        settings.extend(self.settings(part, answers));
        if let Some(stand_in) = self.stand_in(part).filter(|_| part.contract.settings.contains_key(BASE_URL)) {
            settings.insert(BASE_URL.to_owned(), show(&stand_in.url).to_owned());
        }
        let signs_in = need.purposes.contains(&Purpose::Authentication);
        Ok(Wanted {
            credential: need.id.clone(),
            kind: need.spec.kind,
            purposes: need.purposes.clone(),
            url: address.url,
            api_url: address.api_url,
            portal: self.choices.portal.clone(),
            callback: need
                .spec
                .callback
                .as_deref()
                .filter(|_| signs_in)
                .map(|path| self.below_portal(path))
                .transpose()?,
            settings,
            scopes: need.scopes.clone(),
            permissions: need.permissions.clone(),
            name: self.new_name(need, answers),
        })
    }

    /// The plain settings of a part that are known by now, by the provider's word.
    pub fn settings(&self, part: &Part, answers: &Answers) -> BTreeMap<String, String> {
        let known = |(field, variable): (&String, &Variable)| {
            answers.get(variable).map(|value| (field.clone(), value.expose().to_owned()))
        };
        part.contract.settings.iter().filter_map(known).collect()
    }

    /// The settings of a part that are the same for everybody, with other providers' addresses in their places.
    fn constants(&self, part: &Part) -> Result<BTreeMap<String, String>> {
        let mut settings = part.contract.constants.clone();
        for value in settings.values_mut() {
            let Some(provider) = value.strip_prefix('<').and_then(|rest| rest.strip_suffix("-url>")) else { continue };
            let place = [&self.choices.stand_ins, &self.choices.addresses].into_iter().find_map(|at| at.get(provider));
            *value = match place {
                Some(place) => show(&place.url).to_owned(),
                None => contract::provider(provider)?.url.unwrap_or_default(),
            };
        }
        Ok(settings)
    }

    fn below_portal(&self, path: &str) -> Result<Url> {
        let portal = self.choices.backend().as_str().trim_end_matches('/');
        Url::parse(&format!("{portal}{path}")).with_context(|| format!("`{portal}{path}` is no address"))
    }

    /// The name for what has to be made: the one that was given, or the organisation's and the portal's.
    fn new_name(&self, need: &Need, answers: &Answers) -> String {
        let named = need.spec.name.as_ref().and_then(|field| need.spec.fields.get(field));
        if let Some(name) = named.and_then(|variable| answers.get(variable)).filter(|name| !name.is_empty()) {
            return name.expose().to_owned();
        }
        let settings = self.settings(self.part(need), answers);
        match settings.get("organization").or_else(|| settings.get("group")) {
            Some(owner) => format!("{}-devportal", owner.replace('/', "-")),
            None => "devportal".to_owned(),
        }
    }

    /// Looks a variable up in every part.
    pub fn variable(&self, variable: &Variable) -> Option<&VariableSpec> {
        self.parts.iter().find_map(|part| part.contract.variable(variable))
    }

    /// Tells whether a variable's value must never be shown. What no contract knows is taken for a secret.
    pub fn is_secret(&self, variable: &Variable) -> bool {
        self.variable(variable).is_none_or(|spec| spec.secret)
    }

    /// The secrets that are made here, with what a person calls them.
    pub fn generated(&self) -> impl Iterator<Item = (&Variable, &String)> {
        self.parts.iter().flat_map(|part| &part.contract.generated)
    }

    /// The variables that hold a credential's parts, its loans to sign-in included, with the part's name.
    pub fn variables(need: &Need) -> Vec<(String, Variable)> {
        let own = need.spec.fields.iter();
        let lent = need.spec.lends.iter().filter(|_| need.purposes.contains(&Purpose::Authentication));
        own.chain(lent).map(|(field, variable)| (field.clone(), variable.clone())).collect()
    }

    /// Tells whether anybody signs in.
    pub fn signs_in(&self) -> bool {
        self.serving(Purpose::Authentication).is_some()
    }

    /// The first credential that serves a purpose, if any does.
    pub fn serving(&self, purpose: Purpose) -> Option<&Need> {
        self.needs.iter().find(|need| need.purposes.contains(&purpose))
    }

    /// The credential that reads people and groups, if any does.
    pub fn reader(&self) -> Option<&Need> {
        self.serving(Purpose::OrgData)
    }

    /// Where people come from, as answers say it: the provider, or the contract where one that stands beside is not its provider's first.
    pub fn source_of_people(&self) -> Option<String> {
        let part = self.part(self.reader()?);
        let (name, provider) = (&part.contract.name, &part.contract.provider);
        let first = contract::all().iter().find(|contract| contract.name == *provider);
        let is_other = first.is_some_and(|first| first.name != *name) && self.main().contract.provider != *provider;
        Some(if is_other { name.clone() } else { provider.clone() })
    }

    /// The client that signs people in and serves the backend as well, if there is one.
    pub fn shared_client(&self) -> Option<&Need> {
        let client = |need: &&Need| matches!(need.spec.kind, CredentialKind::OauthClient | CredentialKind::GithubApp);
        self.serving(Purpose::Authentication).filter(|need| need.purposes.len() > 1).filter(client)
    }
}

/// Two credentials of a plan that are one client in truth, by the variables that name it: whoever gets one has both.
pub fn reused_client<'p>(plan: &'p Plan, answers: &Answers) -> Option<(&'p Variable, &'p Variable)> {
    let clients: Vec<_> = plan.needs.iter().filter_map(|need| need.spec.fields.get("client-id")).collect();
    let value = |variable: &Variable| answers.get(variable).filter(|value| !value.is_empty());
    let pairs =
        clients.iter().enumerate().flat_map(|(at, one)| clients[at + 1..].iter().map(move |other| (*one, *other)));
    pairs.into_iter().find(|(one, other)| one != other && value(one).is_some() && value(one) == value(other))
}

/// Takes the parts of a credential out of the answers; empty ones are left out.
pub fn fields_of(need: &Need, answers: &Answers) -> Fields {
    let part = |(field, variable): (&String, &Variable)| {
        answers.get(variable).filter(|value| !value.is_empty()).map(|value| (field.clone(), value.clone()))
    };
    need.spec.fields.iter().filter_map(part).collect()
}

/// Puts the parts of a credential into the answers, its loans included.
pub fn keep_fields(need: &Need, fields: &Fields, answers: &mut Answers) {
    for (field, variable) in Plan::variables(need) {
        if let Some(value) = fields.get(&field) {
            answers.insert(variable, Secret::new(value.expose()));
        }
    }
}

/// Tells whether a credential is made by a program rather than by a person's hands.
pub fn can_be_made(need: &Need) -> bool {
    need.spec.make != Make::ByHand
}
