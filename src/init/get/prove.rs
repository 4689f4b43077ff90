//! Proves credentials: those that are there already side by side, a new one as soon as it is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::super::agree;
use super::super::settle::correct;
use super::super::{Edges, Options, Proofs, provider};
use crate::credential::Answers;
use crate::plan::{Need, Plan, fields_of, keep_fields};
use crate::proof::{Proof, Verdict};
use crate::providers::{Candidate, SECRET_ENDS, prove_all};

/// How long to wait before looking again whether a person did what a credential waits for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a provider's servers are given to tell each other of what was just made.
const SETTLES_WITHIN: Duration = Duration::from_secs(90);

/// Proves several credentials at once, so that the slowest one decides how long it takes.
pub(super) async fn side_by_side(
    plan: &Plan,
    ready: &[&Need],
    edges: &mut Edges<'_>,
    answers: &mut Answers,
) -> Result<Proofs> {
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    edges.report.heading("Prove");
    agree::tell(plan, ready, edges, answers)?;
    let asked: BTreeSet<_> = ready.iter().map(|need| plan.part(need).provider.title.as_str()).collect();
    edges.report.busy(&format!("asking {}", asked.into_iter().collect::<Vec<_>>().join(" and ")));
    let candidates: Vec<_> = ready.iter().map(|need| candidate(plan, need, edges, answers)).collect::<Result<_>>()?;
    let proofs = prove_all(&candidates).await;
    edges.report.idle();
    let mut kept = Vec::new();
    for (need, proof) in ready.iter().zip(proofs) {
        learn(plan, need, &proof, edges, answers)?;
        kept.push((need.id.clone(), proof));
    }
    Ok(kept)
}

/// Proves one credential and says what was learnt.
pub(super) async fn alone(plan: &Plan, need: &Need, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<Proof> {
    edges.report.busy(&format!("asking {}", plan.part(need).provider.title));
    let proof = prove(plan, need, edges, answers).await;
    edges.report.idle();
    let proof = proof?;
    learn(plan, need, &proof, edges, answers)?;
    Ok(proof)
}

/// What was made may wait for a person (an App that has to be installed) or for its provider's own servers: opens the page,
/// if there is one, and looks again until it works.
pub(super) async fn until_mended(
    plan: &Plan,
    need: &Need,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    mut proof: Proof,
) -> Result<Proof> {
    let (wanted, maker) = (plan.wanted(need, answers)?, provider(plan, need, edges)?);
    let started = Instant::now();
    let (mut opened, mut looked) = (None, false);
    while proof.refused() {
        let page = maker.mend_page(&wanted, &proof);
        let patience = match (&page, maker.may_settle(&proof)) {
            (Some(_), _) => options.patience,
            (None, true) => options.patience.min(SETTLES_WITHIN),
            (None, false) => break,
        };
        if looked && started.elapsed() >= patience {
            break;
        }
        if let Some(page) = page.filter(|page| opened.as_ref() != Some(page)) {
            let said = if edges.browser.open(&page) { "opening" } else { "open" };
            edges.report.line(&format!("{said} {page}"));
            opened = Some(page);
        }
        edges.report.busy(&format!("waiting for {} · `--resume` goes on later", plan.part(need).provider.title));
        if looked {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        proof = prove(plan, need, edges, answers).await?;
        looked = true;
    }
    edges.report.idle();
    if looked {
        learn(plan, need, &proof, edges, answers)?;
    }
    Ok(proof)
}

async fn prove(plan: &Plan, need: &Need, edges: &Edges<'_>, answers: &Answers) -> Result<Proof> {
    let mut proofs = prove_all(&[candidate(plan, need, edges, answers)?]).await;
    Ok(proofs.pop().unwrap_or_default())
}

fn candidate<'a>(plan: &Plan, need: &Need, edges: &Edges<'a>, answers: &Answers) -> Result<Candidate<'a>> {
    let (provider, mut wanted) = (provider(plan, need, edges)?, plan.wanted(need, answers)?);
    let made = edges.journal.created().into_iter().find(|made| made.credential == need.id);
    wanted.settings.extend(made.and_then(|made| made.ends).map(|day| (SECRET_ENDS.to_owned(), day)));
    Ok(Candidate { provider, wanted, fields: fields_of(need, answers) })
}

/// Takes over what was repaired, and tells.
fn learn(plan: &Plan, need: &Need, proof: &Proof, edges: &mut Edges<'_>, answers: &mut Answers) -> Result<()> {
    keep_fields(need, &proof.repaired, answers);
    correct(plan, plan.part(need), proof, answers);
    edges.report.proof(&need.spec.title, proof);
    if proof.verdict() == Verdict::Valid && edges.journal.state(&need.id).is_some() {
        edges.journal.record_proven(&need.id)?;
    }
    Ok(())
}
