//! Against the sandbox, which plays every row by its samples.

use devportal_auth::contract::system::System;
use devportal_auth::proof::Verdict;
use devportal_auth::sandbox::Trouble;
use devportal_auth::sandbox::systems::Systems;

use super::{all, fields, prove, said, wanted, wrong};

/// Every credential of every row.
fn credentials() -> impl Iterator<Item = (&'static System, &'static String)> {
    let here = |system: &'static System| system.credentials.iter().filter(|(_, spec)| spec.ambient.is_none());
    let asked = all().iter().filter(|system| !system.proof.is_empty());
    asked.flat_map(move |system| here(system).map(move |(id, _)| (system, id)))
}

#[tokio::test]
async fn a_good_credential_is_proven_and_another_one_is_refused() {
    let sandbox = Systems::start().unwrap();
    for (system, id) in credentials() {
        let (spec, at) = (&system.credentials[id], sandbox.url(system).unwrap());
        let wanted = wanted(system, id, &at);
        let good = prove(system, &wanted, &fields(system, spec)).await;
        assert_eq!(good.verdict(), Verdict::Valid, "{id}\n{}", said(&good));
        let refused = prove(system, &wanted, &wrong(system, spec)).await;
        assert!(refused.refused(), "{id}\n{}", said(&refused));
        assert!(!refused.blames().is_empty(), "{id}: nobody is asked again\n{}", said(&refused));
        assert!(!said(&refused).contains("canary"), "{id} shows what it was given");
    }
    assert_eq!(sandbox.unexpected(), Vec::<String>::new());
}

#[tokio::test]
async fn what_does_not_answer_is_unknown_and_what_is_something_else_is_about_the_address() {
    let sandbox = Systems::start().unwrap();
    for (system, id) in credentials() {
        let wanted = wanted(system, id, &sandbox.url(system).unwrap());
        let fields = fields(system, &system.credentials[id]);
        sandbox.mood().set(Some(Trouble::Silent));
        let silent = prove(system, &wanted, &fields).await;
        assert!(silent.no_answer(), "{id}\n{}", said(&silent));
        sandbox.mood().set(Some(Trouble::Elsewhere));
        let elsewhere = prove(system, &wanted, &fields).await;
        assert!(elsewhere.refused(), "{id}\n{}", said(&elsewhere));
    }
}

#[tokio::test]
async fn what_stands_in_front_of_the_portal_is_asked_nothing_and_says_what_keeps_it_closed() {
    let sandbox = Systems::start().unwrap();
    for system in all() {
        let Some(front) = system.signs_in.as_ref().and_then(|signs_in| signs_in.front.as_ref()) else { continue };
        let (id, spec) = system.credentials.first().unwrap();
        let proof = prove(system, &wanted(system, id, &sandbox.url(system).unwrap()), &fields(system, spec)).await;
        assert_eq!(proof.verdict(), Verdict::Unknown, "{id}");
        assert!(proof.steps.iter().any(|step| step.hint.as_ref() == Some(&front.hint)), "{id}\n{}", said(&proof));
    }
    assert_eq!(sandbox.unexpected(), Vec::<String>::new());
}
