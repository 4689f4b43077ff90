//! Proving an App's parts: its key, its number, whom it belongs to.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devportal_auth::credential::{Fields, Secret};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{Fake, answer, app, fields, github, installation, key, refusal, signed, text, told, with_key};

fn fine(fake: &mut Fake) {
    let there = installation(&fake.base(), &json!({}));
    fake.knows_the_app();
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    fake.lets_it_count(128);
}

#[tokio::test]
async fn an_app_that_is_installed_and_allowed_is_proven() {
    let mut fake = Fake::start();
    fine(&mut fake);
    let proof = github().prove(&fake.wanted(), &fields()).await;
    assert_eq!(
        told(&proof),
        "Valid app: the key is that of `acme-devportal` of `acme` | -\n\
         Valid installed: on `acme`, all 128 repositories | -\n\
         Valid allowed: everything the portal needs, nothing more | -"
    );
    assert!(proof.repaired == Fields::default() && github().mend_page(&fake.wanted(), &proof).is_none());
}

#[tokio::test]
async fn an_app_that_signs_people_in_has_its_client_proven_too() {
    let sandbox = devportal_auth::sandbox::Sandbox::start().unwrap();
    let mut wanted = crate::fake::wanted(sandbox.url().as_str(), sandbox.api_url().as_str());
    wanted.purposes.insert(devportal_auth::credential::Purpose::Authentication);
    let mut given = fields();
    for (part, says) in [("client-secret", "there is no client secret"), ("client-id", "there is no client id")] {
        given.set(part, Secret::new(""));
        let told = told(&github().prove(&wanted, &given).await);
        assert!(told.contains(&format!("Invalid client: {says}, so nobody can sign in")), "{told}");
    }
}

#[tokio::test]
async fn a_mangled_key_is_put_right_and_used() {
    for (given, was) in [(STANDARD.encode(key()), "base64"), (key().replace('\n', " "), "with spaces for newlines")] {
        let mut fake = Fake::start();
        fine(&mut fake);
        let proof = github().prove(&fake.wanted(), &with_key(&given)).await;
        let told = told(&proof);
        assert!(told.starts_with(&format!("Valid ! private key: came {was}; it is put right | -\n")), "{told}");
        assert_eq!(proof.verdict(), Verdict::Valid);
        assert_eq!(proof.repaired.text("private-key"), Some(key().as_str()));
    }
}

#[tokio::test]
async fn what_is_no_key_or_no_number_is_never_sent() {
    let fake = Fake::start();
    for (field, value, says) in [
        ("private-key", "/home/CANARY/key.pem", "Invalid private key: there is a path where the private key should be"),
        ("private-key", "", "Invalid private key: there is no private key"),
        ("private-key", &key()[..800], "Invalid private key: the private key is cut off: its END line is missing"),
        ("app-id", "Iv23liCANARY", "Invalid app: there is the App's client id where its number should be"),
        ("app-id", "", "Invalid app: there is no App id"),
    ] {
        let mut given = fields();
        given.set(field, Secret::new(value));
        let proof = github().prove(&fake.wanted(), &given).await;
        let told = told(&proof);
        assert!(told.starts_with(says) && !told.ends_with("| -"), "{told}");
    }
}

#[tokio::test]
async fn a_key_of_another_app_and_a_number_of_none_are_told_apart() {
    for (status, message, says) in [
        (401, "A JSON web token could not be decoded", "the private key is not one of this App's"),
        (404, "Integration not found", "there is no App of this number"),
    ] {
        let mut fake = Fake::start();
        fake.once(signed("/app"), refusal(status, message));
        let proof = github().prove(&fake.wanted(), &fields()).await;
        let told = told(&proof);
        assert!(told.starts_with(&format!("Invalid app: {says}")) && !told.ends_with("| -"), "{told}");
        assert!(github().mend_page(&fake.wanted(), &proof).is_none());
    }
}

#[tokio::test]
async fn a_wrong_clock_is_not_taken_for_a_wrong_key() {
    let mut fake = Fake::start();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(951_825_600);
    assert!(SystemTime::now() > long_ago);
    let refused = refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        .with("date", "Tue, 29 Feb 2000 12:00:00 GMT");
    fake.once(signed("/app"), refused);
    let told = told(&github().prove(&fake.wanted(), &fields()).await);
    assert!(told.starts_with("Unknown app: GitHub refused the signature, but this machine's clock is "), "{told}");
    assert!(told.contains("minutes ahead"), "{told}");
}

#[tokio::test]
async fn garbage_and_trouble_are_not_a_refusal() {
    let garbage = text(200, "CANARY");
    for response in [garbage, answer(200, json!({ "slug": 7 })), refusal(451, "CANARY")] {
        let mut fake = Fake::start();
        fake.once(signed("/app"), response);
        let proof = github().prove(&fake.wanted(), &fields()).await;
        assert_eq!((proof.steps.len(), proof.verdict()), (1, Verdict::Unknown), "{proof:?}");
    }
}

#[tokio::test]
async fn the_words_of_github_cannot_move_the_cursor() {
    let mut fake = Fake::start();
    let mut own = app(&fake.base());
    own["slug"] = json!("a\u{1b}[2Jb");
    own["owner"]["login"] = json!(format!("x\r\n{}", "y".repeat(5_000)));
    fake.once(signed("/app"), answer(200, own));
    let there = installation(&fake.base(), &json!({}));
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    fake.lets_it_count(1);
    let proof = github().prove(&fake.wanted(), &fields()).await;
    for step in &proof.steps {
        assert!(!step.says.chars().any(char::is_control) && step.says.len() < 200, "{step:?}");
    }
}
