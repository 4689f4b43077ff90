//! What is decided so far. Questions appear as the answers before them make them meaningful.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail, ensure};
use url::Url;

use super::questions;
use crate::answers::Question;
use crate::answers::file::Stage;
use crate::contract::{self, Contract, ProviderSpec, Serves};
use crate::credential::Purpose;
use crate::init::Options;
use crate::near::nearest;
use crate::plan::{Choices, Plan, parse_address, recommended};

/// The choices of a run while they are being made.
pub(in crate::init) struct Draft {
    contracts: Vec<Contract>,
    defaults: BTreeMap<String, String>,
    profile: Option<(Contract, ProviderSpec)>,
    portal: Option<Url>,
    stage: Option<Stage>,
    credentials: BTreeMap<Purpose, String>,
    features: BTreeSet<String>,
}

impl Draft {
    /// Starts with nothing decided.
    pub(in crate::init) fn new(options: &Options) -> Result<Self> {
        let mut contracts = contract::all()?;
        if let Some(stand_in) = &options.stand_in {
            contracts.retain(|contract| contract.provider == stand_in.provider);
        }
        Ok(Self {
            contracts,
            defaults: options.defaults.clone(),
            profile: None,
            portal: None,
            stage: None,
            credentials: BTreeMap::new(),
            features: BTreeSet::new(),
        })
    }

    /// The questions that make sense by now, in order.
    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = vec![questions::profile(&self.contracts)];
        if let Some((contract, provider)) = &self.profile {
            questions.push(questions::portal());
            if let Some(portal) = &self.portal {
                questions.push(questions::stage(portal));
            }
            if let (Some(_), Some(stage)) = (&self.portal, self.stage) {
                questions.extend(credentials(contract, stage));
                questions.extend(features(contract, provider));
            }
        }
        questions.into_iter().map(|question| self.with_default(question)).collect()
    }

    /// What was found or answered before comes before what is usual.
    fn with_default(&self, question: Question) -> Question {
        match self.defaults.get(&question.key) {
            Some(known) => Question { default: Some(known.clone()), default_unasked: true, ..question },
            None => question,
        }
    }

    /// Takes an answer.
    ///
    /// # Errors
    /// When it is none of those that can be given.
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<()> {
        match key {
            "profile" => self.profile = Some(self.find(value)?),
            "portal-url" => self.portal = Some(parse_address(value)?),
            "stage" => self.stage = Some(stage(value)?),
            "auth" => self.serve(Purpose::Authentication, value)?,
            "integration" => self.serve(Purpose::Integration, value)?,
            _ => {
                let name = key.trim_start_matches("feature-").to_owned();
                _ = if value == "yes" { self.features.insert(name) } else { self.features.remove(&name) };
            }
        }
        Ok(())
    }

    fn find(&self, profile: &str) -> Result<(Contract, ProviderSpec)> {
        let known: Vec<_> = self.contracts.iter().map(|contract| contract.profile.as_str()).collect();
        let contract = self.contracts.iter().find(|contract| contract.profile == profile).ok_or_else(|| {
            let near = nearest(profile, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            anyhow!("no profile is called `{profile}`, there are {}{}", known.join(", "), near.unwrap_or_default())
        })?;
        Ok((contract.clone(), contract::provider(&contract.provider)?))
    }

    /// Takes `github-app`, or `github:github-app` as it is written in the answers file.
    fn serve(&mut self, purpose: Purpose, said: &str) -> Result<()> {
        let (contract, _) = self.profile.as_ref().context("a profile comes first")?;
        let Some(Serves::OneOf { or, .. }) = contract.purposes.get(&purpose) else {
            bail!("profile `{}` has no {}", contract.profile, purpose.title());
        };
        let form = match said.split_once(':') {
            Some((provider, form)) => {
                let (profile, expected) = (&contract.profile, &contract.provider);
                ensure!(provider == expected, "profile `{profile}` takes {} from {expected}", purpose.title());
                form
            }
            None if said == contract.provider => return Ok(()),
            None => said,
        };
        let id = or.iter().find(|id| {
            let kind = contract.credentials.get(*id).map(|spec| spec.kind.id());
            *id == form || kind == Some(form)
        });
        let id = id.with_context(|| format!("{} takes {}, not `{form}`", purpose.title(), or.join(" or ")))?;
        self.credentials.insert(purpose, id.clone());
        Ok(())
    }

    /// Makes the plan.
    pub(super) fn plan(&self, options: &Options) -> Result<Plan> {
        let (contract, provider) = self.profile.clone().context("no profile was chosen")?;
        let choices = Choices {
            stage: self.stage.context("no stage was chosen")?,
            portal: self.portal.clone().context("the portal has no address")?,
            credentials: self.credentials.clone(),
            features: self.features.clone(),
            address: options.addresses.get(&contract.provider).cloned().filter(|_| provider.url.is_some()),
            stand_in: options.stand_in.as_ref().map(|stand_in| stand_in.at.clone()),
        };
        Plan::new(contract, provider, choices)
    }
}

fn stage(value: &str) -> Result<Stage> {
    match value {
        "local" => Ok(Stage::Local),
        "production" => Ok(Stage::Production),
        other => bail!("a stage is `local` or `production`, not `{other}`"),
    }
}

fn credentials(contract: &Contract, stage: Stage) -> Vec<Question> {
    let open = contract.purposes.iter().filter_map(|(purpose, serves)| match serves {
        Serves::OneOf { or, .. } if or.len() > 1 => {
            Some(questions::credential(contract, *purpose, or, &recommended(serves, stage)))
        }
        _ => None,
    });
    open.collect()
}

fn features(contract: &Contract, provider: &ProviderSpec) -> Vec<Question> {
    let served = |purpose: &Purpose| contract.purposes.contains_key(purpose);
    let optional = provider.features.iter().filter(|(_, feature)| feature.optional && served(&feature.purpose));
    optional.map(|(name, feature)| questions::feature(name, &feature.about)).collect()
}
