//! What is about to be written is held against the rules by which `validate` judges it. A script ends on an error that it would bring; a person is
//! told, and says it again or writes it all the same.

use std::fmt;
use std::path::Path;

use anyhow::Result;

use super::allow::Allowed;
use super::{Edges, ask};
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::credential::{Answers, Secret, Variable};
use crate::plan::Plan;
use crate::render;
use crate::secrets::StoreName;
use crate::write::Changes;

/// Finds what a rule calls an error in what is about to be written, and not in what is there.
pub type Objecting<'a> = &'a dyn Fn(&Proposal<'_>) -> Vec<Objection>;

/// What is about to be written.
pub struct Proposal<'a> {
    /// What it comes from.
    pub plan: &'a Plan,
    /// The folder.
    pub out: &'a Path,
    /// The files.
    pub changes: &'a Changes,
    /// Secrets that no file holds.
    pub kept: Vec<(Variable, Secret)>,
}

/// An error that a rule would find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The rule.
    pub rule: &'static str,
    /// What is wrong, in its words.
    pub says: String,
    /// What to do, in its words.
    pub hint: Option<String>,
    /// The file and the line.
    pub place: String,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Nothing is wrong, or it is written all the same.
    Fine,
    /// The person wants to say it again, or nothing to be written.
    No,
}

/// When it is looked at, and what may be done about it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Before credentials: the answers can be given again.
    Settled,
    /// Before it is written.
    Written,
}

/// The secrets that no file will hold.
fn kept(plan: &Plan, edges: &Edges<'_>, answers: &Answers) -> Vec<(Variable, Secret)> {
    if edges.store.name() == StoreName::Dotenv {
        return Vec::new();
    }
    let secrets = render::written(plan).into_iter().filter(|(_, spec)| spec.secret);
    secrets.filter_map(|(variable, spec)| Some(render::carried(variable, spec, answers.get(variable)?))).collect()
}

/// The rule about where an API is. Whoever says an API's address by a flag or a file knows it better, and its proof asks there.
const WHERE_AN_API_IS: &str = "api-host-mismatch";

/// The rules whose findings somebody agreed to by what they chose.
fn agreed_to<'p>(plan: &'p Plan, answers: &'p Answers) -> impl Iterator<Item = &'p str> {
    let specs = plan.parts.iter().flat_map(|part| &part.contract.variables);
    let rules = specs.filter_map(|(variable, spec)| spec.agrees_to.get(answers.get(variable)?.expose()));
    let placed = (!plan.choices.addresses.is_empty()).then_some(WHERE_AN_API_IS);
    rules.flatten().map(String::as_str).chain(placed)
}

/// Tells of each error that would be written, and asks a person what to do about them.
///
/// # Errors
/// [`Objected`], where nobody is there to be asked.
pub(super) fn hear(
    plan: &Plan,
    (out, changes): (&Path, &Changes),
    (edges, answers): (&mut Edges<'_>, &Answers),
    allowed: &mut Allowed,
    when: When,
) -> Result<Heard> {
    let kept = kept(plan, edges, answers);
    let mut found = (edges.objecting)(&Proposal { plan, out, changes, kept });
    let agreed: Vec<_> = agreed_to(plan, answers).collect();
    found.retain(|objection| !agreed.contains(&objection.rule) && !allowed.has(&objection.to_string()));
    if found.is_empty() {
        return Ok(Heard::Fine);
    }
    if !edges.answers.can_answer_again() {
        return Err(Objected(found).into());
    }
    for objection in &found {
        edges.report.problem(&objection.to_string(), objection.hint.as_deref());
    }
    match ask(edges, &question(when), None)? {
        Reply::Answer(answer) if answer.expose() == ALL_THE_SAME => {
            found.iter().for_each(|objection| allowed.insert(objection.to_string()));
            Ok(Heard::Fine)
        }
        Reply::Answer(_) | Reply::Back | Reply::None => Ok(Heard::No),
    }
}

const ALL_THE_SAME: &str = "all-the-same";

fn question(when: When) -> Question {
    let other = match when {
        When::Settled => ("again", "say it again\nwhat was asked last comes first; `<` goes further back"),
        When::Written => ("nothing", "write nothing\n`--resume` goes on from here"),
    };
    let choices =
        [other, (ALL_THE_SAME, "go on all the same\n`devportal-auth validate` will find it in what is written")];
    Question {
        key: "objections".into(),
        prompt: "`validate` would call this an error. What now?".into(),
        explain: vec!["`devportal-auth explain RULE` says what a rule is about, by its name in brackets.".into()],
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label: label.into() }).into()),
        who: Who::Person,
        alone: when == When::Written,
        ..Question::default()
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {} ({})", self.rule, self.says, self.place)
    }
}

/// What would be written has errors that are not there yet, and nobody is there who could say it again.
#[derive(Clone, Debug)]
pub struct Objected(Vec<Objection>);

impl fmt::Display for Objected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "`validate` finds an error in what would be written\n")?,
            count => writeln!(f, "`validate` finds {count} errors in what would be written\n")?,
        }
        for objection in &self.0 {
            writeln!(f, "  {objection}")?;
            if let Some(hint) = &objection.hint {
                writeln!(f, "    {hint}")?;
            }
        }
        write!(
            f,
            "\n  = nothing was written; `devportal-auth explain RULE` says what a rule is about, by its name in brackets"
        )
    }
}

impl std::error::Error for Objected {}
