//! Every provider's client, against a server that goes on and on: each of their requests has an end of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;
use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::azure_devops::AzureDevOps;
use devportal_auth::providers::entra::Entra;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::gitlab::GitLab;
use devportal_auth::providers::http::Http;
use devportal_auth::providers::keycloak::Keycloak;
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::providers::oidc::Oidc;
use devportal_auth::providers::{Provider, Wanted};
use url::Url;

use crate::answers::going_on;
use crate::servers::impatient;

const SETTINGS: [(&str, &str); 7] = [
    ("organization", "acme"),
    ("group", "acme"),
    ("realm", "acme"),
    ("tenant", "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31"),
    ("users-base", "dc=acme"),
    ("groups-base", "dc=acme"),
    ("tls", "plain"),
];

fn wanted(kind: CredentialKind, url: &str) -> Wanted {
    let url = Url::parse(url).unwrap();
    let mut settings: BTreeMap<_, _> = SETTINGS.map(|(field, value)| (field.to_owned(), value.to_owned())).into();
    settings.insert("base-url".to_owned(), url.to_string());
    Wanted {
        credential: String::new(),
        kind,
        purposes: BTreeSet::from([Purpose::Integration]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("https://portal.acme.test").unwrap(),
        callback: None,
        settings,
        scopes: BTreeMap::new(),
        permissions: BTreeMap::new(),
        name: "devportal".to_owned(),
    }
}

fn fields() -> Fields {
    let client = ("client-id", "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31");
    let account = ("dn", "cn=reader,dc=acme");
    let others = ["token", "client-secret", "password"].map(|field| (field, "CANARY-of-nobody"));
    let parts = others.into_iter().chain([client, account]);
    parts.map(|(field, value)| (field.to_owned(), Secret::new(value))).collect()
}

#[test]
fn no_provider_is_held_up_by_a_server_that_says_to_go_on_for_ever() {
    type Make = fn(Http) -> Box<dyn Provider>;
    let providers: [(Make, CredentialKind, &str); 7] = [
        (|http| Box::new(GitHub::new(http)), CredentialKind::AccessToken, "http"),
        (|http| Box::new(GitLab::new(http)), CredentialKind::AccessToken, "http"),
        (|http| Box::new(AzureDevOps::new(http)), CredentialKind::AccessToken, "http"),
        (|http| Box::new(Keycloak::new(http)), CredentialKind::OauthClient, "http"),
        (|http| Box::new(Entra::new(http)), CredentialKind::OauthClient, "http"),
        (|http| Box::new(Oidc::new(http)), CredentialKind::OauthClient, "http"),
        (|http| Box::new(Ldap::new(http)), CredentialKind::BindAccount, "ldap"),
    ];
    const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    for (make, kind, scheme) in providers {
        let url = format!("{scheme}://127.0.0.1:{}", going_on(CONTINUE, CONTINUE, Duration::from_millis(1)));
        let (tell, told) = mpsc::channel();
        // On a thread of its own: what hangs may hang the clock as well.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let provider = make(Http::new(impatient()).unwrap());
            let id = provider.id();
            let proof = runtime.block_on(provider.prove(&wanted(kind, &url), &fields()));
            tell.send((id, proof.steps))
        });
        let (id, steps) = told.recv_timeout(Duration::from_secs(60)).expect("it ends");
        let untold = |step: &devportal_auth::proof::Step| step.verdict == Verdict::Unknown;
        assert!(steps.iter().any(untold) && !steps.is_empty(), "{id}: {steps:?}");
    }
}
