//! The provider's plain settings (which organisation, which realm), looked at before any credential exists, and once more where
//! only a credential shows that they are wrong.

use std::collections::BTreeSet;

use anyhow::Result;
use url::Url;

use super::agree::{self, Consent};
use super::choose::From;
use super::settings::{Asked, Asking, ask_settings};
use super::unanswered::{self, Then};
use super::{Edges, Options, Proving, provider};
use crate::credential::{Answers, Purpose, Secret, Variable};
use crate::plan::{BASE_URL, Need, Part, Plan, fields_of, is_loopback, show};
use crate::proof::Proof;

/// What came of asking for the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The provider knows them, or could not be asked.
    Done,
    /// The provider does not know them, and nobody is there to say it again.
    Refused,
    /// Nobody answered, and the person stops here.
    Untold,
    /// The person does not want its servers to be asked.
    Declined,
    /// The person wants the choices again.
    Back,
}

/// Asks for the settings of each provider and looks at them, until the providers know them. No server is asked that nobody
/// agreed to. Whoever comes back begins with what was asked last.
pub(super) async fn settle(
    plan: &Plan,
    options: &mut Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    mut from: From,
) -> Result<Settled> {
    if options.proving == Proving::Live && !edges.answers.can_answer_again() {
        agreed_at_once(plan, edges, answers)?;
    }
    let mut at = if from == From::End { plan.parts.len().saturating_sub(1) } else { 0 };
    while let Some(part) = plan.parts.get(at) {
        match one(plan, part, options, (edges, answers), (Asking::First, from)).await? {
            Settled::Done => (at, from) = (at + 1, From::Start),
            Settled::Back if at > 0 => (at, from) = (at - 1, From::End),
            ended => return Ok(ended),
        }
    }
    Ok(Settled::Done)
}

/// Where nobody will say more, all servers are known before the first one is asked: either all are agreed to, or nothing is sent.
fn agreed_at_once(plan: &Plan, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    for part in &plan.parts {
        take_over_address(plan, part, answers);
        ask_settings(plan, part, edges, answers, (&Asking::First, From::Start, None))?;
    }
    agree::about(plan, &plan.parts, edges, answers).map(drop)
}

/// Asks a person for the settings of one provider once more, after a credential did not do because of them: for all of them, or for
/// those alone that were refused.
pub(super) async fn again(
    plan: &Plan,
    need: &Need,
    options: &mut Options,
    (edges, answers): (&mut Edges<'_>, &mut Answers),
    refused: Option<&BTreeSet<Variable>>,
) -> Result<Settled> {
    let asking = refused.cloned().map_or(Asking::Again, Asking::Refused);
    let before = answers.clone();
    let settled = one(plan, plan.part(need), options, (edges, answers), (asking, From::Start)).await?;
    // The run goes on with the credential then, and with what is known for it.
    if settled != Settled::Done {
        *answers = before;
    }
    Ok(settled)
}

async fn one(
    plan: &Plan,
    part: &Part,
    options: &mut Options,
    (edges, answers): (&mut Edges<'_>, &mut Answers),
    (mut asking, mut from): (Asking, From),
) -> Result<Settled> {
    let (mut refused, mut told) = (None, None);
    take_over_address(plan, part, answers);
    loop {
        if ask_settings(plan, part, edges, answers, (&asking, from, refused))? == Asked::Back {
            return Ok(Settled::Back);
        }
        from = From::Start;
        let url = plan.address(part, answers)?.url;
        if told.as_ref() != Some(&url) {
            tell_plain(plan, part, &url, edges);
        }
        told = Some(url);
        if options.proving == Proving::Skipped {
            return Ok(Settled::Done);
        }
        let consent = agree::about(plan, std::slice::from_ref(part), edges, answers)?;
        match consent {
            Consent::Given => {}
            Consent::Declined => return Ok(Settled::Declined),
            Consent::Back => {
                (asking, from, refused) = (Asking::First, From::End, None);
                continue;
            }
        }
        let proof = look(plan, part, edges, answers).await?;
        correct(plan, part, &proof, answers);
        if !proof.steps.is_empty() {
            edges.report.proof(&part.provider.title, &proof);
        }
        if proof.no_answer()
            && let Some(then) = unanswered::then(plan, part, options, (edges, answers))?
        {
            refused = None;
            asking = match then {
                Then::Again => Asking::Nothing,
                Then::Settings => Asking::Again,
                Then::Back => return Ok(Settled::Back),
                Then::Unproven => return Ok(Settled::Done),
                Then::Stop => return Ok(Settled::Untold),
            };
            continue;
        }
        if !proof.refused() {
            return Ok(agree::elsewhere(part, &proof, edges)?.settled());
        }
        if !edges.answers.can_answer_again() {
            return Ok(Settled::Refused);
        }
        asking = Asking::after(plan, part, &proof, answers);
        if let Asking::Refused(refused) = &asking {
            forget(plan, refused, answers);
        }
        refused = Some("see above; give it again");
    }
}

/// Forgets what was refused: whoever goes back and comes again is not offered it, but what is usual.
fn forget(plan: &Plan, refused: &BTreeSet<Variable>, answers: &mut Answers) {
    for variable in refused {
        let usual = plan.question(variable).default;
        if answers.get(variable).is_some_and(|value| Some(value.expose()) != usual.as_deref()) {
            answers.remove(variable);
        }
    }
}

/// Says of an address without TLS what can be read on the way there; on this machine there is no way.
fn tell_plain(plan: &Plan, part: &Part, url: &Url, edges: &mut Edges<'_>) {
    let sends = plan.needs.iter().any(|need| plan.part(need).contract.name == part.contract.name);
    if url.scheme() == "http" && sends && !is_loopback(url) {
        let says = format!("{} is not encrypted: tokens and secrets that go there can be read on the way", show(url));
        let secure = show(url).replacen("http", "https", 1);
        edges.report.problem(&says, Some(&format!("if it is served over https, say so: {secure}")));
    }
}

/// An address that was given by a flag or a file is the setting's value, too.
fn take_over_address(plan: &Plan, part: &Part, answers: &mut Answers) {
    let placed = plan.choices.addresses.get(&part.provider.provider);
    if let (Some(placed), Some(variable)) = (placed, part.contract.settings.get(BASE_URL)) {
        answers.insert(variable.clone(), Secret::new(show(&placed.url)));
    }
}

async fn look(plan: &Plan, part: &Part, edges: &mut Edges<'_>, answers: &Answers) -> Result<Proof> {
    let mut own = plan.needs.iter().filter(|need| plan.part(need).contract.name == part.contract.name);
    let reader = own.clone().find(|need| need.purposes.contains(&Purpose::OrgData));
    let Some(need) = reader.or_else(|| own.next()) else { return Ok(Proof::default()) };
    let wanted = plan.wanted(need, answers)?;
    edges.report.busy(&format!("looking at {}", part.provider.title));
    let proof = provider(plan, need, edges)?.look(&wanted, &fields_of(need, answers)).await;
    edges.report.idle();
    Ok(proof)
}

/// Takes over what the provider knows better (an address without `/auth`, an organisation's own spelling).
pub(super) fn correct(plan: &Plan, part: &Part, proof: &Proof, answers: &mut Answers) {
    // What a stand-in says of its own address is not the real one's.
    let played = plan.stand_in(part).is_some();
    for (field, value) in proof.settings.iter().filter(|(field, _)| !played || *field != BASE_URL) {
        // Nothing is left of a name that was a secret.
        if value.is_empty() {
            continue;
        }
        if let Some(variable) = part.contract.settings.get(field) {
            answers.insert(variable.clone(), Secret::new(value));
        }
    }
}
