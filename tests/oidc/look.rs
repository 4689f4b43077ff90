//! Is the server there? Every address that people paste, and every description that a portal cannot use.

use std::collections::BTreeMap;

use devportal_auth::credential::Fields;
use devportal_auth::proof::{Directory, Proof, Sought, Verdict};
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{DESCRIPTION, Fake, bare, client, get, oidc, page, told, wanted};

async fn look(fake: &Fake) -> Proof {
    oidc().look(&fake.wanted(), &Fields::default()).await
}

#[tokio::test]
async fn a_server_with_everything_is_valid() {
    let fake = Fake::described(json!({}));
    let proof = look(&fake).await;
    let names: Vec<_> = proof.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["issuer", "endpoints", "signing", "client authentication", "scopes"]);
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert!(proof.settings.is_empty() && proof.steps.iter().all(|step| !step.attention), "{}", told(&proof));
}

#[tokio::test]
async fn the_issuer_is_kept_as_it_writes_itself() {
    for (written, calls_itself) in [("/", ""), ("", "/"), ("/.well-known/openid-configuration", "")] {
        let mut fake = Fake::start();
        let issuer = format!("{}{calls_itself}", fake.issuer());
        let description = fake.description(json!({ "issuer": issuer }));
        fake.once(get(DESCRIPTION), description);
        let mut wanted = fake.wanted();
        wanted.settings.insert("base-url".into(), format!("{}{written}", fake.issuer()));
        let proof = oidc().look(&wanted, &Fields::default()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        assert_eq!(proof.settings, BTreeMap::from([("base-url".into(), issuer)]));
    }
}

#[tokio::test]
async fn what_a_portal_cannot_do_without_is_insufficient_and_named() {
    for (changes, words) in [
        (
            json!({ "issuer": "https://other.acme.dev/tenant" }),
            "the server calls itself `https://other.acme.dev/tenant`",
        ),
        (json!({ "userinfo_endpoint": null }), "names no `userinfo_endpoint`"),
        (json!({ "jwks_uri": null }), "names no `jwks_uri`"),
        (json!({ "token_endpoint": "http://sso.acme.dev/token" }), "`token_endpoint` is not on https"),
    ] {
        let fake = Fake::described(changes);
        let proof = look(&fake).await;
        assert_eq!(proof.verdict(), Verdict::Insufficient);
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn what_a_portal_must_be_told_is_worth_a_look_and_refuses_nothing() {
    let nothing: [(&str, &str); 0] = [];
    for (changes, words, settings) in [
        (
            json!({ "id_token_signing_alg_values_supported": ["ES256"] }),
            "set `tokenSignedResponseAlg`",
            &[("token-signed-response-alg", "ES256")][..],
        ),
        (
            json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }),
            "set `tokenEndpointAuthMethod: client_secret_post`",
            &nothing,
        ),
        (json!({ "scopes_supported": ["openid"] }), "does not list `email`, `profile`", &nothing),
        (json!({ "response_types_supported": ["id_token"] }), "does not list the response type `code`", &nothing),
        (json!({ "revocation_endpoint": null }), "names no revocation endpoint", &nothing),
    ] {
        let fake = Fake::described(changes);
        let proof = look(&fake).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        let marked: Vec<_> = told(&proof).lines().filter(|line| line.contains(" ! ")).map(str::to_owned).collect();
        assert!(marked.len() == 1 && marked[0].contains(words), "{}", told(&proof));
        let settings = settings.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned()));
        assert_eq!(proof.settings, settings.collect());
    }
}

#[tokio::test]
async fn endpoints_on_other_hosts_are_named_before_they_are_asked() {
    let fake = Fake::described(json!({ "token_endpoint": "https://api.acme.dev/token" }));
    let proof = look(&fake).await;
    let told = told(&proof);
    assert!(
        told.contains("all there, on `127.0.0.1:") && told.contains("`, `api.acme.dev`; no other host is asked"),
        "{told}"
    );
}

#[tokio::test]
async fn what_answers_otherwise_is_told_by_what_it_is() {
    let moved = || bare(302).with("location", "https://gate.acme.dev/?token=CANARY");
    for (answer, verdict, words) in [
        (page(200, "welcome"), Verdict::Invalid, "is no description of an OpenID Connect server"),
        (page(404, "no"), Verdict::Invalid, "(status 404)"),
        (moved(), Verdict::Invalid, "on to `https://gate.acme.dev`, where the portal does not follow"),
        (page(403, "no"), Verdict::Unknown, "answered with status 403"),
        (page(500, "no"), Verdict::Unknown, "answered with status 500"),
    ] {
        let mut fake = Fake::start();
        fake.once(get(DESCRIPTION), answer);
        let proof = look(&fake).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unknown_and_no_address_is_told_at_once() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let proof = oidc().look(&wanted(&format!("http://127.0.0.1:{port}")), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));
    let mut nowhere = wanted("http://127.0.0.1:1");
    nowhere.settings.insert("base-url".into(), "login.acme.dev".into());
    let proof = oidc().look(&nowhere, &Fields::default()).await;
    assert!(told(&proof).starts_with("Invalid base-url: the issuer is not an http or https address"));
}

#[tokio::test]
async fn it_knows_no_people_and_makes_no_clients() {
    let (wanted, none) = (wanted("https://login.acme.dev"), Fields::default());
    let mut census = Directory::default();
    let error = oidc().directory(&wanted, &client(), &mut census).await.unwrap_err().to_string();
    assert!(error.starts_with("OpenID Connect brings no people into the catalog"), "{error}");
    assert!(oidc().create(&wanted, &none, &none).await.is_err());
    assert!(matches!(oidc().person(&wanted, &client(), "ada").await, Ok(Sought::Untold(_))));
}
