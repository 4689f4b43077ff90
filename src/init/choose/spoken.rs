//! What people say for a purpose (`github-app`, `github`, `github:access-token`, `none`), read as contracts and credentials.

use anyhow::{Context, Result, bail, ensure};

use crate::contract::{Contract, Stands};
use crate::credential::Purpose;
use crate::plan::{Chosen, OrgData, able, able_beside, refuse_beside};

/// What signs people in. Nothing, when only the provider is said: the recommended credential is taken then.
pub(super) fn sign_in(main: &Contract, said: &str) -> Result<Option<String>> {
    let (provider, form) = split(said);
    let or = able(main, Purpose::Authentication);
    if or.is_empty() && said == "none" {
        return Ok(None);
    }
    ensure!(!or.is_empty(), "nobody signs in by `{}`, which has no {}", main.name, Purpose::Authentication.title());
    let own = |provider: &str| {
        provider == main.provider || provider == main.name || main.signs_in_as.as_deref() == Some(provider)
    };
    match (provider, form) {
        (Some(provider), _) if !own(provider) => {
            bail!("profile `{}` takes {} from {}", main.name, Purpose::Authentication.title(), main.provider)
        }
        (None, form) if own(form) => Ok(None),
        (_, form) => credential(main, Purpose::Authentication, &or, form).map(Some),
    }
}

/// What the backend reads with: several may be said with commas between them, or `none`.
pub(super) fn integrations(contracts: &[Contract], main: &Contract, said: &str) -> Result<Vec<Chosen>> {
    if said == "none" {
        return Ok(Vec::new());
    }
    said.split(',').map(|one| fitting(contracts, main, one.trim())).collect()
}

/// One of them, if it may stand where it would stand.
fn fitting(contracts: &[Contract], main: &Contract, said: &str) -> Result<Chosen> {
    let chosen = integration(contracts, main, said)?;
    let own = main.integrates.as_deref().unwrap_or(&main.name);
    let beside = contracts.iter().find(|contract| contract.name == chosen.contract && contract.name != own);
    beside.map_or(Ok(()), |contract| refuse_beside(contract, &chosen.credential))?;
    Ok(chosen)
}

fn integration(contracts: &[Contract], main: &Contract, said: &str) -> Result<Chosen> {
    let (provider, form) = split(said);
    let reach = reach(contracts, main);
    let of =
        |wanted: &str| reach.iter().copied().find(|contract| contract.name == wanted || contract.provider == wanted);
    if let Some(provider) = provider {
        let contract = of(provider).with_context(|| strange(main, provider, &reach))?;
        let id = credential(contract, Purpose::Integration, &able(contract, Purpose::Integration), form)?;
        return Ok(Chosen::of(contract, id));
    }
    if let Some(contract) =
        reach.iter().find(|contract| able(contract, Purpose::Integration).iter().any(|id| id == form))
    {
        return Ok(Chosen::of(contract, form));
    }
    if let Some(contract) = of(form) {
        let own = contract.name == main.integrates.as_deref().unwrap_or(&main.name);
        let able = if own { able(contract, Purpose::Integration) } else { able_beside(contract) };
        let id = able.into_iter().next().context("it serves integration")?;
        return Ok(Chosen::of(contract, id));
    }
    let own = reach.first().with_context(|| format!("profile `{}` has no integration", main.name))?;
    let name = main.integrates.as_deref().unwrap_or(&main.name);
    let can = |contract: &&Contract| match contract.name == name {
        true => able(contract, Purpose::Integration),
        false => able_beside(contract),
    };
    let or: Vec<_> = reach.iter().flat_map(can).collect();
    let by_kind = own.credentials.iter().find(|(id, spec)| spec.kind.id() == form && or.contains(id));
    let id = by_kind.with_context(|| format!("integration takes {}, not `{form}`", or.join(" or ")))?.0;
    Ok(Chosen::of(own, id))
}

/// The contracts that can serve integration in this portal, the profile's own first.
fn reach<'c>(contracts: &'c [Contract], main: &'c Contract) -> Vec<&'c Contract> {
    let own = main.integrates.as_deref().unwrap_or(&main.name);
    let mut reach: Vec<_> =
        contracts.iter().filter(|contract| contract.name == own || contract.stands_beside(main)).collect();
    reach.retain(|contract| contract.purposes.contains_key(&Purpose::Integration));
    reach.sort_by_key(|contract| contract.name != own);
    reach
}

fn strange(main: &Contract, provider: &str, reach: &[&Contract]) -> String {
    let known: Vec<_> = reach.iter().map(|contract| contract.provider.as_str()).collect();
    format!("profile `{}` takes integration from {}, not from `{provider}`", main.name, known.join(" or "))
}

/// Where people and groups come from: a provider, one of the profile's own credentials, or `none`.
pub(super) fn org_data(contracts: &[Contract], main: &Contract, said: &str) -> Result<OrgData> {
    if said == "none" {
        return Ok(OrgData::Nowhere);
    }
    if able(main, Purpose::OrgData).iter().any(|id| id == said) {
        return Ok(OrgData::Usual { credential: Some(said.to_owned()) });
    }
    if (said == main.provider || said == main.name) && main.purposes.contains_key(&Purpose::OrgData) {
        return Ok(OrgData::Usual { credential: None });
    }
    let named = |contract: &&Contract| contract.name == said || contract.provider == said;
    let people = |contract: &&Contract| {
        contract.stands.contains(&Stands::Beside) && contract.purposes.contains_key(&Purpose::OrgData)
    };
    let contract = contracts.iter().filter(people).find(named);
    let contract = contract.with_context(|| format!("`{said}` brings no people and groups into this portal"))?;
    Ok(OrgData::From { contract: contract.name.clone(), credential: None })
}

fn split(said: &str) -> (Option<&str>, &str) {
    said.split_once(':').map_or((None, said), |(provider, form)| (Some(provider), form))
}

fn credential(contract: &Contract, purpose: Purpose, or: &[String], form: &str) -> Result<String> {
    let id = or.iter().find(|id| {
        let kind = contract.credentials.get(*id).map(|spec| spec.kind.id());
        *id == form || kind == Some(form)
    });
    id.cloned().with_context(|| format!("{} takes {}, not `{form}`", purpose.title(), or.join(" or ")))
}
