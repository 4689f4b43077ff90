//! What a run leaves for the next one: its answers, without any secret.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use url::Url;

use super::{Edges, Options, Proving};
use crate::answers::file::{
    Address, AnswersFile, Deploy, Directory, Means, NONE, Portal, ProofState, ProviderPlace, Purposes,
};
use crate::credential::{Answers, Purpose};
use crate::plan::{Need, Plan, show};
use crate::render;

/// The answers without their secrets: the declared state that a next run starts from.
pub(super) fn declare(
    plan: &Plan,
    options: &Options,
    edges: &Edges<'_>,
    answers: &Answers,
    administrators: Option<&str>,
) -> Result<AnswersFile> {
    let mut values = BTreeMap::new();
    let mut secrets = BTreeMap::new();
    for (variable, spec) in render::written(plan) {
        let Some(value) = answers.get(variable) else { continue };
        let (carrier, _) = render::carried(variable, spec, value);
        if spec.secret {
            secrets.insert(carrier, edges.store.name());
        } else {
            values.insert(carrier, value.expose().to_owned());
        }
    }
    Ok(AnswersFile {
        target: Some(plan.choices.target),
        profile: plan.profile().map(str::to_owned),
        presets: plan.presets().into_iter().map(str::to_owned).collect(),
        portal: Portal {
            url: Some(address(&plan.choices.portal)?),
            backend_url: plan.choices.developed.as_ref().map(address).transpose()?,
            stage: Some(plan.choices.stage),
        },
        purposes: purposes(plan),
        providers: providers(plan, answers)?,
        features: plan.choices.features.iter().cloned().collect(),
        values,
        secrets,
        administrators: administrators.map(str::to_owned),
        deploy: plan.choices.hub.iter().map(|hub| Deploy::by(hub.by)).collect(),
        rhdh: plan.choices.hub.as_ref().and_then(|hub| hub.said.clone()),
        proof: (options.proving == Proving::Skipped).then_some(ProofState::Skipped),
        ..AnswersFile::default()
    })
}

fn purposes(plan: &Plan) -> Purposes {
    let provider = |need: &Need| plan.part(need).provider.provider.clone();
    let serving = |purpose: Purpose| plan.needs.iter().filter(move |need| need.purposes.contains(&purpose));
    let means = |need: &Need| Means { provider: provider(need), credential: Some(need.spec.kind) };
    let reads_code = serving(Purpose::Integration).any(|need| !plan.part(need).contract.stands_also());
    // What is not wanted is said, or the next run would offer what is usual.
    let nothing = (!reads_code).then(|| Means { provider: NONE.to_owned(), credential: None });
    Purposes {
        authentication: serving(Purpose::Authentication).map(means).next(),
        integration: nothing.into_iter().chain(serving(Purpose::Integration).map(means)).collect(),
        org_data: Some(Directory { provider: plan.source_of_people().unwrap_or_else(|| NONE.to_owned()) }),
    }
}

fn providers(plan: &Plan, answers: &Answers) -> Result<BTreeMap<String, ProviderPlace>> {
    let mut places = BTreeMap::new();
    for part in plan.parts.iter().filter(|part| plan.self_hosted(part, answers)) {
        let at = plan.address(part, answers)?;
        let place = ProviderPlace { url: Some(address(&at.url)?), api_url: Some(address(&at.api_url)?) };
        places.insert(part.provider.provider.clone(), place);
    }
    Ok(places)
}

fn address(url: &Url) -> Result<Address> {
    Address::new(show(url)).map_err(|why| anyhow!("the address {url} {why}"))
}
