//! What becomes of a credential that was refused: its provider may still come round, and a person decides what is tried next.

use anyhow::Result;

use super::super::{ask, settle};
use super::credential::{Credential, Desk, Life};
use super::prove;
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::proof::{Proof, Verdict};

/// Waits where waiting helps, and asks a person what now. Where nobody is there, it stays refused.
pub(super) async fn again(credential: &mut Credential<'_>, proof: Proof, desk: &mut Desk<'_, '_, '_>) -> Result<Life> {
    if credential.was_made(desk.edges) && !credential.waited {
        return prove::until_mended(credential, proof, desk).await;
    }
    let settings = settle::can_ask_again(desk.plan, credential.need, desk.answers);
    match ask(desk.edges, &what_now(&proof, settings), None)? {
        Reply::Answer(choice) if choice.expose() == "again" => Ok(Life::Got),
        Reply::Answer(choice) if choice.expose() == "settings" => {
            settle::again(desk.plan, credential.need, desk.options, desk.edges, desk.answers).await?;
            credential.wanted = desk.wanted(credential.need)?;
            Ok(Life::Got)
        }
        Reply::Answer(choice) if choice.expose() == "keep" => Ok(Life::Ended(proof)),
        Reply::None => Ok(Life::Ended(proof)),
        Reply::Answer(_) | Reply::Back => Ok(Life::Wanted(Some("the values before were refused"))),
    }
}

fn what_now(proof: &Proof, settings: bool) -> Question {
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
