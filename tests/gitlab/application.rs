//! Applications: proven without anybody signing in, made with an administrator's token, or guided.

use devportal_auth::credential::CredentialKind;
use devportal_auth::proof::Verdict;
use devportal_auth::providers::{Creation, NothingMade, Provider};
use serde_json::{Value, json};

use crate::fake::{CALLBACK, Fake, Route, TOKEN, answer, fields, get, gitlab, post, refusal, text, told};

const KIND: CredentialKind = CredentialKind::OauthClient;

fn tried() -> Route {
    post("/code/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .form("grant_type", "authorization_code")
        .form("client_id", "id-1")
        .form("client_secret", "gloas-CANARY")
        .form("redirect_uri", CALLBACK)
}

#[tokio::test]
async fn an_application_is_proven_by_a_code_that_nobody_got_and_its_callback_stays_unknown() {
    for (response, verdict, words) in [
        (refusal(400, "invalid_grant", "The provided authorization grant is invalid"), Verdict::Unknown, CALLBACK),
        (refusal(401, "invalid_client", "Client authentication failed"), Verdict::Invalid, "does not know this id"),
        (text(200, "<html>CANARY</html>"), Verdict::Unknown, "a proxy or a sign-in page"),
    ] {
        let mut fake = Fake::start();
        fake.once(tried(), response);
        let fields = fields(&[("client-id", "id-1"), ("client-secret", "gloas-CANARY")]);
        let proof = gitlab().prove(&fake.wanted(KIND), &fields).await;
        assert_eq!(proof.verdict(), verdict);
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn what_was_pasted_in_the_wrong_place_is_never_sent() {
    let fake = Fake::start();
    for (id, secret, words) in [
        ("gloas-CANARY", "x", "the secret was given as the id"),
        ("id-1", "glpat-CANARY", "an access token was given"),
        ("id-1", "id-1", "are the same"),
        ("id-1", "", "is missing"),
    ] {
        let fields = fields(&[("client-id", id), ("client-secret", secret)]);
        let proof = gitlab().prove(&fake.wanted(KIND), &fields).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

fn known(name: &str) -> Value {
    json!({ "id": 3, "application_id": "id-1", "application_name": name, "callback_url": CALLBACK, "confidential": true })
}

fn order() -> Route {
    post("/code/api/v4/applications")
        .header("authorization", format!("Bearer {TOKEN}"))
        .form("name", "acme-devportal")
        .form("scopes", "read_user")
        .form("confidential", "true")
}

#[tokio::test]
async fn an_administrators_token_makes_an_application_with_exactly_the_callback_and_scopes() {
    let mut fake = Fake::start();
    fake.once(get("applications"), answer(200, json!([known("another")])));
    let mut made = known("acme-devportal");
    made["secret"] = json!("gloas-CANARY");
    fake.once(order(), answer(201, made));
    let created = gitlab().create(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), &fields(&[])).await.unwrap();
    assert_eq!(created.fields.text("client-id"), Some("id-1"));
    assert_eq!(created.fields.text("client-secret"), Some("gloas-CANARY"));
    assert!(created.page.unwrap().as_str().ends_with("/code/admin/applications/3"));
}

#[tokio::test]
async fn nothing_is_made_without_the_right_or_beside_one_of_the_same_name() {
    for (list, words) in [
        (answer(403, json!({ "message": "403 Forbidden" })), "/code/groups/acme/-/settings/applications"),
        (answer(401, json!({ "message": "401 Unauthorized" })), "does not know the token"),
        (answer(200, json!([known("acme-devportal")])), "is there already, and its secret is not shown again"),
    ] {
        let mut fake = Fake::start();
        fake.once(get("applications"), list);
        let error = gitlab().create(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), &fields(&[])).await.unwrap_err();
        assert!(format!("{error:#}").contains(words), "{error:#}");
        assert!(error.is::<NothingMade>() && !format!("{error:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn one_of_the_same_name_is_seen_behind_a_hundred_others() {
    let mut fake = Fake::start();
    let others: Vec<_> = (0..100).map(|number| known(&format!("another-{number}"))).collect();
    fake.once(get("applications").query("page", "1"), answer(200, json!(others)));
    fake.once(get("applications").query("page", "2"), answer(200, json!([known("acme-devportal")])));
    let error = gitlab().create(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), &fields(&[])).await.unwrap_err();
    assert!(format!("{error:#}").contains("is there already"), "{error:#}");
}

/// Only a refusal says that nothing was made: a proxy's error stands in front of a GitLab that may have made it.
#[tokio::test]
async fn what_was_not_answered_with_may_have_been_made() {
    for (made, refused) in [
        (answer(504, json!({ "message": "timeout" })), false),
        (answer(201, json!({})), false),
        (answer(422, json!({ "message": "name is too long" })), true),
    ] {
        let mut fake = Fake::start();
        fake.once(get("applications"), answer(200, json!([])));
        fake.once(order(), made);
        let error = gitlab().create(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), &fields(&[])).await.unwrap_err();
        assert_eq!(error.is::<NothingMade>(), refused, "{error:#}");
        assert_eq!(format!("{error:#}").contains("is not known"), !refused, "{error:#}");
    }
}

#[tokio::test]
async fn an_application_that_came_without_its_secret_is_named_with_its_page() {
    let mut fake = Fake::start();
    fake.once(get("applications"), answer(200, json!([])));
    fake.once(order(), answer(201, known("acme-devportal")));
    let error = gitlab().create(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), &fields(&[])).await.unwrap_err();
    assert!(format!("{error:#}").contains("/code/admin/applications/3") && !error.is::<NothingMade>(), "{error:#}");
}

#[tokio::test]
async fn a_person_is_given_the_groups_page_and_the_exact_values() {
    let fake = Fake::start();
    let Creation::ByHand { open, copy, .. } = gitlab().creation(&fake.wanted(KIND)) else { panic!("by hand") };
    assert!(open.unwrap().as_str().ends_with("/code/groups/acme/-/settings/applications"));
    let copy: Vec<_> = copy.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    assert_eq!(
        copy,
        [("Name", "acme-devportal"), ("Redirect URI", CALLBACK), ("Confidential", "yes"), ("Scopes", "read_user")]
    );
}
