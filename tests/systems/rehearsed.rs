//! Against the sandbox, which plays every row by its samples.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use devportal_auth::contract::system::System;
use devportal_auth::proof::Verdict;
use devportal_auth::sandbox::Trouble;
use devportal_auth::sandbox::systems::Systems;
use url::Url;

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
        sandbox.mood(system).set(Some(Trouble::Silent));
        let silent = prove(system, &wanted, &fields).await;
        assert!(silent.no_answer(), "{id}\n{}", said(&silent));
        sandbox.mood(system).set(Some(Trouble::Elsewhere));
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

/// A good answer to a registry that may be open to anybody is compared with what nobody gets. Here that second answer never comes.
#[tokio::test]
async fn a_good_answer_with_nothing_to_compare_it_with_is_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut head) = (stream.unwrap(), [0; 4096]);
            let read = stream.read(&mut head).unwrap_or(0);
            let with = String::from_utf8_lossy(&head[..read]).to_ascii_lowercase().contains("\r\nauthorization:");
            if with {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").unwrap();
            }
        }
    });
    let system = all().iter().find(|system| system.name == "oci-registry").unwrap();
    let (id, spec) = system.credentials.first().unwrap();
    let proof = prove(system, &wanted(system, id, &at), &fields(system, spec)).await;
    assert_eq!((proof.verdict(), proof.no_answer()), (Verdict::Unknown, true), "{}", said(&proof));
}
