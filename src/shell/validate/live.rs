//! `--live`: reads what the keyring holds, builds the network edge for the hosts that are agreed to, and proves.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::super::holding::holding;
use super::super::hosts;
use super::super::init::Person;
use super::{Chosen, gather};
use crate::agreed::{Agreed, Memory};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Chain, given};
use crate::credential::Answers;
use crate::here::here;
use crate::lint::{self, Finding, Subject};
use crate::providers::http::Http;
use crate::report::{Look, Report, Screen};
use crate::secrets::{self, StoreName};
use crate::shell::cli::{Global, Validate};
use crate::shell::network;
use crate::typed::Typed;
use crate::validate::Input;
use crate::validate::live::{self, Outcome};

/// Something could not be told.
const UNTOLD: u8 = 3;

/// A live check that is about to begin, or has ended.
pub(super) struct Live {
    http: Http,
    agreed: Agreed,
    memory: Box<dyn Memory>,
    person: Chain,
    screen: Screen,
    budget: Duration,
    all_required: bool,
    outcomes: Vec<Outcome>,
    /// The keys of secrets that no provider here knows.
    untried: Vec<String>,
    /// How long a person was waited for.
    waited: Duration,
}

impl Live {
    /// Prepares the check, when it is asked for. Secrets that `devportal-auth.yaml` keeps in the keyring are read.
    ///
    /// # Errors
    /// When a certificate or a proxy cannot be used.
    pub(super) fn prepare(flags: &Validate, global: &Global, look: Look, input: &mut Input) -> Result<Option<Self>> {
        if !flags.live {
            return Ok(None);
        }
        if let Some(file) = input.of_sandbox() {
            bail!(
                "{} was written by `init --sandbox`, so its credentials are nobody's; `{}` makes real ones",
                file.name,
                Typed::init_beside(Path::new(&file.name).parent().unwrap_or(Path::new(".")))
            );
        }
        let http = network::http(global)?;
        let mut screen = Screen::new(look);
        if !input.elsewhere.is_empty()
            && let Err(error) = from_store(flags, input)
        {
            screen.problem(&format!("the store could not be read: {error:#}"), None);
        }
        let folder = holding(&flags.at.files);
        let (agreed, memory) = hosts::of_check(&flags.only_host, flags.at.process_env, folder.as_deref(), &mut screen)?;
        flags.unverified_host.iter().for_each(|said| agreed.say_unverified(said.clone()));
        // Whoever names the hosts is asked about no other one.
        let there = flags.only_host.is_empty() && Person::of(global) == Person::There;
        let person: Option<Box<dyn AnswerSource>> = there.then(|| Box::new(Terminal::new(look)) as _);
        let person = Chain::new(person.into_iter().collect());
        let (budget, all_required) = (flags.budget, flags.require_live);
        Ok(Some(Self {
            http,
            agreed,
            memory,
            person,
            screen,
            budget,
            all_required,
            outcomes: Vec::new(),
            untried: Vec::new(),
            waited: Duration::ZERO,
        }))
    }

    /// Proves every credential of a configuration, tells a person, and finds what is wrong.
    ///
    /// # Errors
    /// When the system gives no way to wait for answers.
    pub(super) fn findings(&mut self, subject: &Subject<'_>, chosen: &Chosen) -> Result<Vec<Finding>> {
        let mut credentials = live::credentials(subject);
        self.screen.heading("Prove");
        let asked = Instant::now();
        for open in live::open(&credentials, &self.agreed, subject.sources) {
            hosts::ask_about(&open, &mut self.person, (&self.agreed, self.memory.as_mut()), &mut self.screen)?;
        }
        self.waited = asked.elapsed();
        self.untried = live::untried(subject, &credentials);
        live::hold_back(&mut credentials, &self.agreed, subject.sources);
        let providers = network::providers(&self.http, &self.agreed);
        match credentials.len() {
            0 => {}
            1 => self.screen.busy("asking about 1 credential"),
            count => self.screen.busy(&format!("asking about {count} credentials")),
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("could not start")?;
        self.outcomes = runtime.block_on(live::prove(credentials, &providers, self.budget));
        // A name that is still being looked up must not hold the end up.
        runtime.shutdown_background();
        self.screen.idle();
        live::tell(&self.outcomes, &self.untried, &mut self.screen);
        let mut findings = live::findings(&self.outcomes);
        findings.retain(|finding| lint::rule(finding.rule).is_some_and(|rule| chosen.takes(rule)));
        Ok(findings)
    }

    /// How long a person was waited for.
    pub(super) fn waited(&self) -> Duration {
        self.waited
    }

    /// The exit code, when no finding decides.
    pub(super) fn code(&self) -> ExitCode {
        let left_out = self.all_required && !self.untried.is_empty();
        if left_out || live::untold(&self.outcomes, self.all_required) {
            ExitCode::from(UNTOLD)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Reads the secrets that `devportal-auth.yaml` keeps in the keyring.
pub(in crate::shell) fn from_store(flags: &Validate, input: &mut Input) -> Result<()> {
    let (folder, _) = gather::named(&flags.at.files);
    let Some(declared) = gather::declared(&folder)? else { return Ok(()) };
    let (store, _) = secrets::open(Some(StoreName::Keyring), here(&folder), Answers::default())?;
    input.kept = given::from_store(&declared, store.as_ref())?.into_iter().collect();
    Ok(())
}
