//! Every refusal of a client, told in its own words.

use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{
    Answer, CALLBACK, Fake, SAME, TOKEN, answer, bare, client, error, fields, forbidden, get, granted, keycloak,
    no_path, page, post, sign_in_only, told,
};

const AUTHORIZE: &str = "/realms/acme/protocol/openid-connect/auth";

fn sent_back(query: &str) -> Answer {
    bare(302).with("location", format!("{CALLBACK}?{query}&iss=http%3A%2F%2Fsso"))
}

/// Everything that reading people and groups asks for.
fn people(fake: &mut Fake, users: (Answer, Answer), groups: (Answer, Answer)) {
    for (kind, (first, all)) in [("users", users), ("groups", groups)] {
        let at = format!("/admin/realms/acme/{kind}");
        fake.once(get(&at).query("max", "1"), first);
        fake.once(get(&format!("{at}/count")), all);
    }
}

fn two_users() -> (Answer, Answer) {
    (answer(200, json!([{ "username": "ada" }])), answer(200, json!(2)))
}

fn three_groups() -> (Answer, Answer) {
    (answer(200, json!([{ "name": "platform" }])), answer(200, json!({ "count": 3 })))
}

fn ready() -> Answer {
    sent_back("error=login_required")
}

#[tokio::test]
async fn a_good_client_is_valid_for_sign_in_and_org_data() {
    let mut fake = Fake::start();
    fake.once(
        post(TOKEN).form("grant_type", "client_credentials"),
        granted(Some(&["view-users", "query-users", "query-groups"])),
    );
    let question = get(AUTHORIZE)
        .query("client_id", "portal")
        .query("redirect_uri", CALLBACK)
        .query("scope", "email openid profile")
        .query("prompt", "none")
        .without_query("code_challenge");
    fake.once(question, ready());
    people(&mut fake, two_users(), three_groups());
    let proof = keycloak().prove(&fake.wanted(), &client()).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    let names: Vec<_> = proof.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["client", "callback", "code flow", "roles", "people"]);
    assert!(told(&proof).contains("2 people and 3 groups can be read"), "{}", told(&proof));
}

#[tokio::test]
async fn refusals_that_leave_nothing_else_to_ask_are_told_in_their_own_words() {
    for (answer, words) in [
        (error(400, "invalid_client", "Bearer-only not allowed"), "Invalid client: `portal` is bearer-only"),
        (error(403, "access_denied", "Realm not enabled"), "Invalid realm: realm `acme` is disabled"),
        (answer(404, json!({ "error": "Realm does not exist" })), "has no realm `acme`"),
        (no_path(), "Invalid base-url: no Keycloak answers at"),
        (page(200, "CANARY"), "Invalid base-url: no Keycloak answers at"),
        (
            error(500, "unknown_error", "CANARY"),
            "Unknown client: Keycloak answered with status 500 and `unknown_error`",
        ),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), answer);
        let proof = keycloak().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.steps.len(), 1);
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn an_unknown_client_is_told_from_a_disabled_one_by_the_sign_in_page() {
    for (status, words, expected) in [
        (400, "Client not found.", "realm `acme` has no client `portal`"),
        (400, "Client disabled.", "`portal` is disabled"),
        (400, "Unbekannter Client", "has no client `portal`, or it is disabled"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), error(401, "invalid_client", SAME));
        fake.once(get(AUTHORIZE), page(status, words));
        let proof = keycloak().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), Verdict::Invalid);
        assert!(told(&proof).contains(expected), "{}", told(&proof));
    }
}

#[tokio::test]
async fn refusals_of_a_client_that_is_there_still_let_the_sign_in_be_proven() {
    for (answer, verdict, words) in [
        (error(401, "unauthorized_client", SAME), Verdict::Invalid, "the secret is not its own"),
        (
            error(401, "unauthorized_client", "Public client not allowed to retrieve service account"),
            Verdict::Insufficient,
            "`portal` is a public client",
        ),
        (error(401, "invalid_request", "User disabled"), Verdict::Invalid, "service account of `portal` has no user"),
        (
            error(401, "unauthorized_client", "Client not enabled to retrieve service account"),
            Verdict::Insufficient,
            "`portal` has no service account, so org data cannot be read",
        ),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), answer);
        fake.once(get(AUTHORIZE), ready());
        let proof = keycloak().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
        assert!(told(&proof).contains("people can sign in"), "{}", told(&proof));
    }
}

#[tokio::test]
async fn without_org_data_a_service_account_that_is_off_proves_the_secret() {
    let mut fake = Fake::start();
    let off = "Client not enabled to retrieve service account";
    fake.once(post(TOKEN), error(401, "unauthorized_client", off));
    fake.once(get(AUTHORIZE), ready());
    let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
}

#[tokio::test]
async fn what_the_sign_in_page_refuses_is_told() {
    for (answer, words) in [
        (sent_back("error=unauthorized_client&error_description=Standard+flow"), "may not use the code flow"),
        (sent_back("error=invalid_scope"), "is not given one of the scopes `email`, `openid`, `profile`"),
        (sent_back("error=temporarily_unavailable"), "status 302 and `temporarily_unavailable`"),
        (bare(500), "the sign-in page answered with status 500"),
        (bare(302).with("location", "https://other.dev/"), "answered with status 302"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), granted(Some(&[])));
        fake.once(get(AUTHORIZE), answer);
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        assert!(matches!(proof.verdict(), Verdict::Insufficient | Verdict::Unknown), "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn demanded_pkce_is_answered_as_the_portal_does() {
    let demanded = || sent_back("error=invalid_request&error_description=Missing+parameter%3A+code_challenge_method");
    let other = || sent_back("error=invalid_request&error_description=Invalid+parameter%3A+code+challenge+method");
    for (second, verdict, words) in [
        (ready(), Verdict::Valid, "demands PKCE (S256), which the portal sends"),
        (other(), Verdict::Insufficient, "demands PKCE by another method"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), granted(Some(&[])));
        fake.once(get(AUTHORIZE).without_query("code_challenge"), demanded());
        fake.once(get(AUTHORIZE).query("code_challenge_method", "S256"), second);
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_told_to_the_letter_in_every_language() {
    for words in ["Invalid parameter: redirect_uri", "Ungültiger Parameter"] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), granted(Some(&[])));
        fake.answers(4, get(AUTHORIZE), page(400, words));
        let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
        assert_eq!(proof.verdict(), Verdict::Insufficient);
        assert!(told(&proof).contains(&format!("`{CALLBACK}` is not a redirect URI of `portal`")), "{}", told(&proof));
        assert!(told(&proof).contains(&format!("add `{CALLBACK}` under")), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_near_miss_of_the_redirect_uri_is_named() {
    let mut fake = Fake::start();
    let near = CALLBACK.replace("localhost", "127.0.0.1");
    fake.once(post(TOKEN), granted(Some(&[])));
    let back = bare(302).with("location", format!("{near}?error=login_required"));
    fake.once(get(AUTHORIZE).query("redirect_uri", &near), back);
    fake.answers(3, get(AUTHORIZE), page(400, "Invalid parameter: redirect_uri"));
    let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
    let words = format!("`{near}` is registered, but the portal sends `{CALLBACK}`");
    assert!(told(&proof).contains(&words), "{}", told(&proof));
}

#[tokio::test]
async fn a_lightweight_token_is_judged_by_what_it_may_read() {
    let empty = || (answer(200, json!([])), answer(200, json!(2)));
    for (users, groups, verdict, words) in [
        (two_users(), three_groups(), Verdict::Valid, "2 people and 3 groups can be read"),
        ((forbidden(), forbidden()), three_groups(), Verdict::Insufficient, "people cannot be read"),
        (empty(), three_groups(), Verdict::Insufficient, "2 people there, none can be seen"),
        (two_users(), (forbidden(), forbidden()), Verdict::Insufficient, "lacks `query-groups`"),
        (two_users(), (bare(500), bare(500)), Verdict::Unknown, "status 500"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), granted(None));
        fake.once(get(AUTHORIZE), ready());
        people(&mut fake, users, groups);
        let proof = keycloak().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn rights_that_nobody_asked_for_are_pointed_out_even_without_org_data() {
    let mut fake = Fake::start();
    fake.once(post(TOKEN), granted(Some(&["manage-users"])));
    fake.once(get(AUTHORIZE), ready());
    let proof = keycloak().prove(&sign_in_only(fake.wanted()), &client()).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert!(proof.steps.iter().any(|step| step.attention && step.says.contains("`manage-users`")));
}

#[tokio::test]
async fn a_credential_without_a_secret_is_told_before_anything_is_asked() {
    let fake = Fake::start();
    let proof = keycloak().prove(&fake.wanted(), &fields(&[("client-id", "portal")])).await;
    assert!(told(&proof).contains("no `client-secret`"), "{}", told(&proof));
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_beside_what_else_there_is() {
    let long_ago = "Thu, 01 Jan 2026 00:00:00 GMT";
    let mut fake = Fake::start();
    let late = error(401, "unauthorized_client", "Invalid client secret").with("date", long_ago);
    fake.once(post(TOKEN), late);
    fake.once(get(AUTHORIZE), ready());
    let proof = keycloak().prove(&fake.wanted(), &client()).await;
    assert!(told(&proof).contains("Valid ! clock: this machine's clock is "), "{}", told(&proof));
}
