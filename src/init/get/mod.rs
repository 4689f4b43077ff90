//! Gets each credential (found, made, or entered) and proves it at once. What is there already is proven side by side.

mod gather;
mod make;
mod prove;
mod rescue;

use anyhow::{Error, Result, anyhow};

pub(super) use self::gather::{complete, gather};
use super::{Edges, Missing, NotWritten, Options, Proofs, Proving, ask, provider, settle};
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::contract::Make;
use crate::credential::Answers;
use crate::interrupt::Cancelled;
use crate::journal::State;
use crate::plan::{Need, Plan, can_be_made, fields_of, keep_fields};
use crate::proof::{Proof, Verdict};
use crate::providers::Creation;

/// Gets and proves every credential of the plan.
pub(super) async fn all(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proofs> {
    gather::generate(plan, answers)?;
    let ready: Vec<_> = plan.needs.iter().filter(|need| at_hand(need, edges, answers)).collect();
    let mut proofs = match options.proving {
        Proving::Live => prove::side_by_side(plan, &ready, edges, answers).await?,
        Proving::Skipped => ready.iter().map(|need| (need.id.clone(), Proof::default())).collect(),
    };
    for (index, need) in plan.needs.iter().enumerate() {
        let known = proofs.iter().position(|(id, _)| *id == need.id).map(|at| proofs.remove(at).1);
        let known = known.filter(|proof| !shall_be_made_after_all(need, proof, edges));
        let someone = edges.answers.can_answer_again();
        if known.as_ref().is_none_or(|proof| someone && proof.refused()) {
            edges.report.heading(&format!("Get  {} of {} · {}", index + 1, plan.needs.len(), need.spec.title));
        }
        let proof = one(plan, need, known, options, edges, answers).await?;
        proofs.push((need.id.clone(), proof));
    }
    Ok(proofs)
}

/// Tells a dry run's reader what would be made at the provider; without that there is nothing to prove or to write.
pub(super) fn would_make(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) -> bool {
    let made: Vec<_> = plan.needs.iter().filter(|need| !at_hand(need, edges, answers)).collect();
    for need in &made {
        edges.report.line(&format!("a {} would be made or asked for here", need.spec.title));
    }
    if !made.is_empty() {
        edges.report.line("dry run: nothing was made or written");
    }
    !made.is_empty()
}

/// Tells whether a credential is there: complete, and not a half-made one of an interrupted run.
fn at_hand(need: &Need, edges: &Edges<'_>, answers: &Answers) -> bool {
    let half_made = matches!(edges.journal.state(&need.id), Some(State::Intent | State::Code));
    complete(need, answers) && !half_made
}

/// A client that an API makes may be gone although its parts are here; making it again finds or replaces our own.
fn shall_be_made_after_all(need: &Need, proof: &Proof, edges: &Edges<'_>) -> bool {
    proof.verdict() == Verdict::Invalid && need.spec.make == Make::Api && edges.answers.knows(&making(need))
}

/// Gets one credential, and stays with it until it works or the engineer moves on.
async fn one(
    plan: &Plan,
    need: &Need,
    mut known: Option<Proof>,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proof> {
    let mut refused = None;
    loop {
        let mut proof = match known.take() {
            Some(proof) => proof,
            None => {
                obtain(plan, need, edges, answers, refused.take()).await?;
                if options.proving == Proving::Skipped {
                    return Ok(Proof::default());
                }
                prove::alone(plan, need, edges, answers).await?
            }
        };
        if proof.refused() && edges.journal.state(&need.id) >= Some(State::Created) {
            proof = prove::until_mended(plan, need, options, edges, answers, proof).await?;
        }
        while proof.refused() {
            match ask(edges, &again(&proof, settle::can_ask_again(plan, need, answers)), None)? {
                Reply::Answer(choice) if choice.expose() == "again" => {
                    proof = prove::alone(plan, need, edges, answers).await?;
                }
                Reply::Answer(choice) if choice.expose() == "settings" => {
                    settle::again(plan, need, options, edges, answers).await?;
                    proof = prove::alone(plan, need, edges, answers).await?;
                }
                Reply::Answer(choice) if choice.expose() == "keep" => return Ok(proof),
                Reply::None => return Ok(proof),
                Reply::Answer(_) | Reply::Back => break,
            }
        }
        if !proof.refused() {
            return Ok(proof);
        }
        refused = Some("the values before were refused");
    }
}

/// Makes or asks for a credential.
async fn obtain(
    plan: &Plan,
    need: &Need,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    refused: Option<&str>,
) -> Result<()> {
    loop {
        if can_be_made(need) {
            match ask(edges, &making(need), refused)? {
                Reply::Answer(choice) if choice.expose() == "make" => {
                    match make::make(plan, need, edges, answers).await.map_err(|error| in_our_words(need, error)) {
                        Err(error) if edges.answers.can_answer_again() && !is_the_end(&error) => {
                            edges.report.problem(&format!("{error:#}"), None);
                            continue;
                        }
                        Ok(Entered::Back) => continue,
                        done => return done.map(drop),
                    }
                }
                Reply::Back => continue,
                Reply::Answer(_) | Reply::None => {}
            }
        }
        show_hand_work(plan, need, edges, answers)?;
        if enter(plan, need, edges, answers, refused)? == Entered::All {
            return Ok(());
        }
    }
}

/// Whoever stopped the program is not asked again, nor is anything made once more when what was made could not be kept.
fn is_the_end(error: &Error) -> bool {
    error.is::<Cancelled>() || error.is::<NotWritten>()
}

/// A provider speaks of a credential's parts by its own names; people know them as variables.
fn in_our_words(need: &Need, error: Error) -> Error {
    let said = format!("{error:#}");
    let named =
        need.spec.fields.iter().fold(said.clone(), |said, (field, variable)| {
            said.replace(&format!("`{field}`"), &format!("`{variable}`"))
        });
    if said == named { error } else { anyhow!(named) }
}

/// The question whether a credential is made now or exists already. Its key is the credential's id.
pub(super) fn making(need: &Need) -> Question {
    let have = if need.spec.guided { "I make it on its page, or have one" } else { "I have one" };
    let choices = [("make", format!("make it now\n{}", need.spec.making)), ("have", have.to_owned())];
    Question {
        key: need.id.clone(),
        prompt: format!("{}: make it, or is there one?", need.spec.title),
        about: need.spec.cost.clone(),
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label }).into()),
        default: Some("make".into()),
        ways: vec![format!("--create {}", need.id)],
        who: Who::WhoRuns,
        ..Question::default()
    }
}

fn again(proof: &Proof, settings: bool) -> Question {
    let keep = "go on with it as it is\nthe files will be written; the portal will not get all it needs";
    let elsewhere = "change what was asked before\nwhere it is, and what is read from it";
    let mut choices = vec![("again", "look again\nafter you mended it there"), ("other", "give another credential")];
    choices.extend(settings.then_some(("settings", elsewhere)));
    if proof.verdict() == Verdict::Insufficient {
        choices.push(("keep", keep));
    }
    let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into() };
    Question {
        key: "refused-credential".into(),
        prompt: "What now?".into(),
        about: "what to do with a credential that does not do".into(),
        form: Form::Choice(choices.into_iter().map(choice).collect()),
        who: Who::WhoRuns,
        ..Question::default()
    }
}

/// Tells what a person has to do by hand, and opens the page.
fn show_hand_work(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    let guided = need.spec.make == Make::ByHand || need.spec.guided;
    if !guided || !edges.answers.can_answer_again() {
        return Ok(());
    }
    let wanted = plan.wanted(need, answers)?;
    let Creation::ByHand { open, copy, steps } = provider(plan, need, edges)?.creation(&wanted) else { return Ok(()) };
    if let Some(page) = open {
        let said = if edges.browser.open(&page) { "opening" } else { "open" };
        edges.report.line(&format!("{said} {page}"));
    }
    copy.iter().for_each(|(label, value)| edges.report.line(&format!("{label}\n  {value}")));
    steps.iter().for_each(|step| edges.report.line(step));
    Ok(())
}

/// How asking for a credential's parts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entered {
    All,
    Back,
}

/// Asks for the parts of a credential.
fn enter(
    plan: &Plan,
    need: &Need,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    refused: Option<&str>,
) -> Result<Entered> {
    let variables: Vec<_> = need.spec.fields.values().cloned().collect();
    let mut at = 0;
    let mut refused = refused.map(str::to_owned);
    while let Some(variable) = variables.get(at) {
        let mut question = plan.question(variable);
        if question.form == Form::Text {
            question.default = answers.get(variable).map(|value| value.expose().to_owned());
        }
        match ask(edges, &question, refused.as_deref())? {
            Reply::Answer(value) if value.is_empty() => refused = Some(format!("`{variable}` is empty")),
            Reply::Answer(value) => {
                answers.insert(variable.clone(), value);
                refused = None;
                at += 1;
            }
            Reply::Back if at == 0 => return Ok(Entered::Back),
            Reply::Back => at -= 1,
            Reply::None => return Err(Missing::of(vec![question]).into()),
        }
    }
    keep_fields(need, &fields_of(need, answers), answers);
    Ok(Entered::All)
}
