//! Takes credentials to their providers: all at once, within a time for all of it. What is lacking a part is not taken anywhere.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::Credential;
use crate::proof::{Proof, Step, Verdict};
use crate::providers::{Candidate, Provider, Wanted, prove_all};
use crate::secrecy::{self, Known};

/// Steps about where people are sent back to, and when a client's secret ends. Few providers tell; that says nothing about whether
/// the credential works.
const BESIDE: [&str; 2] = ["callback", "secret"];
/// Parts that may be shown.
const PLAIN: [&str; 4] = ["app-id", "client-id", "dn", "tenant"];

/// What came of one credential.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The credential.
    pub credential: Credential,
    /// What was learnt. It holds no secret.
    pub proof: Proof,
}

impl Outcome {
    /// The worst verdict, apart from what few providers tell.
    pub fn verdict(&self) -> Verdict {
        self.counting().map(|step| step.verdict).max().unwrap_or(Verdict::Unknown)
    }

    /// The steps that count.
    pub fn counting(&self) -> impl Iterator<Item = &Step> {
        self.proof.steps.iter().filter(|step| !is_untold_beside(step))
    }

    /// Tells whether its provider gave any answer.
    fn is_reached(&self) -> bool {
        self.proof.steps.iter().any(|step| step.verdict != Verdict::Unknown)
    }
}

fn is_untold_beside(step: &Step) -> bool {
    BESIDE.contains(&step.name.as_str()) && step.verdict == Verdict::Unknown
}

/// Tells whether the run ends without knowing what it should: something is unknown and everything is required, or nothing that was
/// tried could be reached.
pub fn untold(outcomes: &[Outcome], all_required: bool) -> bool {
    let unknown = outcomes.iter().any(|outcome| outcome.verdict() == Verdict::Unknown);
    let mut tried = outcomes.iter().filter(|outcome| outcome.credential.is_tried()).peekable();
    let none_reached = tried.peek().is_some() && !tried.any(Outcome::is_reached);
    (unknown && all_required) || none_reached
}

/// Proves all credentials side by side. What is not done when the time is up is unknown.
pub async fn prove(credentials: Vec<Credential>, providers: &[Box<dyn Provider>], budget: Duration) -> Vec<Outcome> {
    // What a server gives back is shortened where it is read, so that its search for secrets has to know them by then.
    let secrets = credentials.iter().flat_map(|credential| credential.fields.iter());
    secrets.filter(|(field, _)| !PLAIN.contains(field)).for_each(|(_, secret)| secrecy::learn(secret));
    let proofs = join_all(credentials.iter().map(|credential| one(credential, providers, budget))).await;
    credentials.into_iter().zip(proofs).map(|(credential, proof)| Outcome { credential, proof }).collect()
}

async fn one(credential: &Credential, providers: &[Box<dyn Provider>], budget: Duration) -> Proof {
    if let Some(why) = &credential.held_back {
        return Proof::of(why.clone());
    }
    let started = Instant::now();
    let mut proof = match tokio::time::timeout(budget, taken(credential, providers)).await {
        Ok(proof) => proof,
        Err(_) => {
            let says = format!("no answer within the time ({} s)", budget.as_secs());
            Proof::of(Step::unknown("time", says).hint("is the way there slow? `--budget` gives more"))
        }
    };
    proof.steps.extend(credential.besides.iter().cloned());
    proof.took = started.elapsed();
    without_secrets(credential, proof)
}

async fn taken(credential: &Credential, providers: &[Box<dyn Provider>]) -> Proof {
    let (id, wanted) = way(credential, providers).await;
    let Some(provider) = providers.iter().find(|provider| provider.id() == id) else { return Proof::default() };
    let candidates: Vec<_> = wanted
        .iter()
        .map(|wanted| Candidate { provider: &**provider, wanted: wanted.clone(), fields: credential.fields.clone() })
        .collect();
    let proofs = prove_all(&candidates).await;
    if credential.one_is_enough {
        return proofs.into_iter().min_by_key(Proof::verdict).unwrap_or_default();
    }
    let mut all = Proof::default();
    for step in proofs.into_iter().flat_map(|proof| proof.steps) {
        if !all.steps.contains(&step) {
            all.push(step);
        }
    }
    all
}

/// The provider that knows the credential best, as far as the server shows what it is.
async fn way(credential: &Credential, providers: &[Box<dyn Provider>]) -> (&'static str, Vec<Wanted>) {
    if let Some((id, wanted)) = &credential.rather
        && let Some(provider) = providers.iter().find(|provider| provider.id() == *id)
    {
        let seen = provider.look(wanted, &credential.fields).await;
        if seen.steps.iter().any(|step| step.name == "realm" && step.verdict == Verdict::Valid) {
            return (id, vec![wanted.clone()]);
        }
    }
    (credential.provider, credential.wanted.clone())
}

/// Providers say no secret; should one ever do, it is not passed on.
fn without_secrets(credential: &Credential, mut proof: Proof) -> Proof {
    let mut known = Known::default();
    let secrets = credential.fields.iter().filter(|(field, _)| !PLAIN.contains(field));
    secrets.for_each(|(_, value)| known.learn(value.expose()));
    for step in &mut proof.steps {
        step.says = known.conceal(&step.says);
        step.hint = step.hint.take().map(|hint| known.conceal(&hint));
    }
    proof
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{Fields, Secret};

    fn outcome(steps: Vec<Step>, held_back: bool) -> Outcome {
        let credential = Credential {
            title: "token".to_owned(),
            provider: "github",
            rather: None,
            places: Vec::new(),
            wanted: Vec::new(),
            one_is_enough: false,
            fields: [("token", Secret::new("CANARY-1"))].into_iter().collect::<Fields>(),
            named: Vec::new(),
            kept_by: None,
            held_back: held_back.then(|| Step::unknown("parts", "lacking")),
            besides: Vec::new(),
        };
        Outcome { credential, proof: Proof { steps, ..Proof::default() } }
    }

    #[test]
    fn a_callback_that_nobody_tells_does_not_make_a_client_unknown() {
        let callback = || Step::unknown("callback", "not told");
        assert_eq!(outcome(vec![Step::valid("client", "fits"), callback()], false).verdict(), Verdict::Valid);
        assert_eq!(outcome(vec![callback()], false).verdict(), Verdict::Unknown);
        let wrong = outcome(vec![Step::insufficient("callback", "another one")], false);
        assert_eq!(wrong.verdict(), Verdict::Insufficient);
    }

    #[test]
    fn not_reaching_anything_is_told_and_lacking_parts_only_where_all_is_required() {
        let (known, unknown) = (|| vec![Step::valid("token", "works")], || vec![Step::unknown("token", "no way")]);
        assert!(untold(&[outcome(unknown(), false)], false));
        assert!(!untold(&[outcome(unknown(), false), outcome(known(), false)], false));
        assert!(untold(&[outcome(unknown(), false), outcome(known(), false)], true));
        assert!(!untold(&[outcome(unknown(), true)], false) && untold(&[outcome(unknown(), true)], true));
        assert!(!untold(&[], true));
    }

    #[test]
    fn a_secret_in_what_a_provider_says_is_not_passed_on() {
        let outcome = outcome(vec![Step::invalid("token", "`CANARY-1` is refused").hint("CANARY-1")], false);
        let clean = without_secrets(&outcome.credential, outcome.proof);
        assert!(!format!("{:?}", clean.steps).contains("CANARY"), "{:?}", clean.steps);
    }
}
