//! Exchanging a code for an App.

use devportal_auth::credential::Secret;
use devportal_auth::providers::Provider;
use serde_json::{Value, json};

use crate::fake::{Answer, Fake, Route, SECRET, answer, github, key, post, refusal, said, text};

const CODE: &str = "CANARYcode0123456789";

/// GitHub wants no credential here, so none may be sent.
fn conversion() -> Route {
    post(&format!("/app-manifests/{CODE}/conversions")).without_header("authorization")
}

fn converted(web: &str) -> Value {
    json!({
        "id": 998_877, "slug": "acme-devportal", "client_id": "Iv23li1", "client_secret": SECRET,
        "webhook_secret": "CANARY-webhook", "pem": key(), "html_url": format!("{web}/apps/acme-devportal"),
    })
}

async fn refused(response: Answer) -> String {
    let mut fake = Fake::start();
    fake.once(conversion(), response);
    let error = github().exchange(&fake.wanted(), &Secret::new(CODE)).await.unwrap_err();
    said(&error)
}

#[tokio::test]
async fn a_code_becomes_an_app_with_everything_that_is_shown_once() {
    let mut fake = Fake::start();
    fake.once(conversion(), answer(201, converted(&fake.base())));
    let created = github().exchange(&fake.wanted(), &Secret::new(CODE)).await.unwrap();
    let text = |field: &str| created.fields.text(field).unwrap().to_owned();
    assert_eq!([text("app-id"), text("client-id"), text("client-secret")], ["998877", "Iv23li1", SECRET]);
    assert_eq!([text("private-key"), text("webhook-secret")], [key(), "CANARY-webhook".to_owned()]);
    assert_eq!(created.name, "acme-devportal");
    assert_eq!(created.page.as_ref().unwrap().as_str(), format!("{}/apps/acme-devportal", fake.base()));
    assert!(!format!("{created:?}").contains("CANARY"));
}

#[tokio::test]
async fn an_app_without_a_webhook_has_no_webhook_secret_and_a_strange_page_is_none() {
    let mut fake = Fake::start();
    let mut body = converted("https://evil.test");
    body["webhook_secret"] = Value::Null;
    fake.once(conversion(), answer(201, body));
    let created = github().exchange(&fake.wanted(), &Secret::new(CODE)).await.unwrap();
    assert!(created.fields.get("webhook-secret").is_none() && created.page.is_none());
}

#[tokio::test]
async fn what_github_refuses_is_told_without_the_code() {
    for (status, says) in [
        (404, "it was used before, or is older than an hour"),
        (422, "is the name `acme-devportal` taken?"),
        (403, "answered status 403"),
    ] {
        let said = refused(refusal(status, "CANARY")).await;
        assert!(said.contains(says), "{said}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_app_is_not_shown() {
    for body in [json!({ "pem": "CANARY" }), json!([]), json!("CANARY")] {
        let said = refused(answer(201, body)).await;
        assert!(said.contains("its answer has an unknown form; delete the App at "), "{said}");
        assert!(said.contains("/organizations/acme/settings/apps"), "{said}");
    }
    assert!(refused(text(201, "<CANARY>")).await.contains("unknown form"));
}

#[tokio::test]
async fn a_code_that_would_change_the_address_is_not_sent() {
    let fake = Fake::start();
    for code in ["", "../../user", "a/b", "a?b", "CANARY code"] {
        let error = github().exchange(&fake.wanted(), &Secret::new(code)).await.unwrap_err();
        assert_eq!(said(&error), "the code is not one that GitHub makes");
    }
}

#[tokio::test]
async fn a_github_that_cannot_be_reached_is_told_without_the_code() {
    let mut wanted = Fake::start().wanted();
    wanted.api_url = url::Url::parse("http://127.0.0.1:1").unwrap();
    let error = github().exchange(&wanted, &Secret::new(CODE)).await.unwrap_err();
    assert!(said(&error).contains("could not reach 127.0.0.1"), "{error:#}");
}
