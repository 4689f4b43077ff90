//! Id and secret: a right pair, a wrong one, and servers that do not tell.

use devportal_auth::credential::{Fields, Secret};
use devportal_auth::proof::{Proof, Verdict};
use devportal_auth::providers::{Provider, Wanted};
use serde_json::json;

use crate::fake::{Fake, SECRET, WRONG, bare, by_form, by_header, client, error, oidc, page, told};

/// A client with nothing to come back to, so that only id and secret are asked about.
async fn prove(fake: &Fake) -> Proof {
    let portal = fake.wanted().callback.unwrap();
    oidc().prove(&Wanted { callback: None, portal, ..fake.wanted() }, &client()).await
}

#[tokio::test]
async fn a_secret_is_proven_by_a_wrong_one_that_is_refused() {
    for (right, wrong) in [
        (error(400, "invalid_grant"), error(401, "invalid_client")),
        (error(400, "invalid_grant"), error(401, "unauthorized_client")),
        (error(400, "invalid_request"), error(400, "invalid_client")),
    ] {
        let mut fake = Fake::described(json!({}));
        fake.once(by_header(SECRET), right);
        fake.once(by_header(WRONG), wrong);
        let proof = prove(&fake).await;
        assert_eq!(told(&proof), "Valid client: id `portal:1` and the secret belong together | -");
    }
}

#[tokio::test]
async fn a_wrong_pair_is_refused_in_every_way_that_the_server_takes_secrets() {
    for code in ["invalid_client", "unauthorized_client"] {
        let mut fake = Fake::described(json!({}));
        let more = u64::from(code == "unauthorized_client");
        fake.once(by_header(SECRET), error(401, code));
        fake.once(by_form(SECRET), error(401, code));
        if more > 0 {
            fake.once(by_header(WRONG), error(401, code));
            fake.once(by_form(WRONG), error(401, code));
        }
        let proof = prove(&fake).await;
        assert!(told(&proof).starts_with("Invalid client: the server refuses id `portal:1` with"), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_client_that_shows_its_secret_in_the_form_is_proven_so_and_the_portal_must_be_told() {
    let mut fake = Fake::described(json!({}));
    fake.once(by_header(SECRET), error(401, "invalid_client"));
    fake.once(by_form(SECRET), error(400, "invalid_grant"));
    fake.once(by_form(WRONG), error(401, "invalid_client"));
    let proof = prove(&fake).await;
    assert_eq!(proof.verdict(), Verdict::Valid);
    assert!(told(&proof).contains("Valid ! client authentication: `portal:1` shows its secret by"), "{}", told(&proof));
    assert_eq!(proof.settings["token-endpoint-auth-method"], "client_secret_post");

    let mut fake = Fake::described(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }));
    fake.once(by_form(SECRET), error(400, "invalid_grant"));
    fake.once(by_form(WRONG), error(401, "invalid_client"));
    let proof = prove(&fake).await;
    assert_eq!(proof.settings["token-endpoint-auth-method"], "client_secret_post");
}

#[tokio::test]
async fn a_server_that_takes_any_secret_proves_none() {
    let mut fake = Fake::described(json!({}));
    fake.once(by_header(SECRET), error(400, "invalid_grant"));
    fake.once(by_header(WRONG), error(400, "invalid_grant"));
    let proof = prove(&fake).await;
    assert_eq!(proof.verdict(), Verdict::Unknown);
    assert!(told(&proof).contains("takes any secret for `portal:1`"), "{}", told(&proof));
    assert!(told(&proof).contains("is it a public client?"), "{}", told(&proof));
}

#[tokio::test]
async fn a_right_client_without_the_code_flow_is_not_enough() {
    let mut fake = Fake::described(json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic"] }));
    fake.once(by_header(SECRET), error(400, "unauthorized_client"));
    fake.once(by_header(WRONG), error(401, "invalid_client"));
    let proof = prove(&fake).await;
    assert!(told(&proof).starts_with("Insufficient client: `portal:1` may not use the code flow"), "{}", told(&proof));
}

#[tokio::test]
async fn answers_that_tell_neither_are_unknown() {
    for (answer, words) in [
        (page(500, "no"), "status 500"),
        (error(429, "slow_down"), "status 429"),
        (page(401, "no"), "status 401"),
        (bare(302).with("location", "/login?CANARY"), "status 302"),
    ] {
        let mut fake = Fake::described(json!({}));
        fake.once(by_header(SECRET), answer);
        let proof = prove(&fake).await;
        assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn no_secret_goes_to_a_server_that_calls_itself_another_or_has_no_safe_endpoint() {
    for changes in
        [json!({ "issuer": "https://other.acme.dev" }), json!({ "token_endpoint": "http://sso.acme.dev/token" })]
    {
        let fake = Fake::described(changes);
        let proof = prove(&fake).await;
        assert_eq!(proof.verdict(), Verdict::Insufficient, "{}", told(&proof));
    }
}

#[tokio::test]
async fn no_secret_is_tried_where_secrets_are_taken_in_no_known_way() {
    let fake = Fake::described(json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }));
    let proof = prove(&fake).await;
    assert!(told(&proof).starts_with("Unknown client authentication: "), "{}", told(&proof));
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_minutes_is_told() {
    let mut fake = Fake::described(json!({}));
    let late = error(400, "invalid_grant").with("date", "Thu, 01 Jan 2026 00:00:00 GMT");
    fake.once(by_header(SECRET), late);
    fake.once(by_header(WRONG), error(401, "invalid_client"));
    let proof = prove(&fake).await;
    assert_eq!(proof.verdict(), Verdict::Valid);
    assert!(told(&proof).contains("Valid ! clock: this machine's clock is"), "{}", told(&proof));
}

#[tokio::test]
async fn a_credential_without_a_secret_is_told_before_anything_is_asked() {
    let fake = Fake::start();
    let fields: Fields = [("client-id", Secret::new("portal"))].into_iter().collect();
    let proof = oidc().prove(&fake.wanted(), &fields).await;
    assert_eq!(told(&proof), "Invalid client: there is no `client-secret` to prove | -");
}
