//! `devportal-auth init`: builds the edges and runs the pipeline.

mod beginning;
mod heard;
mod objecting;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use self::beginning::{
    browser, folder_of, looked_at, options, presets_of, say_what_differs, say_what_was_found, say_what_was_taken_out,
    say_who_is_named, writing,
};
use self::heard::Heard;
use super::cli::{Global, Init};
use super::end::{self, CannotBegin};
use super::folder;
use super::given::refused;
use super::played::{self, Played};
use super::process::{self, variable};
use super::{hosts, left, network, presets, resume};
use crate::agreed::Agreement;
use crate::answers::file::Target;
use crate::answers::given::Given;
use crate::answers::secret_from::said_unset;
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Chain};
use crate::browser::Browser;
use crate::init::{self, Edges, End, Options, Unfit, Writing};
use crate::interrupt::{self, Hollow};
use crate::journal::Journal;
use crate::outlet;
use crate::providers::http::Http;
use crate::report::{Look, Report, Screen, fold};
use crate::secrets::SecretStore;
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
        if !asked_not_to && process::is_typed() && outlet::is_terminal() { Self::There } else { Self::Absent }
    }
}

/// Runs the whole job.
pub(super) fn init(flags: &Init, global: &Global, look: Look) -> Result<ExitCode> {
    let mut screen = Screen::new(look);
    let mut run = Run::prepare(flags, global, &mut screen).context(CannotBegin)?;
    let http = network::http(global).context(CannotBegin)?;
    let done = run.start(http, &mut screen).map_err(|error| match error.downcast::<Unfit>() {
        Ok(unfit) => unfit.given_by(|key| refused::option(flags, key)).into(),
        Err(error) => error,
    });
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
    cast: played::Cast,
    agreement: Agreement,
    /// The command that goes on with this run when it is interrupted.
    go_on: Typed,
    /// A folder that this run makes, and of which nothing may come. Dropped after the journal.
    _hollow: Option<Hollow>,
}

impl Run {
    fn prepare(said: &Init, global: &Global, screen: &mut Screen) -> Result<Self> {
        let person = Person::of(global);
        // A command that is asked for a secret goes with this program, and so does a folder of which nothing came.
        interrupt::install(|| "cancelled; nothing was written".to_owned())?;
        let (out, hollow) = folder_of(said)?;
        folder::refuse_half_moved(&out)?;
        may_be_kept(&out, said, person, screen)?;
        let taken_up = said.resume.then(|| resume::take_up(&out, said)).transpose()?;
        let flags = &taken_up.as_ref().map_or_else(|| said.clone(), |journal| resume::recall(said, journal));
        let sandbox = flags.sandbox.then(Played::start).transpose()?;
        let folder = looked_at(&out, flags)?;
        let heard = Heard::of(said, flags, &out, &folder, taken_up.as_ref())?;
        // A script is told of these with everything else that is missing.
        if person == Person::There && !heard.given.unset().is_empty() {
            return Err(anyhow::Error::msg(said_unset(heard.given.unset())).context(CannotBegin));
        }
        for variable in &heard.lost {
            let store = heard.store.name();
            screen.line(&format!(
                "`{variable}` was kept in the {store}, which no longer has it; it has to be given again"
            ));
        }
        let mut journal = heard.journal(taken_up, flags, &out)?;
        let go_on = resume::command(&out, flags, global);
        if writing(flags) == Writing::Confirmed {
            journal = journal.with_refuge(hosts::refuge(&out));
            folder::sweep(&out);
            cancelled_runs_are_told(&out, &journal, &go_on, screen.look())?;
        }
        let (heard, target) = heard.with_choices(&journal, &folder);
        let taken = heard.taken_from_environment(target);
        let stand_ins = sandbox.as_ref().map(Played::stand_ins).transpose()?.unwrap_or_default();
        let declared = folder.values();
        let agreement = hosts::agreement(&heard.names_hosts(flags, &folder, &declared, &stand_ins), &out, screen)?;
        say_what_was_found(screen, &out, &folder, &taken, &heard.store_and_why);
        say_what_differs(screen, &folder, &heard.given);
        let presets = presets_of(flags, heard.answers.as_ref(), &folder);
        if target == Target::V2 {
            let excluded = presets::meant(&presets).err().map(|error| error.to_string());
            presets::strange(&presets).iter().chain(&excluded).for_each(|says| screen.problem(says, None));
        }
        say_what_was_taken_out(screen, &heard.placed);
        say_who_is_named(screen, &agreement);
        let authority = global.ca_cert.first().cloned();
        let options = Options { presets, authority, stand_ins, ..options(flags, out, &folder, &heard) };
        let browser = browser(flags, person, sandbox.as_ref().map(|sandbox| &sandbox.github), &options, screen);
        let said = |key: &str| heard.given.find(key).map(|(said, _)| said.expose().to_owned());
        let known = |key: &str| said(key).or_else(|| options.defaults.get(key).cloned());
        let cast = played::Cast {
            profile: known("profile"),
            people: known("org-data"),
            scaffolds: known("feature-scaffolder").is_some_and(|said| said == "yes"),
        };
        let Heard { given, store, .. } = heard;
        let (given, look) = (Some(given), screen.look());
        Ok(Self {
            options,
            person,
            look,
            given,
            store,
            journal,
            browser,
            sandbox,
            cast,
            agreement,
            go_on,
            _hollow: hollow,
        })
    }

    /// Runs the pipeline on one thread: it waits far more than it works.
    fn start(&mut self, http: Http, screen: &mut Screen) -> Result<End> {
        let providers = network::providers(&http, &self.agreement.agreed);
        let mut answers = self.answers();
        let mut edges = Edges {
            answers: &mut answers,
            providers: &providers,
            browser: self.browser.as_mut(),
            report: screen,
            store: self.store.as_mut(),
            journal: &mut self.journal,
            agreement: &mut self.agreement,
            objecting: &objecting::objections,
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
        match (self.person, &self.sandbox) {
            (Person::There, Some(sandbox)) => {
                let person = Terminal::new(self.look);
                sources.push(Box::new(played::Player::new(person, sandbox, self.cast.clone())));
            }
            (Person::There, None) => sources.push(Box::new(Terminal::new(self.look))),
            (Person::Absent, Some(sandbox)) => {
                let earlier = &self.options.defaults;
                sources.push(Box::new(played::answers(&sandbox.github.notes(), &self.cast, earlier)));
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
            Ok(End::Untold) => {
                screen.failed(&format!("{nothing}: what is marked above could not be determined; try again"))
            }
            // What was made or typed is taken up by `--resume`; a script says the same again.
            Ok(End::Declined) if self.person == Person::Absent && self.journal.created().is_empty() => {
                self.journal.forget_typed(self.store.as_mut())?;
            }
            Ok(End::Declined) | Err(_) => {}
        }
        let journal = self.journal.file();
        let told = left::words(&self.journal.leave()?, &journal, &self.go_on);
        told.iter().for_each(|remark| screen.problem(&remark.says, Some(&remark.hint)));
        Ok(code)
    }
}

/// Refuses to keep a run where git may have it, or where a link leads, unless a person allows what could not be told. A dry run keeps nothing
/// there.
fn may_be_kept(out: &Path, flags: &Init, person: Person, screen: &mut Screen) -> Result<()> {
    let led = folder::led(out);
    let untold = folder::refuse_tracked(out)?;
    if flags.dry_run {
        led.iter().for_each(|doubt| screen.line(&doubt.to_string()));
        return Ok(());
    }
    led.iter().chain(&untold).try_for_each(|doubt| folder::ask_about(doubt, person, screen.look()))
}

/// Lets ctrl-c say what is left. It reads the journal's file, because the journal itself may be in use; where the file lags behind, the
/// journal has said what there is.
fn cancelled_runs_are_told(out: &Path, journal: &Journal, go_on: &Typed, look: Look) -> Result<()> {
    let (out, go_on, file, standing) = (out.to_owned(), go_on.clone(), journal.file(), journal.standing());
    interrupt::install(move || {
        let words = match standing.left() {
            Some(left) => left::cancelled(&left, &file, &go_on),
            None => left::abandoned(Journal::abandon(&out), &go_on),
        };
        fold(&words, look.width.into())
    })
}
