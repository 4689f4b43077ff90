//! Clients: a right pair, a wrong one, and answers that tell neither.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devportal_auth::credential::CredentialKind;
use devportal_auth::proof::Verdict;
use devportal_auth::providers::{Provider, Wanted};
use serde_json::json;

use crate::fake::{Answer, CALLBACK, Fake, Route, answer, bare, by_client, fields, github, refusal, text, told};

const ID: &str = "Ov23liABCDEFGHIJKLMN";
const SECRET: &str = "CANARY-client-secret";

fn authorization() -> String {
    format!("Basic {}", STANDARD.encode(format!("{ID}:{SECRET}")))
}

/// The question about a token that nobody has.
fn asks() -> Route {
    by_client("POST", &format!("/applications/{ID}/token"), &authorization())
        .json(json!({ "access_token": "gho_000000000000000000000000000000000000" }))
}

fn counts() -> Route {
    by_client("GET", "/rate_limit", &authorization())
}

fn limit(limit: u64) -> Answer {
    answer(200, json!({ "resources": { "core": { "limit": limit, "remaining": limit } } }))
}

fn wanted(fake: &Fake) -> Wanted {
    Wanted { kind: CredentialKind::OauthClient, ..fake.wanted() }
}

async fn proven(fake: Fake) -> String {
    let proof = github().prove(&wanted(&fake), &fields(&[("client-id", ID), ("client-secret", SECRET)])).await;
    told(&proof).replace(&fake.base(), "")
}

#[tokio::test]
async fn a_pair_that_github_takes_is_proven_and_the_callback_is_left_to_a_person() {
    for first in [refusal(404, "Not Found"), refusal(422, "Validation Failed")] {
        let mut fake = Fake::start();
        fake.once(asks(), first);
        fake.once(counts(), limit(5_000));
        assert_eq!(
            proven(fake).await,
            format!(
                "Valid client: id `{ID}` and the secret belong together | -\n\
                 Unknown callback: GitHub does not tell the callback address | `Authorization callback URL` must be \
                 `{CALLBACK}`, see /organizations/acme/settings/applications"
            )
        );
    }
}

#[tokio::test]
async fn a_server_without_limits_says_so_to_a_client_that_it_takes() {
    let mut fake = Fake::start();
    fake.once(asks(), refusal(404, "Not Found"));
    fake.once(counts(), refusal(404, "Rate limiting is not enabled."));
    assert!(proven(fake).await.starts_with("Valid client: "));
}

#[tokio::test]
async fn a_wrong_pair_is_refused_whichever_operation_tells() {
    let says = format!("Invalid client: id `{ID}` and the secret do not belong together | compare the id");
    let mut fake = Fake::start();
    fake.once(asks(), refusal(401, "Bad credentials"));
    let told = proven(fake).await;
    assert!(told.starts_with(&says) && !told.contains("callback"), "{told}");

    let mut fake = Fake::start();
    fake.once(asks(), refusal(404, "Not Found"));
    fake.once(counts(), refusal(401, "Bad credentials"));
    let told = proven(fake).await;
    assert!(told.starts_with(&says), "{told}");
}

#[tokio::test]
async fn answers_that_tell_neither_are_unknown() {
    for (first, second, says) in [
        (refusal(404, "Not Found"), Some(limit(60)), "Unknown client: GitHub does not tell whether id and secret"),
        (refusal(404, "Not Found"), Some(answer(200, json!({}))), "Unknown client: GitHub does not tell whether"),
        (refusal(500, "no"), None, "Unknown client: GitHub is not well"),
        (refusal(403, "secondary rate limit"), None, "Unknown client: GitHub wants 60 s of rest"),
        (text(404, "CANARY"), None, "Unknown client: what answered with status 404"),
        (bare(302).with("location", "/login"), None, "Unknown client: what answered with"),
    ] {
        let mut fake = Fake::start();
        fake.once(asks(), first);
        if let Some(second) = second {
            fake.once(counts(), second);
        }
        let told = proven(fake).await;
        assert!(told.starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn values_in_the_wrong_place_are_said_and_never_sent() {
    let fake = Fake::start();
    for (id, secret, says) in [
        ("", SECRET, "Invalid client-id: there is no client id | copy `Client ID`"),
        ("998877", SECRET, "Invalid client-id: this is a number, as App ids are, not a client id"),
        (ID, "", "Invalid client-secret: there is no client secret | press `Generate a new client secret`"),
        (ID, ID, "Invalid client-secret: this is the client id once more"),
        (ID, "ghp_CANARY", "Invalid client-secret: this is a classic personal access token"),
    ] {
        let given = fields(&[("client-id", id), ("client-secret", secret)]);
        let told = told(&github().prove(&wanted(&fake), &given).await);
        assert!(told.starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn a_github_apps_client_works_and_is_pointed_out() {
    let id = "Iv1.0123456789abcdef";
    let authorization = format!("Basic {}", STANDARD.encode(format!("{id}:{SECRET}")));
    let mut fake = Fake::start();
    let asks = by_client("POST", &format!("/applications/{id}/token"), &authorization);
    fake.once(asks, refusal(404, "Not Found"));
    fake.once(by_client("GET", "/rate_limit", &authorization), limit(5_000));
    let given = fields(&[("client-id", &format!(" {id}\n")), ("client-secret", SECRET)]);
    let proof = github().prove(&wanted(&fake), &given).await;
    let told = told(&proof);
    assert!(told.starts_with("Valid ! client-id: this is a GitHub App's client id"), "{told}");
    assert_eq!((proof.verdict(), proof.refused()), (Verdict::Unknown, false));
    assert_eq!(proof.repaired.text("client-id"), Some(id));
}
