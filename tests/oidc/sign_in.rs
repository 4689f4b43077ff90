//! The redirect URI and the code flow, on servers that answer, servers that show pages, and servers that do not tell.

use devportal_auth::proof::{Proof, Verdict};
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{AUTHORIZE, CALLBACK, Fake, Route, bare, client, get, oidc, page, sent_back, told};

fn ready() -> Fake {
    let mut fake = Fake::described(json!({}));
    fake.takes_the_secret();
    fake
}

/// The question about one redirect URI.
fn asks(callback: &str) -> Route {
    get(AUTHORIZE).query("redirect_uri", callback)
}

async fn proven(fake: Fake) -> Proof {
    oidc().prove(&fake.wanted(), &client()).await
}

#[tokio::test]
async fn a_client_is_asked_about_as_the_portal_would_and_is_valid() {
    let mut fake = ready();
    let question = asks(CALLBACK)
        .query("client_id", "portal:1")
        .query("response_type", "code")
        .query("scope", "email openid profile")
        .query("prompt", "none")
        .query("code_challenge_method", "S256");
    fake.once(question, sent_back(CALLBACK, "error=login_required"));
    let proof = proven(fake).await;
    let expected = format!(
        "Valid client: id `portal:1` and the secret belong together | -\n\
         Valid callback: `{CALLBACK}` is registered | -\nValid code flow: people can sign in | -"
    );
    assert_eq!(told(&proof), expected);
}

#[tokio::test]
async fn a_server_with_plain_pkce_alone_is_asked_so() {
    let mut fake = Fake::described(json!({ "code_challenge_methods_supported": ["plain"] }));
    fake.takes_the_secret();
    let question = asks(CALLBACK).without_query("code_challenge_method");
    fake.once(question, sent_back(CALLBACK, "error=interaction_required"));
    assert_eq!(proven(fake).await.verdict(), Verdict::Valid);
}

#[tokio::test]
async fn what_comes_back_to_the_callback_is_told() {
    for (query, verdict, words) in [
        ("error=unauthorized_client", Verdict::Insufficient, "`portal:1` may not use the code flow"),
        ("error=unsupported_response_type", Verdict::Insufficient, "may not use the code flow"),
        ("error=invalid_scope", Verdict::Insufficient, "not given one of the scopes `email`, `openid`, `profile`"),
        (
            "error=invalid_request&error_description=code_challenge_method+CANARY",
            Verdict::Insufficient,
            "demands PKCE by another method",
        ),
        ("error=server_error", Verdict::Unknown, "not in the standard: `server_error`"),
        ("error=CANARY", Verdict::Unknown, "a reason that is not in the standard | -"),
    ] {
        let mut fake = ready();
        fake.once(asks(CALLBACK), sent_back(CALLBACK, query));
        let proof = proven(fake).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
        assert!(told(&proof).contains(&format!("Valid callback: `{CALLBACK}` is registered")), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_page_that_names_the_redirect_uri_refuses_it_and_a_near_miss_is_looked_for() {
    let mut fake = ready();
    fake.answers(4, get(AUTHORIZE), page(400, "invalid redirect_uri"));
    let proof = proven(fake).await;
    assert_eq!(proof.verdict(), Verdict::Insufficient);
    let words = format!("`{CALLBACK}` is not a redirect URI of `portal:1` | add `{CALLBACK}` under `Redirect URIs`");
    assert!(told(&proof).contains(&words), "{}", told(&proof));

    for words in ["redirect_uri", "Fehler"] {
        let mut fake = ready();
        let near = CALLBACK.replace("localhost", "127.0.0.1");
        fake.once(asks(&near), sent_back(&near, "error=login_required"));
        fake.answers(3, get(AUTHORIZE), page(400, words));
        let proof = proven(fake).await;
        let expected = format!("`{near}` is registered, but the portal sends `{CALLBACK}`");
        assert!(told(&proof).contains(&expected), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_refusal_that_names_nothing_is_unknown() {
    let mut fake = ready();
    fake.answers(4, get(AUTHORIZE), page(400, "Fehler"));
    let proof = proven(fake).await;
    assert_eq!(proof.verdict(), Verdict::Unknown);
    assert!(told(&proof).contains("status 400, which does not tell of the redirect URI"), "{}", told(&proof));
    assert!(told(&proof).contains(&format!("`{CALLBACK}` must stand under")), "{}", told(&proof));
}

#[tokio::test]
async fn a_page_for_a_person_is_held_against_the_one_for_an_address_that_nobody_registered() {
    let login = || bare(302).with("location", "/tenant/login?CANARY");
    for shown in [page(200, "sign in"), login()] {
        let mut fake = ready();
        fake.once(asks(CALLBACK), shown);
        fake.once(asks("https://nobody.invalid/callback"), page(400, "no"));
        let proof = proven(fake).await;
        assert_eq!((proof.verdict(), proof.refused()), (Verdict::Unknown, false));
        assert!(told(&proof).contains(&format!("Valid callback: `{CALLBACK}` is taken")), "{}", told(&proof));
    }
    let mut fake = ready();
    fake.answers(2, get(AUTHORIZE), page(200, "sign in"));
    let proof = proven(fake).await;
    assert!(told(&proof).contains("Unknown callback: the server answers with status 200"), "{}", told(&proof));
}

#[tokio::test]
async fn a_server_that_is_not_well_is_asked_no_more() {
    let mut fake = ready();
    fake.once(asks(CALLBACK), page(500, "redirect_uri"));
    let proof = proven(fake).await;
    assert_eq!(proof.verdict(), Verdict::Unknown);
    assert!(told(&proof).contains("status 500"), "{}", told(&proof));
}
