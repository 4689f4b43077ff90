//! Which credential of which contract serves which purpose, and what the features that hang on it need of it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

use super::{Choices, Chosen, Need, OrgData};
use crate::answers::file::Stage;
use crate::contract::{Contract, ProviderSpec, Serves};
use crate::credential::{CredentialKind, Purpose};

/// One purpose, served by one credential of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The contract's name.
    pub contract: String,
    /// What for.
    pub purpose: Purpose,
    /// The credential's id.
    pub credential: String,
}

/// Decides for every purpose: sign-in, then integration, then org data.
pub(super) fn serving(contracts: &[Contract], choices: &Choices) -> Result<Vec<Service>> {
    let main = find(contracts, &choices.main)?;
    let mut services = Vec::new();
    if let Some(serves) = main.purposes.get(&Purpose::Authentication) {
        let id = choices.sign_in.clone().unwrap_or_else(|| recommended(serves, choices.stage));
        services.push(service(main, Purpose::Authentication, &id)?);
    }
    match &choices.integration {
        Some(chosen) => {
            for chosen in chosen {
                services.push(integration(contracts, main, chosen)?);
            }
        }
        None => services.extend(usual_integration(contracts, main, choices.stage)?),
    }
    for chosen in &choices.also {
        services.push(integration(contracts, main, chosen)?);
    }
    refuse_exclusive(contracts, &services)?;
    services.extend(org_data(contracts, main, choices, &services)?);
    Ok(services)
}

/// A portal has one system of an exclusive group.
fn refuse_exclusive(contracts: &[Contract], services: &[Service]) -> Result<()> {
    let named = |contract: &&Contract| services.iter().any(|service| service.contract == contract.name);
    let chosen: Vec<_> = contracts.iter().filter(named).collect();
    for (at, one) in chosen.iter().enumerate() {
        if let Some(other) = chosen[at + 1..].iter().find(|other| one.excludes(other)) {
            bail!("`{}` and `{}` exclude each other: the portal reads one of them alone", one.name, other.name);
        }
    }
    Ok(())
}

/// Finds a contract.
pub(super) fn find<'c>(contracts: &'c [Contract], name: &str) -> Result<&'c Contract> {
    contracts.iter().find(|contract| contract.name == name).with_context(|| format!("there is no `{name}`"))
}

fn integration(contracts: &[Contract], main: &Contract, chosen: &Chosen) -> Result<Service> {
    let contract = find(contracts, &chosen.contract)?;
    ensure!(
        contract.name == main.name || contract.stands_beside(main),
        "profile `{}` takes its integration from {} alone",
        main.name,
        main.provider
    );
    if contract.name != main.name && main.integrates.as_ref() != Some(&contract.name) {
        refuse_beside(contract, &chosen.credential)?;
    }
    service(contract, Purpose::Integration, &chosen.credential)
}

/// What a profile integrates when nothing else is said.
fn usual_integration(contracts: &[Contract], main: &Contract, stage: Stage) -> Result<Option<Service>> {
    let contract = match &main.integrates {
        Some(name) => find(contracts, name)?,
        None => main,
    };
    let Some(serves) = contract.purposes.get(&Purpose::Integration) else { return Ok(None) };
    service(contract, Purpose::Integration, &recommended(serves, stage)).map(Some)
}

/// People come from where they sign in; where that knows none, from the first integration that does.
fn org_data(
    contracts: &[Contract],
    main: &Contract,
    choices: &Choices,
    services: &[Service],
) -> Result<Option<Service>> {
    let (contract, credential) = match &choices.org_data {
        OrgData::Nowhere => return Ok(None),
        OrgData::From { contract, credential } => (find(contracts, contract)?, credential.clone()),
        OrgData::Usual { credential } => match usual_people(contracts, main, services)? {
            Some(contract) => (contract, credential.clone()),
            None => return Ok(None),
        },
    };
    let id = match contract.purposes.get(&Purpose::OrgData) {
        Some(Serves::Follows { follows }) => {
            let same = services.iter().find(|service| service.contract == contract.name && service.purpose == *follows);
            let serves =
                contract.purposes.get(follows).with_context(|| format!("{} follows nothing", contract.name))?;
            let usual = || match contract.name == main.name {
                true => recommended(serves, choices.stage),
                false => able_beside(contract).into_iter().next().unwrap_or_default(),
            };
            same.map(|service| service.credential.clone()).or(credential).unwrap_or_else(usual)
        }
        Some(serves) => credential.unwrap_or_else(|| recommended(serves, choices.stage)),
        None => bail!("{} brings no people and groups", contract.provider_title()),
    };
    service(contract, Purpose::OrgData, &id).map(Some)
}

fn usual_people<'c>(
    contracts: &'c [Contract],
    main: &'c Contract,
    services: &[Service],
) -> Result<Option<&'c Contract>> {
    let knows_people = |contract: &&Contract| contract.purposes.contains_key(&Purpose::OrgData);
    if knows_people(&main) {
        return Ok(Some(main));
    }
    for service in services.iter().filter(|_| main.purposes.contains_key(&Purpose::Authentication)) {
        let contract = find(contracts, &service.contract)?;
        if knows_people(&contract) {
            return Ok(Some(contract));
        }
    }
    Ok(None)
}

fn service(contract: &Contract, purpose: Purpose, id: &str) -> Result<Service> {
    let or = able(contract, purpose);
    if !or.iter().any(|able| able == id) {
        let (name, title) = (&contract.name, purpose.title());
        bail!("`{name}` cannot use `{id}` for {title}; it can use {}", or.join(" or "));
    }
    Ok(Service { contract: contract.name.clone(), purpose, credential: id.to_owned() })
}

/// The credentials of a contract that can serve a purpose.
pub fn able(contract: &Contract, purpose: Purpose) -> Vec<String> {
    match contract.purposes.get(&purpose) {
        Some(Serves::OneOf { or, .. }) => or.clone(),
        Some(Serves::Follows { follows }) => able(contract, *follows),
        None => Vec::new(),
    }
}

/// Refuses a credential that serves only where its contract stands first.
///
/// # Errors
/// Why it does not stand beside another sign-in, and what does.
pub fn refuse_beside(contract: &Contract, id: &str) -> Result<()> {
    match contract.credentials.get(id).and_then(|spec| spec.not_beside.as_ref()) {
        Some(why) => {
            bail!("`{id}` cannot stand beside another sign-in: {why}; it can be {}", able_beside(contract).join(" or "))
        }
        None => Ok(()),
    }
}

/// The credentials of a contract that can serve integration beside another sign-in.
pub fn able_beside(contract: &Contract) -> Vec<String> {
    let mut able = able(contract, Purpose::Integration);
    able.retain(|id| contract.credentials.get(id).is_some_and(|spec| spec.not_beside.is_none()));
    able
}

/// The credential that is recommended for a stage.
pub fn recommended(serves: &Serves, stage: Stage) -> String {
    match (serves, stage) {
        (Serves::OneOf { production, .. }, Stage::Production) => production.clone(),
        (Serves::OneOf { local, .. }, Stage::Local) => local.clone(),
        (Serves::Follows { .. }, _) => String::new(),
    }
}

/// Adds what the chosen features need.
pub(super) fn add_features(need: &mut Need, provider: &ProviderSpec, chosen: &BTreeSet<String>) {
    for (name, feature) in &provider.features {
        let wanted = need.purposes.contains(&feature.purpose) && (!feature.optional || chosen.contains(name));
        if !wanted {
            continue;
        }
        need.does.push(feature.about.clone());
        for scope in &feature.scopes {
            need.scopes.entry(scope.clone()).or_default().insert(name.clone());
        }
        for (permission, level) in &feature.permissions {
            let held = need.permissions.entry(permission.clone()).or_insert_with(|| level.clone());
            if level == "write" {
                held.clone_from(level);
            }
        }
    }
    if need.spec.kind == CredentialKind::GithubApp {
        need.scopes.clear();
    }
}
