//! What a run is told before it asks anybody: by flags, files that they name, the folder, the environment, the store, and a run that was
//! interrupted.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::beginning::{targeted, writing};
use crate::answers::file::{AnswersFile, Target};
use crate::answers::given::{Given, Origin};
use crate::credential::{Answers, Secret, Variable};
use crate::init::Writing;
use crate::journal::Journal;
use crate::plan::Endpoints;
use crate::secrets::{self, SecretStore, StoreName, Unopened};
use crate::shell::addresses::{self, Placed};
use crate::shell::cli::Init;
use crate::shell::folder::{self, Folder};
use crate::shell::given::{Environment, Found, given, set_in_environment};
use crate::shell::{hosts, resume};

/// All that was said, and where secrets are kept.
pub(super) struct Heard {
    /// What a file that a flag names says.
    pub(super) answers: Option<AnswersFile>,
    /// What the interrupted run kept.
    pub(super) kept: Answers,
    /// What it gave to the store, which no longer has it.
    pub(super) lost: Vec<Variable>,
    /// Addresses of providers.
    pub(super) placed: Vec<Placed>,
    /// Answers, by whoever gave them.
    pub(super) given: Given,
    /// Where secrets are kept, and why there.
    pub(super) store: Box<dyn SecretStore>,
    pub(super) store_and_why: String,
    environment: Environment,
}

impl Heard {
    /// Listens. `said` are the flags of this run, `flags` those with what the interrupted run was begun with.
    ///
    /// # Errors
    /// When a file or the store cannot be read, or something that was said cannot be.
    pub(super) fn of(
        said: &Init,
        flags: &Init,
        out: &Path,
        folder: &Folder,
        taken_up: Option<&Journal>,
    ) -> Result<Self> {
        let answers = flags.answers.as_deref().map(folder::answers_handed_over).transpose()?;
        let choice = taken_up.map(Journal::store).or(flags.store).or_else(|| folder.store());
        let choice = choice.or(flags.sandbox.then_some(StoreName::Dotenv));
        let (store, why) = secrets::open(choice, out, folder.dotenv.clone())
            .map_err(|error| Unopened::with_way(error, "fix that, or pass `--store dotenv`"))?;
        let store_and_why = match flags.sandbox && flags.store.is_none() {
            true => format!("{}, as the sandbox keeps them", store.name()),
            false => format!("{}, {why}", store.name()),
        };
        let files: Vec<&AnswersFile> = answers.iter().chain(&folder.declared).collect();
        let environment = if flags.sandbox { Environment::Ignored } else { Environment::Read };
        let (kept, lost) = taken_up.map(|journal| journal.secrets(store.as_ref())).transpose()?.unwrap_or_default();
        let given = given(flags, &Found { files: &files, kept: &kept, environment, store: store.as_ref() })?;
        let placed = addresses::of(said, flags, answers.as_ref(), folder.declared.as_ref())?;
        Ok(Self { answers, kept, lost, placed, given, store, store_and_why, environment })
    }

    /// Goes on with the journal of the interrupted run, or begins one; that of a dry run is kept nowhere. Nothing before this leaves anything
    /// in the folder.
    ///
    /// # Errors
    /// When there is no room for it.
    pub(super) fn journal(&self, taken_up: Option<Journal>, flags: &Init, out: &Path) -> Result<Journal> {
        let works = resume::remembered(flags);
        match (taken_up, writing(flags)) {
            (Some(mut journal), _) => {
                works.iter().try_for_each(|(key, place)| journal.record_choice(key, place))?;
                Ok(journal)
            }
            (None, Writing::Confirmed) => Journal::start_with(out, self.store.name(), works),
            (None, Writing::DryRun) => Ok(Journal::imagine(out, self.store.name())),
        }
    }

    /// Adds what was chosen in the interrupted run, and what reads the files.
    pub(super) fn with_choices(mut self, journal: &Journal, folder: &Folder) -> (Self, Target) {
        let chosen = journal.choices().iter().map(|(key, value)| (key.clone(), Secret::new(value)));
        let (given, target) = targeted(self.given.with(Origin::Interrupted, chosen), folder);
        self.given = given;
        (self, target)
    }

    /// What names hosts in the run.
    pub(super) fn names_hosts<'a>(
        &'a self,
        flags: &'a Init,
        folder: &'a Folder,
        declared: &'a Answers,
        stand_ins: &'a BTreeMap<String, Endpoints>,
    ) -> hosts::Sources<'a> {
        hosts::Sources {
            trusted: &flags.trust_host,
            placed: &self.placed,
            given: &self.given,
            dotenv: &folder.dotenv,
            declared,
            kept: &self.kept,
            stand_ins,
            writing: writing(flags),
        }
    }

    /// Where providers are, as far as it was said or proposed.
    pub(super) fn addresses(&self) -> BTreeMap<String, Endpoints> {
        self.placed.iter().map(|placed| (placed.provider.clone(), placed.at.clone())).collect()
    }

    /// The variables of the environment that are taken as they are.
    pub(super) fn taken_from_environment(&self, target: Target) -> Vec<String> {
        if self.environment == Environment::Read { set_in_environment(target) } else { Vec::new() }
    }
}
