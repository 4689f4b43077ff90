//! `devportal-auth init`: builds the edges and runs the pipeline.

mod beginning;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};

use self::beginning::{
    browser, folder_of, options, presets_of, say_what_was_found, say_who_is_named, targeted, writing,
};
use super::cli::{Global, Init};
use super::end::{self, CannotBegin};
use super::folder::{self, Folder};
use super::given::{Environment, Found, given, set_in_environment};
use super::played::{self, Played};
use super::{addresses, hosts, left, network, presets, resume, variable};
use crate::agreed::Agreement;
use crate::answers::file::{AnswersFile, Target};
use crate::answers::given::{Given, Origin};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Chain, Reply};
use crate::browser::Browser;
use crate::credential::Secret;
use crate::init::{self, Edges, End, NotWritten, Options, Writing};
use crate::interrupt::{self, Cancelled, Hollow};
use crate::journal::Journal;
use crate::outlet;
use crate::providers::http::Http;
use crate::report::{Look, Report, Screen};
use crate::secrets::{self, SecretStore, StoreName};
use crate::typed::Typed;

/// Whether a person is there to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person {
    There,
    Absent,
}

impl Person {
    pub(super) fn of(global: &Global) -> Self {
        let asked_not_to = global.no_input || variable("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
        if !asked_not_to && io::stdin().is_terminal() && outlet::is_terminal() { Self::There } else { Self::Absent }
    }
}

/// Runs the whole job.
pub(super) fn init(flags: &Init, global: &Global, look: Look) -> Result<ExitCode> {
    let mut screen = Screen::new(look);
    let mut run = Run::prepare(flags, global, &mut screen).context(CannotBegin)?;
    let http = network::http(global).context(CannotBegin)?;
    let done = run.start(http, &mut screen);
    run.end(done, &mut screen)
}

/// A run that is about to begin, or has ended.
struct Run {
    options: Options,
    person: Person,
    look: Look,
    given: Option<Given>,
    store: Box<dyn SecretStore>,
    journal: Journal,
    browser: Box<dyn Browser>,
    sandbox: Option<Played>,
    profile: Option<String>,
    agreement: Agreement,
    /// The command that goes on with this run when it is interrupted.
    go_on: Typed,
    /// A folder that this run makes, and of which nothing may come. Dropped after the journal.
    _hollow: Option<Hollow>,
}

impl Run {
    fn prepare(flags: &Init, global: &Global, screen: &mut Screen) -> Result<Self> {
        let person = Person::of(global);
        // A command that is asked for a secret goes with this program, and so does a folder of which nothing came.
        interrupt::install(|| "cancelled; nothing was written".to_owned())?;
        let (out, hollow) = folder_of(flags)?;
        may_be_kept(&out, flags, person, screen)?;
        let taken_up = flags.resume.then(|| resume::take_up(&out, flags)).transpose()?;
        let said = flags;
        let flags = &taken_up.as_ref().map_or_else(|| flags.clone(), |journal| resume::recall(flags, journal));
        let sandbox = flags.sandbox.then(Played::start).transpose()?;
        let mut folder = Folder::look(&out)?;
        match sandbox {
            None => folder::refuse_sandboxed(&folder, &out)?,
            Some(_) if flags.out.is_none() => folder.look_for_source(Path::new(".")),
            Some(_) => {}
        }
        let answers = flags.answers.as_deref().map(folder::answers_handed_over).transpose()?;
        let choice = taken_up.as_ref().map(Journal::store).or(flags.store).or_else(|| folder.store());
        let choice = choice.or_else(|| sandbox.as_ref().map(|_| StoreName::Dotenv));
        let (store, why) = secrets::open(choice, &out, folder.dotenv.clone())?;
        let files: Vec<&AnswersFile> = answers.iter().chain(&folder.declared).collect();
        let environment = if sandbox.is_some() { Environment::Ignored } else { Environment::Read };
        let kept = taken_up.as_ref().map(|journal| journal.secrets(store.as_ref())).transpose()?.unwrap_or_default();
        let given = given(flags, &Found { files: &files, kept: &kept, environment, store: store.as_ref() })?;
        let placed = addresses::of(said, flags, answers.as_ref(), folder.declared.as_ref())?;
        // Nothing before this leaves anything in the folder.
        let works = resume::remembered(flags);
        let mut journal = match taken_up {
            Some(mut journal) => {
                works.iter().try_for_each(|(key, place)| journal.record_choice(key, place))?;
                journal
            }
            None => begin(&out, store.name(), writing(flags), works)?,
        };
        let go_on = resume::command(&out, flags, global);
        if writing(flags) == Writing::Confirmed {
            journal = journal.with_refuge(hosts::refuge(&out));
            folder::sweep(&out);
            cancelled_runs_are_told(&out, &journal, &go_on)?;
        }
        let interrupted = journal.choices().iter().map(|(key, value)| (key.clone(), Secret::new(value)));
        let given = given.with(Origin::Interrupted, interrupted);
        let (given, target) = targeted(given, &folder);
        let taken = if environment == Environment::Read { set_in_environment(target)? } else { Vec::new() };
        let stand_ins = sandbox.as_ref().map(Played::stand_ins).transpose()?.unwrap_or_default();
        let sources = hosts::Sources {
            trusted: &flags.trust_host,
            placed: &placed,
            given: &given,
            dotenv: &folder.dotenv,
            kept: &kept,
            stand_ins: &stand_ins,
            writing: writing(flags),
        };
        let agreement = hosts::agreement(&sources, &out, screen)?;
        let store_and_why = match sandbox.is_some() && flags.store.is_none() {
            true => format!("{}, as the sandbox keeps them", store.name()),
            false => format!("{}, {why}", store.name()),
        };
        say_what_was_found(screen, &out, &folder, &taken, &store_and_why);
        let presets = presets_of(flags, answers.as_ref(), &folder);
        if target == Target::V2 {
            presets::strange(&presets).iter().for_each(|says| screen.problem(says, None));
        }
        say_who_is_named(screen, &agreement);
        let addresses = placed.into_iter().map(|placed| (placed.provider, placed.at)).collect();
        let options = Options {
            presets,
            authority: global.ca_cert.first().cloned(),
            stand_ins,
            ..options(flags, out, &folder, &kept, addresses)
        };
        let browser = browser(flags, person, sandbox.as_ref().map(|sandbox| &sandbox.github), &options, screen);
        let profile = given.find("profile").map(|(profile, _)| profile.expose().to_owned());
        let given = Some(given);
        let look = screen.look();
        Ok(Self {
            options,
            person,
            look,
            given,
            store,
            journal,
            browser,
            sandbox,
            profile,
            agreement,
            go_on,
            _hollow: hollow,
        })
    }

    /// Runs the pipeline on one thread: it waits far more than it works.
    fn start(&mut self, http: Http, screen: &mut Screen) -> Result<End> {
        let providers = network::providers(&http, &self.agreement.agreed)?;
        let mut answers = self.answers();
        let mut edges = Edges {
            answers: &mut answers,
            providers: &providers,
            browser: self.browser.as_mut(),
            report: screen,
            store: self.store.as_mut(),
            journal: &mut self.journal,
            agreement: &mut self.agreement,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.context("could not start")?;
        let done = runtime.block_on(init::run(&self.options, &mut edges));
        // A name that is still being looked up must not hold the end up.
        runtime.shutdown_background();
        done
    }

    fn answers(&mut self) -> Chain {
        let mut sources: Vec<Box<dyn AnswerSource>> = Vec::new();
        sources.extend(self.given.take().map(|given| Box::new(given) as Box<dyn AnswerSource>));
        let profile = self.profile.as_deref();
        match (self.person, &self.sandbox) {
            (Person::There, Some(sandbox)) => {
                sources.push(Box::new(played::Player::new(Terminal::new(self.look), sandbox, profile)));
            }
            (Person::There, None) => sources.push(Box::new(Terminal::new(self.look))),
            (Person::Absent, Some(sandbox)) => {
                sources.push(Box::new(played::answers(&sandbox.github.notes(), profile)));
            }
            (Person::Absent, None) => {}
        }
        Chain::new(sources)
    }

    /// Closes the journal: after a run that came to its end it is not needed, after any other it says what is left.
    fn end(mut self, done: Result<End>, screen: &mut Screen) -> Result<ExitCode> {
        screen.idle();
        let code = match &done {
            Ok(end) => end::code(*end),
            Err(error) => end::tell(error, screen),
        };
        let nothing = if self.journal.is_half_written() { "nothing more was written" } else { "nothing was written" };
        match done {
            Ok(End::Fine) => {
                self.journal.finish()?;
                return Ok(code);
            }
            Ok(End::Refused) => screen.failed(&format!("{nothing}: what is marked above was refused")),
            Ok(End::Untold) => screen.failed(&format!("{nothing}: what is marked above could not be told; try again")),
            Ok(End::Declined) => self.journal.forget_typed(self.store.as_mut())?,
            Err(_) => {}
        }
        let journal = self.journal.file();
        let told = left::words(&self.journal.leave()?, &journal, &self.go_on);
        told.iter().for_each(|(says, next)| screen.problem(says, Some(next)));
        Ok(code)
    }
}

/// Refuses to keep a run where git may have it, unless a person allows what could not be told. A dry run keeps nothing there.
fn may_be_kept(out: &Path, flags: &Init, person: Person, screen: &Screen) -> Result<()> {
    let Some(doubt) = folder::refuse_tracked(out)?.filter(|_| !flags.dry_run) else { return Ok(()) };
    if person == Person::Absent {
        return Err(anyhow!("{doubt}; {}", doubt.hint()).context(NotWritten));
    }
    match Terminal::new(screen.look()).answer(&init::doubtful(&doubt), None)? {
        Reply::Answer(answer) if answer.expose() == "yes" => Ok(()),
        _ => Err(Cancelled.into()),
    }
}

/// Begins a run's journal; that of a dry run is kept nowhere.
fn begin(out: &Path, store: StoreName, writing: Writing, works: BTreeMap<String, String>) -> Result<Journal> {
    match writing {
        Writing::Confirmed => Journal::start_with(out, store, works),
        Writing::DryRun => Ok(Journal::imagine(out, store)),
    }
}

/// Lets ctrl-c say what is left. It reads the journal's file, because the journal itself may be in use; where the file lags behind, the
/// journal has said what there is.
fn cancelled_runs_are_told(out: &Path, journal: &Journal, go_on: &Typed) -> Result<()> {
    let (out, go_on, file, standing) = (out.to_owned(), go_on.clone(), journal.file(), journal.standing());
    interrupt::install(move || match standing.left() {
        Some(left) => left::cancelled(&left, &file, &go_on),
        None => left::abandoned(Journal::abandon(&out), &go_on),
    })
}
