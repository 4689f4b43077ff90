//! What is decided so far. Questions appear as the answers before them make them meaningful.

mod offered;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail, ensure};
use url::Url;

use self::offered::{sign_in, without_sign_in};
use super::questions::{self, WITHOUT_SIGN_IN};
use super::spoken;
use crate::answers::Question;
use crate::answers::file::{Deploy, Stage, Target};
use crate::contract::hub::{Deployer, hub};
use crate::contract::{self, Contract, Developed};
use crate::init::Options;
use crate::near::nearest;
use crate::plan::{Choices, Chosen, Endpoints, Hub, OrgData, Plan, is_loopback, odd_for_production, parse_address};
use crate::remark::Remark;

/// The choices of a run while they are being made.
pub(in crate::init) struct Draft {
    target: Target,
    deployer: Option<Deployer>,
    /// The release of Red Hat Developer Hub, as it was said.
    rhdh: Option<String>,
    presets: Vec<String>,
    contracts: Vec<Contract>,
    defaults: BTreeMap<String, String>,
    /// What was said in this run. Whoever comes back to a question finds their own answer there.
    said: BTreeMap<String, String>,
    addresses: BTreeMap<String, Endpoints>,
    stand_ins: BTreeMap<String, Endpoints>,
    main: Option<Contract>,
    portal: Option<Url>,
    stage: Option<Stage>,
    sign_in: Option<String>,
    integration: Option<Vec<Chosen>>,
    also: Vec<Chosen>,
    org_data: Option<OrgData>,
    features: BTreeSet<String>,
}

impl Draft {
    /// Starts with nothing decided.
    pub(in crate::init) fn new(options: &Options) -> Result<Self> {
        let mut draft = Self {
            target: Target::V1,
            deployer: None,
            rhdh: None,
            presets: options.presets.clone(),
            contracts: Vec::new(),
            defaults: options.defaults.clone(),
            said: BTreeMap::new(),
            addresses: options.addresses.clone(),
            stand_ins: options.stand_ins.clone(),
            main: None,
            portal: None,
            stage: None,
            sign_in: None,
            integration: None,
            also: Vec::new(),
            org_data: None,
            features: BTreeSet::new(),
        };
        draft.read_by(Target::V1)?;
        Ok(draft)
    }

    /// Takes the contracts as they are for a target; those of providers that are played here, where they are played.
    fn read_by(&mut self, target: Target) -> Result<()> {
        self.target = target;
        self.contracts = contract::on(target).to_vec();
        self.deployer = self.deployer.filter(|_| target == Target::Backstage);
        if self.deployer.is_some() {
            hub().restrict(&mut self.contracts);
        }
        if !self.stand_ins.is_empty() {
            self.contracts.retain(|contract| self.stand_ins.contains_key(&contract.provider));
        }
        let main = self.main.take().map(|main| main.name);
        self.main = main.and_then(|name| self.find(&name).ok().cloned());
        Ok(())
    }

    /// The questions that make sense by now, in order.
    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = vec![questions::target()];
        if self.target == Target::Backstage {
            questions.extend([questions::deploy(), questions::rhdh()]);
        }
        questions.push(questions::main(self.target, &self.contracts));
        if let Some(main) = &self.main {
            questions.push(questions::portal(self.developed().as_ref(), self.started()));
            if let Some(portal) = &self.portal {
                questions.push(questions::stage(portal));
            }
            if let (Some(_), Some(stage)) = (&self.portal, self.stage) {
                questions.extend(without_sign_in(main, stage));
                questions.push(sign_in(main, stage));
                questions.extend(self.integrations(main, stage));
                questions.extend(self.people(main));
                questions.extend((0..=self.also.len()).filter_map(|at| self.also(at)));
                questions.extend(self.features());
            }
        }
        questions.into_iter().map(|question| self.with_default(question)).collect()
    }

    /// What was said, found or answered before comes before what is usual.
    fn with_default(&self, question: Question) -> Question {
        let known = self.said.get(&question.key).or_else(|| self.defaults.get(&question.key));
        let Some(known) = known else { return question };
        let said = match (question.key.as_str(), &self.main) {
            ("auth", Some(main)) => spoken::sign_in(main, known).ok().flatten(),
            ("integration", Some(main)) => spoken::integrations(&self.contracts, main, known).ok().map(|chosen| {
                let ids: Vec<_> = chosen.into_iter().map(|chosen| chosen.credential).collect();
                if ids.is_empty() { "none".to_owned() } else { ids.join(",") }
            }),
            (key, Some(main)) if questions::also_at(key).is_some() && known != "none" => {
                let said = spoken::integrations(&self.contracts, main, known).ok();
                said.and_then(|said| said.into_iter().next()).map(|chosen| chosen.credential)
            }
            (questions::DEPLOY, _) => {
                Some(deployed_by(known).map_or(questions::PLAIN, |by| Deploy::by(by).id()).to_owned())
            }
            // People came from where they signed in, which is elsewhere now.
            ("org-data", Some(main)) if main.provider != *known && self.followed_sign_in(known) => None,
            // What was said with another profile may be none that this one takes.
            ("org-data", Some(main)) => spoken::org_data(&self.contracts, main, known).ok().map(|_| known.clone()),
            ("profile", _) => self.find_first(known).ok().map(|contract| contract.name.clone()),
            _ => Some(known.clone()),
        };
        match said {
            Some(said) => Question { default: Some(said), default_unasked: true, ..question },
            None => question,
        }
    }

    /// Tells whether an earlier run took people from the very provider that they signed in by, and nobody says so in this one.
    fn followed_sign_in(&self, org_data: &str) -> bool {
        let signed_in = self.defaults.get("auth").and_then(|auth| auth.split(':').next());
        !self.said.contains_key("org-data") && signed_in == Some(org_data)
    }

    /// Takes one more system in its place; after nothing else there is none.
    fn show_also(&mut self, at: usize, said: &str) -> Result<()> {
        let said = spoken::integrations(&self.contracts, self.chosen()?, said)?;
        let mut after = self.also.split_off(at.min(self.also.len()));
        let Some(one) = said.into_iter().next() else { return Ok(()) };
        after.drain(..after.len().min(1));
        after.retain(|other| other.contract != one.contract);
        self.also.push(one);
        self.also.append(&mut after);
        Ok(())
    }

    /// Offers an answer, as one that was said before.
    pub(super) fn offer(&mut self, key: &str, value: String) {
        self.said.insert(key.to_owned(), value);
    }

    /// Takes an answer.
    ///
    /// # Errors
    /// When it is none of those that can be given.
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<()> {
        if let Some(why) = self.not_there(value) {
            bail!("{why}");
        }
        self.answer(key, value)?;
        self.said.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Takes for a question that nobody is asked what an earlier run was answered, where that still fits.
    ///
    /// # Errors
    /// When it does not.
    pub(super) fn keep(&mut self, question: &Question) -> Result<()> {
        let earlier = self.said.contains_key(&question.key) || self.defaults.contains_key(&question.key);
        match question.default.as_deref().filter(|_| earlier) {
            Some(earlier) => self.answer(&question.key, earlier),
            None => Ok(()),
        }
    }

    /// Why a credential that is said is none in a portal of this target, when it is one elsewhere.
    fn not_there(&self, said: &str) -> Option<String> {
        let mut ids = said.split(',').map(|said| said.rsplit(':').next().unwrap_or(said).trim());
        let without = |id| self.contracts.iter().find_map(|contract| contract.otherwise(self.target).without.get(id));
        let (id, why) = ids.find_map(|id| Some((id, without(id)?)))?;
        Some(format!("`{id}` does not do here: {why}"))
    }

    /// What is odd about the address of a portal for production, once that is said; with what to do.
    pub(super) fn odd_address(&self, answered: &str) -> Option<Remark> {
        let portal = self.portal.as_ref().filter(|_| answered == "stage" && self.stage == Some(Stage::Production))?;
        odd_for_production(portal)
    }

    /// The question after one that was answered: the next, or again what stands first when the answer took that back.
    pub(super) fn after(&self, at: usize) -> usize {
        if self.main.is_some() { at + 1 } else { (at + 1).min(self.questions().len() - 1) }
    }

    fn answer(&mut self, key: &str, value: &str) -> Result<()> {
        match key {
            WITHOUT_SIGN_IN if value != "yes" => self.main = None,
            WITHOUT_SIGN_IN => {}
            "target" => self.read_by(target(value)?)?,
            questions::DEPLOY => {
                self.deployer = deployed(value)?;
                self.read_by(self.target)?;
            }
            questions::RHDH => {
                ensure!(
                    self.deployer.is_some(),
                    "a release of Red Hat Developer Hub is for `--deploy rhdh-operator` or `rhdh-helm`"
                );
                self.rhdh = Some(hub().release(value)?.to_owned());
            }
            "profile" => {
                self.main = Some(self.find_first(value)?.clone());
                // Whoever is asked about these again says them again; of what nobody is asked about nothing stays.
                (self.sign_in, self.integration, self.org_data) = (None, None, None);
            }
            "portal-url" => self.portal = Some(parse_address(value)?),
            "stage" => self.stage = Some(stage(value)?),
            "auth" => self.sign_in = spoken::sign_in(self.chosen()?, value)?,
            "integration" => {
                self.integration = Some(spoken::integrations(&self.contracts, self.chosen()?, value)?);
            }
            "org-data" => self.org_data = Some(spoken::org_data(&self.contracts, self.chosen()?, value)?),
            key if questions::also_at(key).is_some() => {
                self.show_also(questions::also_at(key).unwrap_or_default(), value)?;
            }
            key => {
                let Some(name) = key.strip_prefix("feature-").map(str::to_owned) else {
                    bail!("no question is called `{key}`");
                };
                _ = if value == "yes" { self.features.insert(name) } else { self.features.remove(&name) };
            }
        }
        Ok(())
    }

    /// The backend's own address on this machine, as a checkout's configuration has it beside that of the pages: there `yarn start` starts
    /// a server for each.
    fn developed(&self) -> Option<Url> {
        let known = self.defaults.get(questions::BACKEND).filter(|_| self.target == Target::Backstage);
        let portal = self.portal.as_ref();
        let backend = match known {
            Some(known) => parse_address(known).ok().filter(is_loopback)?,
            None => {
                let (started, mut backend) = (self.started()?, portal.filter(|portal| is_loopback(portal))?.clone());
                let is_started =
                    backend.port() == Some(started.pages) && backend.set_port(Some(started.backend)).is_ok();
                is_started.then_some(backend)?
            }
        };
        let has_own = portal.is_none_or(|portal| is_loopback(portal) && portal.origin() != backend.origin());
        (has_own && self.deployer.is_none()).then_some(backend)
    }

    /// The two servers of a Backstage of one's own, where nothing here says where they are.
    fn started(&self) -> Option<Developed> {
        let unsaid = !self.defaults.contains_key(questions::BACKEND) && !self.defaults.contains_key("portal-url");
        let is_own = self.target == Target::Backstage && self.deployer.is_none();
        (unsaid && is_own).then(|| contract::portal().developed)
    }

    fn chosen(&self) -> Result<&Contract> {
        self.main.as_ref().context("a profile comes first")
    }

    /// What may stand first.
    fn first(&self) -> impl Iterator<Item = &Contract> {
        self.contracts.iter().filter(|contract| contract.stands_first())
    }

    /// Finds what stands first in a portal.
    fn find_first(&self, name: &str) -> Result<&Contract> {
        let found = self.find(name)?;
        if found.stands_first() {
            return Ok(found);
        }
        let signs_in = self.first().find(|first| first.name.starts_with(&format!("{name}-")));
        let meant = signs_in.map(|first| format!("; people sign in by `{}`", first.name)).unwrap_or_default();
        bail!("`{name}` signs nobody in: it is read besides, by `--integration {name}`{meant}")
    }

    /// Finds what a portal may have, by its name.
    fn find(&self, name: &str) -> Result<&Contract> {
        let named = self.contracts.iter().find(|contract| contract.name == name);
        let unserved =
            |contract: &&Contract| !contract.stands_first() && !contract.otherwise(self.target).not_for.is_empty();
        if let Some(contract) = named.filter(unserved) {
            let why = contract.otherwise(self.target).not_for.values().next().cloned().unwrap_or_default();
            bail!("{why}");
        }
        named.ok_or_else(|| {
            let known: Vec<_> = self.first().map(|contract| contract.name.as_str()).collect();
            let meant = contract::meant(name).filter(|meant| known.contains(meant));
            let near = meant.or_else(|| nearest(name, known.iter().copied()));
            let near = near.map(|near| format!("; did you mean `{near}`?"));
            anyhow!("no profile is called `{name}`, there are {}{}", known.join(", "), near.unwrap_or_default())
        })
    }

    fn choices(&self) -> Result<Choices> {
        Ok(Choices {
            target: self.target,
            hub: self.deployer.map(|by| Hub { by, said: self.rhdh.clone() }),
            presets: self.presets.clone(),
            stage: self.stage.context("no stage was chosen")?,
            portal: self.portal.clone().context("the portal has no address")?,
            developed: self.developed().filter(|_| self.stage == Some(Stage::Local)),
            main: self.chosen()?.name.clone(),
            sign_in: self.sign_in.clone(),
            integration: self.integration.clone(),
            also: self.also.clone(),
            org_data: self.org_data.clone().unwrap_or(OrgData::Usual { credential: None }),
            features: self.features.clone(),
            addresses: self.addresses.clone(),
            stand_ins: self.stand_ins.clone(),
        })
    }

    /// Makes the plan.
    pub(super) fn plan(&self) -> Result<Plan> {
        Plan::new(&self.contracts, self.choices()?)
    }
}

fn target(value: &str) -> Result<Target> {
    Target::named(value).with_context(|| format!("a target is `v1`, `v2` or `backstage`, not `{value}`"))
}

/// What deploys Red Hat Developer Hub, where it is that; there may be others beside it.
fn deployed_by(value: &str) -> Option<Deployer> {
    value.split(',').filter_map(Deploy::named).find_map(Deploy::deployer)
}

fn deployed(value: &str) -> Result<Option<Deployer>> {
    let known = |said: &str| said == questions::PLAIN || Deploy::named(said).is_some();
    ensure!(value.split(',').all(known), "it is deployed by `rhdh-operator`, `rhdh-helm` or `plain`, not by `{value}`");
    Ok(deployed_by(value))
}

fn stage(value: &str) -> Result<Stage> {
    match value {
        "local" => Ok(Stage::Local),
        "production" => Ok(Stage::Production),
        other => bail!("a stage is `local` or `production`, not `{other}`"),
    }
}
