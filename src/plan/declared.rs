//! The plan of a portal that was set up before: what its file of answers says, without asking anybody.

use anyhow::{Context, Result};

use super::serving::find;
use super::{Choices, Chosen, Endpoints, Hub, OrgData, Plan, able, able_beside, parse_address, show};
use crate::answers::file::{AnswersFile, Means, NONE, ProviderPlace, Stage, Target};
use crate::contract::{self, Contract, Stands};
use crate::credential::Purpose;

/// Where a portal is that does not say so.
const USUAL: &str = "http://localhost:7007";

impl Plan {
    /// Makes the plan that a file of answers stands for.
    ///
    /// # Errors
    /// When it names no profile and no provider, or what it names does not go together.
    pub fn declared(answers: &AnswersFile) -> Result<Self> {
        let hub = answers.deployer().map(|by| Hub { by, said: answers.rhdh.clone() });
        let target = answers.target.unwrap_or(if hub.is_some() { Target::Backstage } else { Target::V1 });
        let contracts = contract::on(target);
        let main = main(contracts, answers)?;
        let purposes = &answers.purposes;
        let said = purposes.authentication.is_some() || purposes.org_data.is_some() || !purposes.integration.is_empty();
        let sign_in = purposes
            .authentication
            .as_ref()
            .and_then(|means| of_kind(main, means, able(main, Purpose::Authentication)));
        let integrations = purposes.integration.iter().filter(|means| means.provider != NONE);
        let integration = integrations.map(|means| integration(contracts, main, means)).collect::<Result<Vec<_>>>()?;
        let org_data = match &purposes.org_data {
            Some(directory) if directory.provider == NONE => OrgData::Nowhere,
            Some(directory) if directory.provider != main.provider => {
                let contract = beside(contracts, &directory.provider)?;
                OrgData::From { contract: contract.name.clone(), credential: None }
            }
            None if said => OrgData::Nowhere,
            _ => OrgData::Usual { credential: None },
        };
        let address = answers.portal.url.as_ref().map_or(USUAL, |url| url.as_str());
        let placed = answers.providers.iter().filter_map(|(name, place)| Some((name.clone(), endpoints(name, place)?)));
        let choices = Choices {
            target,
            hub: hub.filter(|_| target == Target::Backstage),
            presets: answers.presets.clone(),
            stage: answers.portal.stage.unwrap_or(Stage::Production),
            portal: parse_address(address)?,
            developed: answers.portal.backend_url.as_ref().map(|url| parse_address(url.as_str())).transpose()?,
            main: main.name.clone(),
            sign_in,
            integration: said.then_some(integration),
            also: Vec::new(),
            org_data,
            features: answers.features.iter().cloned().collect(),
            addresses: placed.collect(),
            stand_ins: std::collections::BTreeMap::new(),
        };
        Self::new(contracts, choices)
    }
}

fn main<'c>(contracts: &'c [Contract], answers: &AnswersFile) -> Result<&'c Contract> {
    if let Some(profile) = &answers.profile {
        return find(contracts, profile);
    }
    let purposes = &answers.purposes;
    let purpose = if purposes.authentication.is_some() { Purpose::Authentication } else { Purpose::Integration };
    let means = purposes.authentication.as_ref().or_else(|| purposes.integration.first());
    let means = means.context("it names neither a profile nor who signs people in")?;
    let serves = |contract: &&Contract| {
        purpose == Purpose::Authentication || !contract.purposes.contains_key(&Purpose::Authentication)
    };
    let first = contracts.iter().filter(|contract| contract.stands_first()).filter(serves);
    let first = first.filter(|contract| contract.provider == means.provider);
    // Of two of one provider, the one that takes more of the presets: Active Directory is a directory, too.
    let takes = |contract: &Contract| {
        let presets = &contract.otherwise(Target::V2).presets;
        answers.presets.iter().filter(|name| presets.contains_key(name.as_str())).count()
    };
    let first = first.rev().max_by_key(|contract| takes(contract));
    first.with_context(|| format!("nobody signs in by `{}`", means.provider))
}

fn beside<'c>(contracts: &'c [Contract], provider: &str) -> Result<&'c Contract> {
    let stands = |contract: &&Contract| contract.stands.contains(&Stands::Beside) || contract.stands_also();
    let beside = || contracts.iter().filter(stands);
    let named = beside().find(|contract| contract.name == provider);
    named
        .or_else(|| beside().find(|contract| contract.provider == provider))
        .with_context(|| format!("`{provider}` does not stand beside another sign-in"))
}

fn integration(contracts: &[Contract], main: &Contract, means: &Means) -> Result<Chosen> {
    let own = main.integrates.as_deref().map_or(Ok(main), |name| find(contracts, name))?;
    let (contract, or) = match () {
        () if own.provider == means.provider => (own, able(own, Purpose::Integration)),
        () => {
            let contract = beside(contracts, &means.provider)?;
            (contract, able_beside(contract))
        }
    };
    let id = of_kind(contract, means, or)
        .with_context(|| format!("`{}` has no credential for integration", means.provider))?;
    Ok(Chosen::of(contract, id))
}

/// The credential of a form, or the first one where none is said.
fn of_kind(contract: &Contract, means: &Means, or: Vec<String>) -> Option<String> {
    let fits = |id: &String| {
        means.credential.is_none_or(|kind| contract.credentials.get(id).is_some_and(|spec| spec.kind == kind))
    };
    or.into_iter().find(fits)
}

fn endpoints(provider: &str, place: &ProviderPlace) -> Option<Endpoints> {
    let spec = contract::provider(provider).ok()?;
    let said = place.url.as_ref()?.as_str();
    let url = parse_address(&spec.out_of_copied(said).unwrap_or_else(|| said.to_owned())).ok()?;
    let api = place.api_url.as_ref().map(|api| api.as_str().to_owned());
    let api = api.unwrap_or_else(|| spec.usual_api_of(show(&url)));
    Some(Endpoints { api_url: parse_address(&api).ok()?, url })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::file;

    fn needs(text: &str) -> Vec<String> {
        let plan = Plan::declared(&file::parse(&format!("version: 1\n{text}")).unwrap()).unwrap();
        plan.needs.iter().map(|need| need.id.clone()).collect()
    }

    #[test]
    fn what_was_answered_is_planned_again() {
        let both = "profile: github\npurposes:\n  authentication: { provider: github, credential: oauth-client }\n  integration: [{ provider: github, credential: github-app }]\n  org-data: { provider: github }\n";
        assert_eq!(needs(both), ["github-app", "github-oauth-app"]);
        let mixed = "profile: keycloak\npurposes:\n  authentication: { provider: keycloak }\n  integration: [{ provider: gitlab }]\n  org-data: { provider: keycloak }\n";
        assert_eq!(needs(mixed), ["keycloak-client", "gitlab-token"]);
        assert_eq!(needs("profile: ldap\n"), ["ldap-reader"]);
        assert!(Plan::declared(&AnswersFile::default()).is_err());
    }
}
