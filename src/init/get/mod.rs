//! Gets each credential (found, made, or entered) and proves it at once. What is there already is proven side by side.

mod again;
mod credential;
mod gather;
mod known;
mod make;
mod obtain;
mod prove;
mod rescue;

use anyhow::Result;

pub(super) use self::credential::{Credential, Proven};
pub(super) use self::gather::{complete, gather};
pub use self::make::NotMade;
pub(super) use self::obtain::making;

use self::credential::{Desk, Life};
use super::{Edges, Options};
use crate::contract::Make;
use crate::credential::Answers;
use crate::journal::State;
use crate::plan::{Need, Plan};
use crate::proof::{Proof, Verdict};

/// How getting the credentials ended.
pub(super) enum Gotten<'r> {
    /// Each has come to its end.
    All(Vec<Proven<'r>>),
    /// The person wants what was asked before them.
    Back,
}

/// Gets and proves every credential of the plan. Whoever goes back from one comes to the one that they were asked for before it.
pub(super) async fn all<'r, 'e: 'r>(
    plan: &'r Plan,
    options: &mut Options,
    edges: &mut Edges<'e>,
    answers: &mut Answers,
) -> Result<Gotten<'r>> {
    gather::generate(plan, answers)?;
    let desk = &mut Desk { plan, options, edges, answers };
    let there: Vec<_> = plan.needs.iter().filter(|need| at_hand(need, desk.edges, desk.answers)).collect();
    let there = there.into_iter().map(|need| desk.take_up(need)).collect::<Result<_>>()?;
    let mut there = prove::side_by_side(there, desk).await?;
    known::another(&mut there, desk)?;
    let mut ended: Vec<Option<Proven>> = plan.needs.iter().map(|_| None).collect();
    let mut entered = Vec::new();
    let mut at = 0;
    while let Some(need) = plan.needs.get(at) {
        if ended[at].is_some() {
            at += 1;
            continue;
        }
        let known = there.iter().position(|(credential, _)| credential.need.id == need.id).map(|at| there.remove(at));
        let (credential, life) = match known {
            Some((credential, Life::Refused(proof))) if shall_be_made_after_all(need, &proof, desk.edges) => {
                (credential, Life::Wanted(None))
            }
            Some(known) => known,
            None => (desk.take_up(need)?, Life::Wanted(None)),
        };
        let someone = desk.edges.answers.can_answer_again();
        if matches!(life, Life::Wanted(_)) || (someone && matches!(life, Life::Refused(_))) {
            let heading = format!("Get  {} of {} · {}", at + 1, plan.needs.len(), need.spec.title);
            desk.edges.report.heading(&heading);
            entered.push(at);
        }
        ended[at] = to_its_end(credential, life, desk).await?;
        if ended[at].is_none() {
            entered.pop();
            let Some(before) = entered.pop() else { return Ok(Gotten::Back) };
            ended[before] = None;
            at = before;
        }
    }
    Ok(Gotten::All(ended.into_iter().flatten().collect()))
}

/// Stays with a credential until it works or the engineer moves on; gives nothing when they went back.
async fn to_its_end<'r>(
    mut credential: Credential<'r>,
    mut life: Life,
    desk: &mut Desk<'_, '_, '_>,
) -> Result<Option<Proven<'r>>> {
    loop {
        life = match life {
            Life::Wanted(refused) => obtain::obtain(&mut credential, refused, desk).await?,
            Life::Got => prove::prove(&mut credential, desk).await?,
            Life::Unanswered(proof) => again::unanswered(&mut credential, proof, desk).await?,
            Life::Refused(proof) => again::again(&mut credential, proof, desk).await?,
            Life::Ended(proof) => {
                desk.give_back(&credential);
                return Ok(Some(Proven { credential, proof }));
            }
            Life::Left => return Ok(None),
        };
    }
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
