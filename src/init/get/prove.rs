//! Proves credentials: those that are there already side by side, a new one as soon as it is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::super::next::CALLBACK;
use super::super::settle::correct;
use super::super::{Edges, Proving, agree};
use super::credential::{Credential, Desk, Life};
use crate::proof::{Proof, Step, Verdict};
use crate::providers::{Candidate, prove_all};

/// How long to wait before looking again whether a person did what a credential waits for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a provider's servers are given to tell each other of what was just made.
const SETTLES_WITHIN: Duration = Duration::from_secs(90);

/// Proves several credentials at once, so that the slowest one decides how long it takes.
pub(super) async fn side_by_side<'r>(
    mut there: Vec<Credential<'r>>,
    desk: &mut Desk<'_, 'r, '_>,
) -> Result<Vec<(Credential<'r>, Life)>> {
    if there.is_empty() || desk.options.proving == Proving::Skipped {
        return Ok(there.into_iter().map(|credential| (credential, Life::Ended(Proof::default()))).collect());
    }
    desk.edges.report.heading("Prove");
    let needs: Vec<_> = there.iter().map(|credential| credential.need).collect();
    agree::tell(desk.plan, &needs, desk.edges, desk.answers)?;
    let asked: BTreeSet<_> = there.iter().map(|credential| credential.provider_title(desk.plan)).collect();
    desk.edges.report.busy(&format!("asking {}", asked.into_iter().collect::<Vec<_>>().join(" and ")));
    let candidates: Vec<_> = there.iter().map(candidate).collect();
    let proofs = prove_all(&candidates).await;
    desk.edges.report.idle();
    let mut lives = Vec::new();
    for (credential, proof) in there.iter_mut().zip(proofs) {
        lives.push(learn(credential, proof, desk)?);
    }
    Ok(there.into_iter().zip(lives).collect())
}

/// Proves one credential and says what was learnt.
pub(super) async fn prove(credential: &mut Credential<'_>, desk: &mut Desk<'_, '_, '_>) -> Result<Life> {
    if desk.options.proving == Proving::Skipped {
        return Ok(Life::Ended(Proof::default()));
    }
    desk.edges.report.busy(&format!("asking {}", credential.provider_title(desk.plan)));
    let proof = asked(credential).await;
    desk.edges.report.idle();
    learn(credential, proof, desk)
}

/// What was made may wait for a person (an App that has to be installed) or for its provider's own servers: opens the page,
/// if there is one, and looks again until it works.
pub(super) async fn until_mended(
    credential: &mut Credential<'_>,
    mut proof: Proof,
    desk: &mut Desk<'_, '_, '_>,
) -> Result<Life> {
    credential.waited = true;
    let started = Instant::now();
    let (mut opened, mut looked) = (None, false);
    while proof.refused() {
        let page = credential.provider.mend_page(&credential.wanted, &proof);
        let patience = match (&page, credential.provider.may_settle(&proof)) {
            (Some(_), _) => desk.options.patience,
            (None, true) => desk.options.patience.min(SETTLES_WITHIN),
            (None, false) => break,
        };
        if looked && started.elapsed() >= patience {
            break;
        }
        let edges = &mut *desk.edges;
        if let Some(page) = page.filter(|page| opened.as_ref() != Some(page)) {
            let said = if edges.browser.open(&page) { "opening" } else { "open" };
            edges.report.line(&format!("{said} {page}"));
            opened = Some(page);
        }
        let title = credential.provider_title(desk.plan);
        edges.report.busy(&format!("waiting for {title} · `--resume` goes on later"));
        if looked {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        proof = asked(credential).await;
        looked = true;
    }
    desk.edges.report.idle();
    if looked { learn(credential, proof, desk) } else { Ok(Life::Refused(proof)) }
}

async fn asked(credential: &Credential<'_>) -> Proof {
    prove_all(&[candidate(credential)]).await.pop().unwrap_or_default()
}

/// Which callback something has, this program knows of what it made, whatever its provider does not tell.
fn is_known_here(credential: &Credential<'_>, proof: &mut Proof, edges: &Edges<'_>) {
    let Some(callback) = credential.made_with(edges).filter(|made| credential.wanted.callback.as_ref() == Some(made))
    else {
        return;
    };
    let untold = |step: &&mut Step| step.name == CALLBACK && step.verdict == Verdict::Unknown && !step.no_answer;
    if let Some(step) = proof.steps.iter_mut().find(untold) {
        *step = Step::valid(CALLBACK, format!("`{callback}` was registered when it was made here"));
    }
}

fn candidate<'c>(credential: &Credential<'c>) -> Candidate<'c> {
    let Credential { provider, wanted, fields, .. } = credential;
    Candidate { provider: *provider, wanted: wanted.clone(), fields: fields.clone() }
}

/// Takes over what was repaired, and tells.
fn learn(credential: &mut Credential<'_>, mut proof: Proof, desk: &mut Desk<'_, '_, '_>) -> Result<Life> {
    let need = credential.need;
    is_known_here(credential, &mut proof, desk.edges);
    for (field, value) in proof.repaired.iter() {
        credential.fields.set(field, value.clone());
    }
    if !proof.settings.is_empty() {
        correct(desk.plan, desk.plan.part(need), &proof, desk.answers);
        credential.wanted = desk.wanted(credential.need)?;
    }
    desk.edges.report.proof(&need.spec.title, &proof);
    if proof.verdict() == Verdict::Valid && desk.edges.journal.state(&need.id).is_some() {
        desk.edges.journal.record_proven(&need.id)?;
    }
    Ok(match proof {
        proof if proof.refused() => Life::Refused(proof),
        proof if proof.no_answer() => Life::Unanswered(proof),
        proof => Life::Ended(proof),
    })
}
