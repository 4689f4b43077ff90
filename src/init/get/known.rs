//! Credentials that the folder has already, and that work: a person may want another in the place of one, before it expires or because it
//! was seen by somebody.

use anyhow::Result;

use super::super::ask;
use super::credential::{Credential, Desk, Life};
use crate::answers::{Choice, Form, Question, Reply, Who};

/// Asks whether all of them stay. The one that shall not is wanted then, and what is there of it stays until the files are written.
///
/// # Errors
/// When the person cannot be asked.
pub(super) fn another(there: &mut [(Credential<'_>, Life)], desk: &mut Desk<'_, '_, '_>) -> Result<()> {
    if !desk.edges.answers.can_answer_again() {
        return Ok(());
    }
    let known: Vec<_> = there.iter().filter(|(credential, life)| is_known(credential, life, desk)).collect();
    if known.is_empty() {
        return Ok(());
    }
    let question = question(&known);
    if let Reply::Answer(id) = ask(desk.edges, &question, None)?
        && let Some((_, life)) = there.iter_mut().find(|(credential, _)| credential.need.id == id.expose())
    {
        *life = Life::Wanted(None);
    }
    Ok(())
}

/// Tells whether an earlier run left it, and nobody gave it with this one or with one that was interrupted.
fn is_known(credential: &Credential<'_>, life: &Life, desk: &Desk<'_, '_, '_>) -> bool {
    let held = desk.edges.journal.holds().map(|pending| pending.kept).unwrap_or_default();
    let made = desk.edges.journal.state(&credential.need.id).is_some();
    let now = |variable| {
        let question = Question { who: Who::WhoRuns, ..desk.plan.question(variable) };
        desk.edges.answers.knows(&question) || held.contains(variable)
    };
    let mut secrets = credential.need.spec.fields.values().filter(|variable| desk.plan.is_secret(variable)).peekable();
    matches!(life, Life::Ended(_)) && !made && secrets.peek().is_some() && !secrets.any(now)
}

fn question(known: &[&(Credential<'_>, Life)]) -> Question {
    let keep = if known.len() == 1 { "keep it" } else { "keep them" };
    let keep = Choice { value: "keep".into(), label: format!("{keep}\nnothing of it is asked again") };
    let others = known.iter().map(|(credential, _)| Choice {
        value: credential.need.id.clone(),
        label: format!(
            "another {}\nthe one that is there stays until the files are written",
            credential.need.spec.title
        ),
    });
    Question {
        key: "known-credential".into(),
        prompt: "Keep what the folder has, or give another?".into(),
        about: "what an earlier run left stands above".into(),
        explain: vec![
            "A credential is changed before it expires, and at once when it was seen by somebody.".into(),
            "Take the old one back at its provider when the portal runs with the new one.".into(),
        ],
        form: Form::Choice(std::iter::once(keep).chain(others).collect()),
        default: Some("keep".into()),
        default_unasked: true,
        who: Who::Person,
        alone: true,
        ..Question::default()
    }
}
