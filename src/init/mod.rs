//! The main job: choose → settle → list → get and prove → people → render → confirm → write. It reads like its steps;
//! whether a person, a file or the environment answers is decided by the edges that it is given.

mod agree;
mod allow;
mod choose;
mod declare;
mod finish;
mod get;
mod hub;
mod kept;
mod list;
mod missing;
mod next;
mod no_longer;
mod objections;
mod people;
mod settings;
mod settle;
mod unanswered;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, anyhow};

pub use self::agree::NotAgreed;
pub use self::allow::doubtful;
pub use self::choose::{WITHOUT_SIGN_IN, also_key};
pub use self::finish::NotWritten;
pub use self::get::NotMade;
pub use self::kept::NoPlace;
pub use self::missing::{Missing, Unfit};
pub use self::next::StartedBy;
pub use self::objections::{Objected, Objecting, Objection, Proposal};
pub use self::unanswered::NO_ANSWER;

use self::choose::{Draft, From};
use self::get::Gotten;
use self::settle::Settled;
use crate::agreed::Agreement;
use crate::answers::{AnswerSource, Question, Reply};
use crate::browser::Browser;
use crate::contract::Target;
use crate::credential::{Answers, Secret, Variable};
use crate::journal::Journal;
use crate::plan::{Endpoints, Need, Plan};
use crate::proof::Verdict;
use crate::providers::Provider;
use crate::render;
use crate::report::Report;
use crate::secrets::SecretStore;
use crate::typed::Typed;

/// Whether credentials are proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proving {
    /// Each is proven at its provider.
    Live,
    /// Nothing is asked of any provider, and the files say so.
    Skipped,
}

/// Whether files are written at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// After a yes.
    Confirmed,
    /// The differences are shown; nothing is made at a provider and nothing is written.
    DryRun,
}

impl Writing {
    /// What is left of the answers when a run stops here, in a sentence without a period.
    fn kept(self) -> &'static str {
        match self {
            Self::Confirmed => "what was answered is kept, and `--resume` goes on from here",
            Self::DryRun => "a dry run keeps nothing",
        }
    }
}

/// How a run behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that is written to.
    pub out: PathBuf,
    /// Whether credentials are proven.
    pub proving: Proving,
    /// Whether files are written.
    pub writing: Writing,
    /// How long a person is waited for while something is done at the provider.
    pub patience: Duration,
    /// Plain answers of an earlier run or of the files found, by question; they are offered, not imposed.
    pub defaults: BTreeMap<String, String>,
    /// Values that are there already (an earlier `.env`, the store, an interrupted run), by variable.
    pub found: Answers,
    /// Addresses of providers that are not the usual ones, by provider.
    pub addresses: BTreeMap<String, Endpoints>,
    /// Presets of the v2 image that the portal has by now, or was asked for besides.
    pub presets: Vec<String>,
    /// What starts the portal that the folder is for.
    pub started_by: StartedBy,
    /// A certificate authority that the engineer named; the portal needs it as well.
    pub authority: Option<PathBuf>,
    /// Providers that the program plays itself, by provider or contract, and where they are asked instead of the real ones.
    /// The files say what they would say for the real ones.
    pub stand_ins: BTreeMap<String, Endpoints>,
}

impl Options {
    /// Tells whether nothing of this run is real.
    pub fn in_sandbox(&self) -> bool {
        !self.stand_ins.is_empty()
    }
}

/// Everything outside that a run touches.
pub struct Edges<'a> {
    /// Who answers.
    pub answers: &'a mut dyn AnswerSource,
    /// The systems on the other side.
    pub providers: &'a [Box<dyn Provider>],
    /// A person's browser.
    pub browser: &'a mut dyn Browser,
    /// What a person is told.
    pub report: &'a mut dyn Report,
    /// Where secrets are kept.
    pub store: &'a mut dyn SecretStore,
    /// What makes an interrupted run resumable.
    pub journal: &'a mut Journal,
    /// Which servers secrets may be sent to.
    pub agreement: &'a mut Agreement,
    /// What `validate` would call an error in what is about to be written.
    pub objecting: Objecting<'a>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything is proven, and written where it had to be.
    Fine,
    /// A credential was refused or is not enough, or somebody whose sign-in was tried would not be let in; nothing was written.
    Refused,
    /// Nothing could be told of a credential; nothing was written.
    Untold,
    /// Somebody said no; nothing was written.
    Declined,
}

/// Runs the whole job.
///
/// # Errors
/// [`Missing`] when answers are missing; anything else when an edge failed. Nothing has been written then.
pub async fn run(options: &Options, edges: &mut Edges<'_>) -> Result<End> {
    edges.report.heading("Choose");
    // A person may decide in the midst of it that nothing more is proven.
    let options = &mut options.clone();
    if edges.answers.can_answer_again() {
        choose::purposes().iter().for_each(|line| edges.report.line(line));
    }
    let mut said =
        Said { draft: Draft::new(options)?, answers: options.found.clone(), allowed: allow::Allowed::default() };
    let mut from = From::Start;
    loop {
        if let ControlFlow::Break(end) = once(&mut said, from, options, edges).await? {
            return Ok(end);
        }
        from = From::Past;
    }
}

/// What was said up to now. It stays when the person goes back.
struct Said {
    draft: Draft,
    answers: Answers,
    allowed: allow::Allowed,
}

/// Runs it from the choices to the files, or until the person goes back from the credentials.
async fn once(said: &mut Said, from: From, options: &mut Options, edges: &mut Edges<'_>) -> Result<ControlFlow<End>> {
    let plan = match decide(said, from, options, edges).await? {
        ControlFlow::Continue(plan) => plan,
        ControlFlow::Break(end) => return Ok(ControlFlow::Break(end)),
    };
    let Said { answers, allowed, .. } = said;
    tell_other_target(&plan, options, edges);
    no_longer::tell(&plan, options, edges)?;
    if let Some(end) = finish::try_out(&plan, options, edges, answers, allowed)? {
        return Ok(ControlFlow::Break(end));
    }
    list::list(&plan, edges);
    if options.writing == Writing::DryRun && get::would_make(&plan, edges, answers) {
        return Ok(ControlFlow::Break(End::Fine));
    }
    let Gotten::All(proven) = get::all(&plan, options, edges, answers).await? else {
        return Ok(ControlFlow::Continue(()));
    };
    if let Some(end) = not_good_enough(&proven, options, edges) {
        return Ok(ControlFlow::Break(end));
    }
    list::reused(&plan, edges, answers);
    let known = people::people(&plan, options, edges, (answers, &proven)).await?;
    if let Some(end) = not_let_in(&known, edges) {
        return Ok(ControlFlow::Break(end));
    }
    tell_unasked(edges);
    let administrators = known.administrators.as_deref();
    finish::finish(&plan, options, edges, answers, administrators, (&proven, allowed)).map(ControlFlow::Break)
}

/// Asks for everything that is no credential's, until it can be written: a plan, and the settings of its providers.
async fn decide(
    said: &mut Said,
    mut from: From,
    options: &mut Options,
    edges: &mut Edges<'_>,
) -> Result<ControlFlow<End, Plan>> {
    let Said { draft, answers, allowed } = said;
    loop {
        let plan = choose::choose(draft, from, edges)?;
        get::gather(&plan, edges, answers)?;
        missing::refuse(&plan, options, edges, answers)?;
        let mut within = if from == From::Past { From::End } else { From::Start };
        loop {
            match settle::settle(&plan, options, edges, answers, within).await? {
                Settled::Done if finish::is_objected_to(&plan, options, edges, answers, allowed)? => within = From::End,
                Settled::Done => return Ok(ControlFlow::Continue(plan)),
                Settled::Refused => return Ok(ControlFlow::Break(End::Refused)),
                Settled::Untold => return Ok(ControlFlow::Break(End::Untold)),
                Settled::Declined => return Ok(ControlFlow::Break(End::Declined)),
                Settled::Back => break,
            }
        }
        from = From::End;
    }
}

/// Says that what is in the folder was written for another kind of portal.
fn tell_other_target(plan: &Plan, options: &Options, edges: &mut Edges<'_>) {
    let target = plan.choices.target.id();
    let Some(before) = options.defaults.get("target").filter(|before| *before != target) else { return };
    let says = format!(
        "what is in the folder is for another portal ({before}); what it says besides stays and may be in the way"
    );
    let moves = Typed::ours("migrate").files([&options.out]).with("--to", [target]);
    let hint = match Target::named(before).is_some_and(Target::is_image) {
        true => format!("`{moves}` takes it along; or write to a folder of its own: --out"),
        false => "write to a folder of its own: --out".to_owned(),
    };
    edges.report.problem(&says, Some(&hint));
}

/// Says what was given with this run and is read by nothing that was chosen.
fn tell_unasked(edges: &mut Edges<'_>) {
    let unasked: Vec<_> = edges.answers.unasked().iter().map(|name| format!("`{name}`")).collect();
    if !unasked.is_empty() {
        let says = format!("given, and read by nothing that was chosen: {}", unasked.join(", "));
        edges.report.problem(&says, Some("leave it out, or choose what reads it"));
    }
}

/// Says how the run ends when somebody would not be let in. A person has seen it and decides; a script that asked has its answer by
/// that end.
fn not_let_in(known: &people::Known, edges: &mut Edges<'_>) -> Option<End> {
    if edges.answers.can_answer_again() {
        return None;
    }
    if let Some(name) = &known.turned_away {
        let says = format!("`{name}` would not be let in, and this run was asked whether they would");
        edges.report.problem(&says, Some("leave `--person` out to write all the same"));
        return Some(End::Refused);
    }
    let name = known.untold.as_ref()?;
    let says = format!("this run was asked whether `{name}` would be let in, and could not tell");
    edges.report.problem(&says, Some("leave `--person` out, or read people and groups: `--org-data`"));
    Some(End::Untold)
}

/// Says how the run ends when the proofs do not allow it to go on. What works only in part stops a run in which nobody
/// can say "keep it"; what was kept by a person goes on.
fn not_good_enough(proven: &[get::Proven<'_>], options: &Options, edges: &Edges<'_>) -> Option<End> {
    if options.proving == Proving::Skipped {
        return None;
    }
    let alone = !edges.answers.can_answer_again();
    let verdicts: Vec<_> = proven.iter().map(|proven| proven.proof.verdict()).collect();
    if verdicts.contains(&Verdict::Invalid) || (alone && verdicts.contains(&Verdict::Insufficient)) {
        return Some(End::Refused);
    }
    proven.iter().any(|proven| proven.proof.nothing_known()).then_some(End::Untold)
}

/// Asks one question.
fn ask(edges: &mut Edges<'_>, question: &Question, refused: Option<&str>) -> Result<Reply> {
    edges.report.idle();
    let reply = edges.answers.answer(question, refused)?;
    if reply == Reply::None && refused.is_none() && question.default_unasked {
        let default = question.default.clone().unwrap_or_default();
        return Ok(Reply::Answer(Secret::new(default)));
    }
    Ok(reply)
}

/// Tells whether an answer to a question will be a person's, here and now.
fn is_typed(edges: &Edges<'_>, question: &Question, refused: Option<&str>) -> bool {
    edges.answers.can_answer_again() && (refused.is_some() || !edges.answers.knows(question))
}

/// Why a value cannot be written where it would stand.
fn unwritable(plan: &Plan, edges: &Edges<'_>, variable: &Variable, value: &Secret) -> Option<String> {
    let spec = render::written(plan).remove(variable)?;
    render::may_be_written(variable, spec, value, edges.journal.store()).err().map(|error| format!("{error:#}"))
}

/// The provider of a credential.
fn provider<'a>(plan: &Plan, need: &Need, edges: &Edges<'a>) -> Result<&'a dyn Provider> {
    let id = plan.part(need).contract.provider.as_str();
    let found = edges.providers.iter().find(|provider| provider.id() == id);
    found.map(AsRef::as_ref).ok_or_else(|| anyhow!("no provider is called `{id}`"))
}
