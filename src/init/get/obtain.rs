//! A credential that is wanted is made at its provider, or asked for.

use std::collections::BTreeSet;

use anyhow::{Error, Result, anyhow};

use super::super::{Missing, NotWritten, ask, is_typed, unwritable};
use super::credential::{Credential, Desk, Life};
use super::make;
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::contract::Make;
use crate::credential::{Fields, Secret, Variable};
use crate::interrupt::Cancelled;
use crate::plan::{Need, can_be_made};
use crate::providers::{Creation, not_reached};

const ASKED_ONCE_MORE: &str = "asked once more; enter keeps what was given";

/// How making or asking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entered {
    /// Everything is there.
    All,
    /// The person went back.
    Back,
}

/// Makes or asks for a credential. `refused` says why what was there would not do. Whoever goes back from the first question leaves it, unless
/// something was begun at a provider: that has its place in what is chosen now.
pub(super) async fn obtain(
    credential: &mut Credential<'_>,
    refused: Option<&str>,
    desk: &mut Desk<'_, '_, '_>,
) -> Result<Life> {
    let need = credential.need;
    credential.waited = false;
    loop {
        if can_be_made(need) {
            match offer(credential, refused, desk).await? {
                Offer::Made => return Ok(Life::Got),
                Offer::Left if desk.may_go_back() => return Ok(Life::Left),
                Offer::Again | Offer::Left => continue,
                Offer::Declined => {}
            }
        }
        show_hand_work(credential, desk);
        if enter(credential, desk, None, refused)? == Entered::All {
            return Ok(Life::Got);
        }
        if !can_be_made(need) && desk.may_go_back() {
            return Ok(Life::Left);
        }
    }
}

/// What came of the offer to make a credential.
enum Offer {
    /// It was made.
    Made,
    /// Nothing was, and the person decides anew.
    Again,
    /// There is one already.
    Declined,
    /// The person wants what was asked before.
    Left,
}

/// Offers to make a credential, and makes it.
async fn offer(credential: &mut Credential<'_>, refused: Option<&str>, desk: &mut Desk<'_, '_, '_>) -> Result<Offer> {
    let need = credential.need;
    match ask(desk.edges, &making(need), refused)? {
        Reply::Answer(choice) if choice.expose() == "make" => {}
        Reply::Back => return Ok(Offer::Left),
        Reply::Answer(_) | Reply::None => return Ok(Offer::Declined),
    }
    match make::make(credential, desk).await.map_err(|error| in_our_words(need, error)) {
        Ok(Entered::All) => Ok(Offer::Made),
        Ok(Entered::Back) => Ok(Offer::Again),
        Err(error) if desk.edges.answers.can_answer_again() && !is_the_end(&error) => {
            desk.edges.report.problem(&format!("{error:#}"), None);
            Ok(Offer::Again)
        }
        Err(error) => Err(error),
    }
}

/// Whoever stopped the program is not asked again, nor is anything made once more when what was made could not be kept.
fn is_the_end(error: &Error) -> bool {
    error.is::<Cancelled>() || error.is::<NotWritten>()
}

/// A provider speaks of a credential's parts by its own names; people know them as variables. What the end of the run is judged by stays.
fn in_our_words(need: &Need, error: Error) -> Error {
    if is_the_end(&error) || not_reached(&error) {
        return error;
    }
    let said = format!("{error:#}");
    let named =
        need.spec.fields.iter().fold(said.clone(), |said, (field, variable)| {
            said.replace(&format!("`{field}`"), &format!("`{variable}`"))
        });
    if said == named { error } else { anyhow!(named) }
}

/// The question whether a credential is made now or exists already. Its key is the credential's id.
pub(in crate::init) fn making(need: &Need) -> Question {
    let have = if need.spec.guided { "I make it on its page, or have one" } else { "I have one" };
    let choices = [("make", format!("make it now\n{}", need.spec.making)), ("have", have.to_owned())];
    Question {
        key: need.id.clone(),
        prompt: format!("{}: make it, or is there one?", need.spec.title),
        about: need.spec.cost.clone(),
        explain: vec![
            "Made now, it gets the callback address and the permissions that the portal needs, and no more.".into(),
            "One that is there already is looked at in the same way, and what it lacks or has too much is told.".into(),
        ],
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label }).into()),
        default: Some("make".into()),
        ways: vec![format!("--create {}", need.id)],
        who: Who::WhoRuns,
        ..Question::default()
    }
}

/// Tells what a person has to do by hand, and opens the page.
fn show_hand_work(credential: &Credential<'_>, desk: &mut Desk<'_, '_, '_>) {
    let Credential { need, provider, wanted, .. } = credential;
    let edges = &mut *desk.edges;
    let guided = need.spec.make == Make::ByHand || need.spec.guided;
    if !guided || !edges.answers.can_answer_again() {
        return;
    }
    let Creation::ByHand { open, copy, steps } = provider.creation(wanted) else { return };
    if let Some(page) = open {
        let said = if edges.browser.open(&page) { "opening" } else { "open" };
        edges.report.line(&format!("{said} {page}"));
    }
    copy.iter().for_each(|(label, value)| edges.report.line(&format!("{label}\n  {value}")));
    steps.iter().for_each(|step| edges.report.line(step));
}

/// Asks for the parts of a credential; for `only` these, when they were refused.
pub(super) fn enter(
    credential: &mut Credential<'_>,
    desk: &mut Desk<'_, '_, '_>,
    only: Option<&BTreeSet<String>>,
    refused: Option<&str>,
) -> Result<Entered> {
    let is_asked = |(field, _): &(&String, &Variable)| only.is_none_or(|only| only.contains(field.as_str()));
    let mut parts: Vec<_> = credential.need.spec.fields.iter().filter(is_asked).collect();
    // Whose it is comes before what nobody may see.
    parts.sort_by_key(|(_, variable)| desk.plan.is_secret(variable));
    let mut given = Fields::default();
    // What is known without being asked is put before whoever goes back to it, or going back would lead nowhere.
    let mut gone_back = BTreeSet::new();
    let mut at = 0;
    let mut refused = refused.map(str::to_owned);
    while let Some((field, variable)) = parts.get(at) {
        let before = credential.fields.get(field);
        let question = match only {
            None => offering(desk.plan.question(variable), given.get(field), before),
            // What was refused is never offered.
            Some(_) => offering(Question { default: None, ..desk.plan.question(variable) }, given.get(field), None),
        };
        let once_more = gone_back.contains(&at) && desk.edges.answers.knows(&question);
        let why = refused.take().or_else(|| only.map(|_| "what was given was refused".to_owned()));
        let why = why.or_else(|| once_more.then(|| ASKED_ONCE_MORE.to_owned()));
        let typed = is_typed(desk.edges, &question, why.as_deref());
        let value = match ask(desk.edges, &question, why.as_deref())? {
            Reply::Answer(value) => value,
            Reply::Back if at == 0 => return Ok(Entered::Back),
            Reply::Back => {
                at -= 1;
                gone_back.insert(at);
                continue;
            }
            Reply::None => return Err(Missing::of(vec![question]).into()),
        };
        let unfit = desk.plan.too_short(variable, &value).or_else(|| desk.plan.unlike(variable, &value));
        let unfit = unfit.or_else(|| unwritable(desk.plan, desk.edges, variable, &value));
        refused = match unfit.filter(|_| typed) {
            _ if value.is_empty() && given.get(field).is_some() => None,
            _ if value.is_empty() => Some(format!("`{variable}` is empty")),
            Some(unfit) => Some(unfit),
            None => {
                if typed {
                    desk.keep(variable, &value)?;
                }
                given.set(*field, value);
                None
            }
        };
        at += usize::from(refused.is_none());
    }
    for (field, value) in given.iter() {
        credential.fields.set(field, value.clone());
    }
    Ok(Entered::All)
}

/// The question for a part. What was given a moment ago is offered, or else what was there before; of a secret, that enter leaves it.
fn offering(question: Question, given: Option<&Secret>, before: Option<&Secret>) -> Question {
    match (&question.form, given) {
        (Form::Text, _) => {
            let known = given.or(before).map(|value| value.expose().to_owned());
            Question { default: known.or(question.default), ..question }
        }
        (_, Some(_)) => {
            let about = format!("{}; enter keeps what was given", question.about);
            Question { about, default: Some(String::new()), ..question }
        }
        (_, None) => question,
    }
}
