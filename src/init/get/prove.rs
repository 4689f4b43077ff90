//! Proves credentials: those that are there already side by side, a new one as soon as it is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::super::settle::correct;
use super::super::{Edges, Options, Proofs, provider};
use crate::credential::Answers;
use crate::plan::{Need, Plan, fields_of, keep_fields};
use crate::proof::{Proof, Verdict};
use crate::providers::{Candidate, prove_all};

/// How long to wait before looking again whether a person did what a credential waits for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

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

/// What was made may wait for a person (an App that has to be installed): opens the page and looks again until it works.
pub(super) async fn until_mended(
    plan: &Plan,
    need: &Need,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &mut Answers,
    mut proof: Proof,
) -> Result<Proof> {
    let wanted = plan.wanted(need, answers)?;
    let Some(page) = provider(plan, need, edges)?.mend_page(&wanted, &proof) else { return Ok(proof) };
    let said = if edges.browser.open(&page) { "opening" } else { "open" };
    edges.report.line(&format!("{said} {page}"));
    let deadline = Instant::now() + options.patience;
    loop {
        edges.report.busy(&format!("waiting for {} · `--resume` goes on later", plan.part(need).provider.title));
        proof = prove(plan, need, edges, answers).await?;
        if !proof.refused() || Instant::now() >= deadline {
            break;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    edges.report.idle();
    learn(plan, need, &proof, edges, answers)?;
    Ok(proof)
}

async fn prove(plan: &Plan, need: &Need, edges: &Edges<'_>, answers: &Answers) -> Result<Proof> {
    let mut proofs = prove_all(&[candidate(plan, need, edges, answers)?]).await;
    Ok(proofs.pop().unwrap_or_default())
}

fn candidate<'a>(plan: &Plan, need: &Need, edges: &Edges<'a>, answers: &Answers) -> Result<Candidate<'a>> {
    let (provider, wanted) = (provider(plan, need, edges)?, plan.wanted(need, answers)?);
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
