//! Goes through a row's requests until one is refused.

use http::header::DATE;

use super::answer::Answer;
use super::judge;
use super::send::{By, Call, Failure};
use crate::contract::system::{Ask, FormOf, System, SystemCredential};
use crate::credential::Fields;
use crate::proof::{Aspect, Proof, Step, Verdict};
use crate::providers::Wanted;
use crate::providers::http::{Http, date};
use crate::secrecy;

/// How many seconds a clock may be wrong before a signature is refused for that: AWS says five minutes, the others are more patient.
const CLOCK: i64 = 300;

/// The status of a refusal by who does not know the caller.
const UNKNOWN: u16 = 401;

/// Proves a credential.
pub(super) async fn prove(system: &'static System, http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let Some((id, spec)) = system.credential(&wanted.credential).or_else(|| system.credential_of(fields)) else {
        return Proof::of(Step::unknown("parts", "which credential this is cannot be told from its parts"));
    };
    if let Some(front) = system.signs_in.as_ref().and_then(|signs_in| signs_in.front.as_ref()) {
        let none = Step::valid("secret", "the portal holds none of it, and sends nothing there");
        let mut proof = Proof::of(none);
        proof.push(Step::unknown("proxy", front.says.as_str()).hint(front.hint.as_str()));
        return proof;
    }
    if let Some(ambient) = &spec.ambient {
        return Proof::of(Step::unknown("identity", ambient.says.as_str()).hint(ambient.hint.as_str()));
    }
    if let Some(form) = wrong_form(spec, fields) {
        return Proof::of(Step::invalid(secret(system), form.says.as_str()).hint(form.hint.as_str()));
    }
    let call = Call::new(system, http, wanted, (spec, fields));
    let own_end = spec.signed_token.as_deref().and_then(|part| secrecy::end_of(fields.text(part)?.trim()));
    let mut proof = Proof::default();
    match call.unpack() {
        Ok(repaired) => proof.repaired = repaired,
        Err(is) => return Proof::of(Step::invalid(secret(system), format!("it is not {is}"))),
    }
    for ask in system.proof.iter().filter(|ask| ask.is_of(id)) {
        if !call.can_ask(ask) {
            continue;
        }
        let aspect = || Aspect::new(&ask.looks_at, ask.rests_on);
        let answer = match call.send(ask, By::Credential).await {
            Ok(answer) => answer,
            Err(failure) => {
                proof.push(unsent(system, aspect(), failure));
                return proof;
            }
        };
        let mut step = judge::step(system, ask, &answer);
        if ask.unless_open && step.verdict == Verdict::Valid {
            step = compared(step, is_open(&call, ask).await, || judge::open(system, ask));
        }
        if ask.unless_any && step.verdict == Verdict::Valid {
            step = compared(step, takes_any(&call, ask).await, || judge::any(system, ask));
        }
        if let Some(ends) = own_end.filter(|ends| *ends < date::now() && answer.status == UNKNOWN) {
            step = judge::ended(step, ask, ends);
        }
        if let Some(wrong) = clock(&answer).filter(|_| is_timed(ask, spec) && step.verdict >= Verdict::Insufficient) {
            let says = format!("{} refused what was signed, and this machine's clock is {wrong}", system.title);
            step = Step::unknown(aspect(), says).hint("set the clock, and try again; signatures hold for minutes");
        }
        let valid = step.verdict == Verdict::Valid;
        proof.push(step);
        proof.steps.extend(judge::end(ask, &answer, date::now()).filter(|_| valid));
        call.keep(ask, &answer);
        if proof.refused() {
            break;
        }
    }
    if proof.steps.is_empty() {
        let says = format!("what {} is asked for is not named, so nothing was asked", system.title);
        proof.push(Step::unknown("settings", says));
    }
    proof
        .steps
        .extend(own_end.filter(|_| !proof.refused()).map(|ends| judge::own_end(ends, date::now()).without_asking()));
    proof
}

/// What came to nothing.
fn unsent(system: &System, aspect: Aspect<'_>, failure: Failure) -> Step {
    match failure {
        Failure::Unreachable(unreachable) => unreachable.step(aspect),
        Failure::Unfit => Step::invalid(aspect, "it holds characters that no header takes, or is no key to sign with")
            .hint("was it copied whole, and without quotes around it?"),
        Failure::NoHost => {
            Step::unknown("address", format!("{}'s host cannot be named by what was given", system.title))
        }
    }
}

/// Tells whether a request carries something that holds for minutes.
fn is_timed(ask: &Ask, spec: &SystemCredential) -> bool {
    let sends = ask.sends(spec);
    sends.signed.is_some() || sends.asserts.is_some()
}

/// How the clock is wrong, where it is wrong enough to spoil a signature (`8 minutes behind`).
fn clock(answer: &Answer) -> Option<String> {
    let ahead = date::seconds_ahead(answer.header(DATE.as_str())?)?;
    let which = if ahead > 0 { "ahead" } else { "behind" };
    (ahead.abs() > CLOCK).then(|| format!("{} {which}", date::minutes(ahead.abs())))
}

/// A good answer beside what somebody else got to the same question: it proves something only where that was a refusal.
fn compared(good: Step, as_good: Option<bool>, proves_nothing: impl FnOnce() -> Step) -> Step {
    match as_good {
        Some(false) => good,
        Some(true) => proves_nothing(),
        None => {
            let says = format!("{}, but whether somebody else gets the same answer could not be determined", good.says);
            Step { verdict: Verdict::Unknown, no_answer: true, says, ..good }
                .hint("try again, nothing came back the second time")
        }
    }
}

/// Tells whether nobody at all gets an answer that is just as good, where one came.
async fn is_open(call: &Call<'_>, ask: &Ask) -> Option<bool> {
    let anonymous = call.send(ask, By::Nobody).await.ok()?;
    Some(judge::step(call.system, ask, &anonymous).verdict == Verdict::Valid)
}

/// Tells whether another secret gets an answer that is just as good, or one that says nothing, where one came.
async fn takes_any(call: &Call<'_>, ask: &Ask) -> Option<bool> {
    let stranger = call.as_stranger().send(ask, By::Credential).await.ok()?;
    Some(judge::step(call.system, ask, &stranger).verdict != Verdict::Invalid)
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
