//! The main job: choose → settle → list → get and prove → people → render → confirm → write. It reads like its steps;
//! whether a person, a file or the environment answers is decided by the edges that it is given.

mod choose;
mod finish;
mod get;
mod people;
mod settle;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

pub(crate) use choose::nearest;

use crate::answers::{AnswerSource, Question, Reply};
use crate::browser::Browser;
use crate::credential::Answers;
use crate::journal::Journal;
use crate::plan::{Address, Plan};
use crate::proof::{Proof, Verdict};
use crate::providers::Provider;
use crate::report::Report;
use crate::secrets::SecretStore;

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
    /// The differences are shown and nothing is written.
    DryRun,
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
    pub addresses: BTreeMap<String, Address>,
    /// A provider that the program plays itself, asked instead of the real one.
    pub stand_in: Option<Address>,
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
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything is proven, and written where it had to be.
    Fine,
    /// A credential was refused or is not enough; nothing was written.
    Refused,
    /// Somebody said no; nothing was written.
    Declined,
}

/// Runs the whole job.
///
/// # Errors
/// [`Missing`] when answers are missing; anything else when an edge failed. Nothing has been written then.
pub async fn run(options: &Options, edges: &mut Edges<'_>) -> Result<End> {
    let mut plan = choose::choose(options, edges)?;
    let mut answers = options.found.clone();
    get::refuse_what_is_missing(&plan, edges, &answers)?;
    if settle::settle(&mut plan, options, edges, &mut answers).await? == Some(End::Refused) {
        return Ok(End::Refused);
    }
    settle::list(&plan, edges);
    let proofs = get::all(&plan, options, edges, &mut answers).await?;
    if proofs.iter().any(|(_, proof)| proof.verdict() == Verdict::Invalid) || get::given_up(&proofs, edges) {
        return Ok(End::Refused);
    }
    let administrators = people::people(&plan, options, edges, &answers).await?;
    finish::finish(&plan, options, edges, answers, administrators, &proofs)
}

/// Asks one question.
fn ask(edges: &mut Edges<'_>, question: &Question, refused: Option<&str>) -> Result<Reply> {
    let reply = edges.answers.answer(question, refused)?;
    if reply == Reply::None && refused.is_none() && question.default_unasked {
        let default = question.default.clone().unwrap_or_default();
        return Ok(Reply::Answer(crate::credential::Secret::new(default)));
    }
    Ok(reply)
}

/// The provider of a plan.
fn provider<'a>(plan: &Plan, edges: &Edges<'a>) -> Result<&'a dyn Provider> {
    let id = plan.contract.provider.as_str();
    let found = edges.providers.iter().find(|provider| provider.id() == id);
    found.map(AsRef::as_ref).ok_or_else(|| anyhow::anyhow!("no provider is called `{id}`"))
}

/// The proofs of a run, by credential id.
type Proofs = Vec<(String, Proof)>;

/// Answers are missing. Names them all at once, each with its meaning and the ways to give it.
#[derive(Clone, Debug)]
pub struct Missing(Vec<Question>);

impl Missing {
    fn of(questions: Vec<Question>) -> Self {
        Self(questions)
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "1 answer is missing\n")?,
            count => writeln!(f, "{count} answers are missing\n")?,
        }
        let width = self.0.iter().map(|question| question.key.len()).max().unwrap_or_default();
        let mut rest = self.0.iter().peekable();
        while let Some(question) = rest.next() {
            writeln!(f, "  {:width$}  {}", question.key, question.about)?;
            // The ways are said once for neighbours that share them.
            let shared = rest.peek().is_some_and(|next| generic(next) == generic(question));
            for way in question.ways.iter().filter(|_| !shared) {
                writeln!(f, "  {:width$}  {way}", "")?;
            }
        }
        write!(f, "\n  = nothing was made or written")
    }
}

fn generic(question: &Question) -> Vec<String> {
    question.ways.iter().map(|way| way.replace(&question.key, "NAME")).collect()
}

impl std::error::Error for Missing {}
