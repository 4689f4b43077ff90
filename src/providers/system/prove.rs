//! Goes through a row's requests until one is refused.

use super::{judge, send};
use crate::contract::system::{Ask, FormOf, System, SystemCredential};
use crate::credential::Fields;
use crate::proof::{Aspect, Proof, Step, Verdict};
use crate::providers::Wanted;
use crate::providers::http::{Http, date};

/// Proves a credential.
pub(super) async fn prove(system: &'static System, http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let Some((id, spec)) = system.credential(&wanted.credential).or_else(|| system.credential_of(fields)) else {
        return Proof::of(Step::unknown("parts", "which credential this is cannot be told from its parts"));
    };
    if let Some(form) = wrong_form(spec, fields) {
        return Proof::of(Step::invalid(secret(system), form.says.as_str()).hint(form.hint.as_str()));
    }
    let Some(headers) = send::headers(spec, wanted, fields) else {
        return Proof::of(Step::invalid(secret(system), "it holds characters that no header takes"));
    };
    let mut proof = Proof::default();
    let can_be_asked = |ask: &&Ask| ask.is_of(id) && ask.settings().all(|word| wanted.setting(word).is_some());
    for ask in system.proof.iter().filter(can_be_asked) {
        let answer = match send::send(http, wanted, ask, Some(&headers)).await {
            Ok(answer) => answer,
            Err(unreachable) => {
                proof.push(unreachable.step(Aspect::new(&ask.looks_at, ask.rests_on)));
                return proof;
            }
        };
        let mut step = judge::step(system, ask, &answer);
        if ask.unless_open && step.verdict == Verdict::Valid && is_open(system, http, wanted, ask).await {
            step = judge::open(system, ask);
        }
        let valid = step.verdict == Verdict::Valid;
        proof.push(step);
        proof.steps.extend(judge::end(ask, &answer, date::now()).filter(|_| valid));
        if proof.refused() {
            break;
        }
    }
    if proof.steps.is_empty() {
        let says = format!("what {} is asked for is not named, so nothing was asked", system.title);
        proof.push(Step::unknown("settings", says));
    }
    proof
}

/// Tells whether nobody at all gets an answer that is just as good.
async fn is_open(system: &System, http: &Http, wanted: &Wanted, ask: &Ask) -> bool {
    let anonymous = send::send(http, wanted, ask, None).await;
    anonymous.is_ok_and(|answer| judge::step(system, ask, &answer).verdict == Verdict::Valid)
}

/// What needs no server to be refused.
fn wrong_form<'s>(spec: &'s SystemCredential, fields: &Fields) -> Option<&'s FormOf> {
    let parts = || spec.fields.keys().filter_map(|field| fields.text(field));
    spec.forms.iter().find(|form| parts().any(|part| part.starts_with(&form.starts)))
}

/// What a refusal of the whole credential is about.
fn secret(system: &'static System) -> Aspect<'static> {
    system.proof.first().map_or_else(|| Aspect::from("token"), |ask| Aspect::new(&ask.looks_at, ask.rests_on))
}
