//! What becomes of a credential that was refused: its provider may still come round, and a person decides what is tried next. What the
//! refusal is about is asked again, and nothing else.

use std::collections::BTreeSet;

use anyhow::Result;

use super::super::settle::{self, Settled};
use super::super::unanswered::{self, Then};
use super::super::{Writing, ask, settings};
use super::credential::{Credential, Desk, Life};
use super::obtain::{self, Entered};
use super::prove;
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::credential::{Fields, Variable};
use crate::plan::Plan;
use crate::proof::{Proof, Verdict};

/// Waits where waiting helps, and asks a person what now. Where nobody is there, it stays refused.
pub(super) async fn again(credential: &mut Credential<'_>, proof: Proof, desk: &mut Desk<'_, '_, '_>) -> Result<Life> {
    if credential.was_made(desk.edges) && !credential.waited {
        return prove::until_mended(credential, proof, desk).await;
    }
    let blamed = Blamed::of(credential, &proof, desk);
    let settings = settings::can_ask_again(desk.plan, credential.need, desk.answers);
    let question = what_now(&proof, &blamed.named(credential, desk.plan), settings, desk.options.writing);
    match ask(desk.edges, &question, None)? {
        Reply::Answer(choice) if choice.expose() == "give" => give(credential, proof, blamed, desk).await,
        Reply::Answer(choice) if choice.expose() == "again" => Ok(Life::Got),
        Reply::Answer(choice) if choice.expose() == "settings" => settled(credential, proof, desk).await,
        Reply::Answer(choice) if choice.expose() == "keep" => Ok(Life::Ended(proof)),
        Reply::None => Ok(Life::Ended(proof)),
        Reply::Answer(choice) if choice.expose() == "other" => {
            // Nothing of what was refused is offered once more.
            credential.fields = Fields::default();
            Ok(Life::Wanted(Some("the values before were refused")))
        }
        Reply::Answer(_) | Reply::Back => Ok(Life::Wanted(Some("the values before were refused"))),
    }
}

/// Asks a person how to go on without an answer; where nobody is there, nothing is known of the credential.
pub(super) async fn unanswered(
    credential: &mut Credential<'_>,
    proof: Proof,
    desk: &mut Desk<'_, '_, '_>,
) -> Result<Life> {
    let (plan, need) = (desk.plan, credential.need);
    Ok(match unanswered::then(plan, plan.part(need), desk.options, (desk.edges, desk.answers))? {
        Some(Then::Again) => Life::Got,
        Some(Then::Settings) => settled(credential, proof, desk).await?,
        Some(Then::Back) => Life::Wanted(Some("nobody answered who knows what was given")),
        Some(Then::Unproven) => Life::Ended(Proof::default()),
        Some(Then::Stop) | None => Life::Ended(proof),
    })
}

/// Asks for the settings once more. A credential goes nowhere where they are refused, untold or not agreed to.
async fn settled(credential: &mut Credential<'_>, proof: Proof, desk: &mut Desk<'_, '_, '_>) -> Result<Life> {
    let (plan, need) = (desk.plan, credential.need);
    let settled = settle::again(plan, need, desk.options, (desk.edges, desk.answers), None).await?;
    credential.wanted = desk.wanted(need)?;
    Ok(match settled {
        Settled::Done | Settled::Back => Life::Got,
        Settled::Refused | Settled::Untold | Settled::Declined => Life::Ended(proof),
    })
}

/// What a refusal is about, as far as a person can say it otherwise.
struct Blamed {
    /// Parts of the credential, by the provider's word.
    parts: BTreeSet<String>,
    /// Variables of the settings.
    settings: BTreeSet<Variable>,
}

impl Blamed {
    fn of(credential: &Credential<'_>, proof: &Proof, desk: &Desk<'_, '_, '_>) -> Self {
        let (plan, blames) = (desk.plan, proof.blames());
        let settings = settings::blamed(plan, plan.part(credential.need), proof, desk.answers);
        let fields = credential.need.spec.fields.keys();
        Self { parts: fields.filter(|field| blames.contains(field.as_str())).cloned().collect(), settings }
    }

    /// As a person knows them, by the words of their questions, in the order in which these come.
    fn named(&self, credential: &Credential<'_>, plan: &Plan) -> Vec<String> {
        let parts = self.parts.iter().filter_map(|field| credential.need.spec.fields.get(field));
        self.settings.iter().chain(parts).map(|variable| plan.question(variable).prompt).collect()
    }
}

/// Asks once more for what was refused. Whoever goes back keeps what was there.
async fn give(
    credential: &mut Credential<'_>,
    proof: Proof,
    blamed: Blamed,
    desk: &mut Desk<'_, '_, '_>,
) -> Result<Life> {
    if !blamed.settings.is_empty() {
        let (plan, need, options) = (desk.plan, credential.need, &mut *desk.options);
        let only = Some(&blamed.settings);
        if settle::again(plan, need, options, (desk.edges, desk.answers), only).await? != Settled::Done {
            return Ok(Life::Refused(proof));
        }
        credential.wanted = desk.wanted(need)?;
    }
    if !blamed.parts.is_empty() && obtain::enter(credential, desk, Some(&blamed.parts), None)? == Entered::Back {
        return Ok(Life::Refused(proof));
    }
    Ok(Life::Got)
}

fn what_now(proof: &Proof, blamed: &[String], settings: bool, writing: Writing) -> Question {
    let mut choices = Vec::new();
    if !blamed.is_empty() {
        let it = if blamed.len() == 1 { "give it again" } else { "give them again" };
        let named = blamed.iter().map(|prompt| prompt.trim_end_matches('?')).collect::<Vec<_>>().join(", ");
        choices.push(("give", format!("{it}\n{named}")));
    }
    choices.push(("again", "look again\nafter you fixed it there".to_owned()));
    choices.push(("other", "give another credential\nall of it, from the start".to_owned()));
    if settings {
        choices.push(("settings", "change what was asked before\nwhere it is, and what is read from it".to_owned()));
    }
    if proof.verdict() == Verdict::Insufficient {
        let keep = "go on with it as it is\nthe files will be written; the portal will not get all it needs";
        choices.push(("keep", keep.to_owned()));
    }
    let choice = |(value, label): (&str, String)| Choice { value: value.into(), label };
    Question {
        key: "refused-credential".into(),
        prompt: "What now?".into(),
        about: "how to go on with a credential that was refused, or is not enough".into(),
        explain: vec![
            "What the provider said of it stands above. Fix it there and look again, or give what it rests on once more.".into(),
            format!("Nothing was written yet. Where ctrl-c stops here, {}.", writing.kept()),
        ],
        form: Form::Choice(choices.into_iter().map(choice).collect()),
        who: Who::WhoRuns,
        ..Question::default()
    }
}
