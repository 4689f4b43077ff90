//! The first part of a run: which profile, where the portal is, what it is for, which credential serves what.

mod advise;
mod draft;
mod questions;
mod spoken;

use std::collections::BTreeMap;

use anyhow::Result;

use self::advise::{HELP, advise};
pub(super) use self::draft::Draft;
pub(super) use self::questions::{FIRST, purposes};
pub use self::questions::{WITHOUT_SIGN_IN, also_key};
use super::{Edges, Missing, Unfit, ask, is_typed, kept};
use crate::answers::file::Target;
use crate::answers::{Question, Reply};
use crate::credential::Secret;
use crate::plan::{Plan, show};

/// Where asking begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// With the first question.
    Start,
    /// With the last one, because the person came back.
    End,
    /// Behind the last one, because the person came back to what follows on them.
    Past,
}

/// Asks until a plan can be made in which everything has its place that an interrupted run holds.
pub(super) fn choose(draft: &mut Draft, from: From, edges: &mut Edges<'_>) -> Result<Plan> {
    let mut at = match from {
        From::Start => 0,
        From::End => before(&draft.questions(), draft.questions().len(), edges),
        From::Past => draft.questions().len(),
    };
    let mut refused: Option<String> = None;
    let mut chosen = BTreeMap::new();
    while let Some(question) = draft.questions().into_iter().nth(at) {
        if question.quiet && !edges.answers.knows(&question) {
            draft.keep(&question)?;
            at += 1;
            continue;
        }
        let typed = is_typed(edges, &question, refused.as_deref());
        match ask(edges, &question, refused.as_deref())? {
            Reply::Back => {
                at = before(&draft.questions(), at, edges);
                refused = None;
            }
            Reply::None => return Err(Missing::of(vec![question]).with_unset(edges.answers.unset()).into()),
            Reply::Answer(value) if is_cry_for_help(&question, value.expose()) && edges.answers.can_answer_again() => {
                let advice = advise(edges)?;
                advice.into_iter().flat_map(|advice| advice.answers()).for_each(|(key, value)| draft.offer(key, value));
            }
            Reply::Answer(value) => match draft.take(&question.key, value.expose()) {
                Ok(()) => {
                    tell_odd_address(draft, &question, edges);
                    note(&question, &value, typed, edges)?;
                    chosen.insert(question.key, value);
                    at = draft.after(at);
                    refused = None;
                }
                // What an interrupted run was answered may be none with what is chosen now, and nobody says it here.
                Err(_) if question.quiet && was_chosen(&question, &value, edges) => at += 1,
                Err(error) if edges.answers.can_answer_again() => refused = Some(format!("{error:#}")),
                Err(error) => return Err(Unfit::of(&question.key, &error).into()),
            },
        }
    }
    let plan = draft.plan().map_err(|error| Unfit::together(&error))?;
    if from != From::Start {
        kept::let_go(&plan, edges)?;
    }
    kept::has_its_place(&plan, edges)?;
    for (key, value) in &chosen {
        edges.journal.record_choice(key, value.expose())?;
    }
    Ok(plan)
}

/// Says of an address that was just given what is odd about it.
fn tell_odd_address(draft: &Draft, question: &Question, edges: &mut Edges<'_>) {
    if let Some(odd) = draft.odd_address(&question.key) {
        let back = if edges.answers.can_answer_again() { ", or go back" } else { "" };
        edges.report.problem(&odd.says, Some(&format!("{}{back}", odd.hint)));
    }
}

/// Notes a choice in the journal. Over what an interrupted run holds, it counts when all of them are known to fit.
fn note(question: &Question, value: &Secret, typed: bool, edges: &mut Edges<'_>) -> Result<()> {
    if typed {
        edges.journal.note_typed(&question.key);
    }
    if edges.journal.holds().is_none_or(|pending| !pending.is_held()) {
        edges.journal.record_choice(&question.key, value.expose())?;
    }
    Ok(())
}

/// Tells whether an interrupted run was given this answer.
fn was_chosen(question: &Question, value: &Secret, edges: &Edges<'_>) -> bool {
    edges.journal.choices().get(&question.key).is_some_and(|before| before == value.expose())
}

/// Tells whether a person wants to be helped with what stands first, the one question that has such a row.
fn is_cry_for_help(question: &Question, said: &str) -> bool {
    question.key == questions::FIRST && said == HELP
}

/// The question before this one that a person answers; what was given by flags or files is not asked again.
pub(super) fn before(questions: &[Question], at: usize, edges: &Edges<'_>) -> usize {
    let asked =
        |index: &usize| questions.get(*index).is_some_and(|question| !question.quiet && !edges.answers.knows(question));
    (0..at).rev().find(asked).unwrap_or_else(|| at.min(questions.len().saturating_sub(1)))
}

/// Says in a line what was decided.
pub(super) fn summary(plan: &Plan) -> String {
    let beside: Vec<_> = plan.parts[1..].iter().map(|part| part.provider.title.as_str()).collect();
    let beside = if beside.is_empty() { String::new() } else { format!(" with {}", beside.join(" and ")) };
    let provider = &plan.main().provider.title;
    let portal = match &plan.choices.hub {
        Some(hub) => format!("Red Hat Developer Hub {}", hub.release()),
        None => "plain Backstage".to_owned(),
    };
    let main = match (plan.choices.target, plan.profile(), plan.presets().join(",")) {
        (Target::V1, Some(profile), _) => format!("profile {profile}"),
        (Target::V1, None, _) => format!("{provider}, no profile"),
        (Target::V2, _, presets) if presets.is_empty() => format!("{provider}, no preset"),
        (Target::V2, _, presets) => format!("presets {presets}"),
        (Target::Backstage, ..) => format!("{provider}, on {portal}"),
    };
    format!("{main}{beside}, {}, {}", show(&plan.choices.portal), plan.choices.stage.id())
}
