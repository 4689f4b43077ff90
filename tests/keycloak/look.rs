//! Is the realm there? Every address that people paste, and every way a server can be another.

use std::collections::BTreeMap;

use devportal_auth::credential::Fields;
use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{Answer, Fake, answer, bare, get, keycloak, no_path, page, told, wanted};

const METADATA: &str = "/realms/acme/.well-known/openid-configuration";

fn metadata(issuer: &str) -> Answer {
    answer(
        200,
        json!({
            "issuer": issuer,
            "userinfo_endpoint": format!("{issuer}/protocol/openid-connect/userinfo"),
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        }),
    )
}

#[tokio::test]
async fn a_slash_or_a_pasted_realm_is_cut_off_and_said() {
    for tail in ["/", "/realms/acme", "/realms/acme/.well-known/openid-configuration"] {
        let mut fake = Fake::start();
        let base = fake.base();
        fake.once(get(METADATA), metadata(&format!("{base}/realms/acme")));
        let proof = keycloak().look(&wanted(&format!("{base}{tail}")), &Fields::default()).await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
        assert_eq!(proof.settings, BTreeMap::from([("base-url".into(), base.clone())]));
        assert!(told(&proof).contains(&format!("Keycloak answers at `{base}`")), "{}", told(&proof));
    }
}

#[tokio::test]
async fn the_realm_is_found_with_and_without_auth() {
    let mut fake = Fake::start();
    let base = fake.base();
    fake.once(get(&format!("/auth{METADATA}")), no_path());
    fake.once(get(METADATA), metadata(&format!("{base}/realms/acme")));
    let proof = keycloak().look(&wanted(&format!("{base}/auth")), &Fields::default()).await;
    assert_eq!(proof.settings.get("base-url"), Some(&base), "{}", told(&proof));

    let mut fake = Fake::start();
    let base = fake.base();
    fake.once(get(METADATA), bare(404));
    fake.once(get(&format!("/auth{METADATA}")), metadata(&format!("{base}/auth/realms/acme")));
    let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert_eq!(proof.settings.get("base-url"), Some(&format!("{base}/auth")));
}

#[tokio::test]
async fn a_missing_realm_is_not_taken_for_a_wrong_path() {
    let mut fake = Fake::start();
    fake.once(get(METADATA), answer(404, json!({ "error": "Realm does not exist" })));
    let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Invalid);
    assert!(told(&proof).contains("has no realm `acme` | it does not tell which realms it has"), "{}", told(&proof));
    assert!(proof.settings.is_empty());
}

#[tokio::test]
async fn a_server_without_keycloak_is_told_with_both_paths_that_were_tried() {
    for answer in [no_path(), page(200, "welcome"), bare(400)] {
        let mut fake = Fake::start();
        fake.once(get(METADATA), answer);
        fake.once(get(&format!("/auth{METADATA}")), bare(404));
        let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
        let base = fake.base();
        let words = format!("Invalid base-url: no Keycloak answers at `{base}`, nor at `{base}/auth`");
        assert!(told(&proof).contains(&words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn an_issuer_that_differs_is_told_with_both_values() {
    let mut fake = Fake::start();
    fake.once(get(METADATA), metadata("https://sso.acme.dev/realms/acme"));
    let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Insufficient);
    for words in [&format!("`{}/realms/acme`", fake.base()), "`https://sso.acme.dev/realms/acme`"] {
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_failing_server_is_unknown_and_a_moved_one_is_told_where() {
    let mut fake = Fake::start();
    fake.once(get(METADATA), bare(500));
    let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));

    let mut fake = Fake::start();
    let moved = bare(301).with("location", "https://login.acme.dev/x?y=CANARY");
    fake.once(get(METADATA), moved);
    let proof = keycloak().look(&fake.wanted(), &Fields::default()).await;
    assert!(told(&proof).contains("sends everybody on to `https://login.acme.dev`"), "{}", told(&proof));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unknown() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let proof = keycloak().look(&wanted(&format!("http://127.0.0.1:{port}")), &Fields::default()).await;
    assert_eq!(proof.verdict(), Verdict::Unknown, "{}", told(&proof));
    assert!(told(&proof).contains("could not reach 127.0.0.1"), "{}", told(&proof));
}

#[tokio::test]
async fn settings_that_name_no_server_or_no_realm_are_told_before_anything_is_asked() {
    let fake = Fake::start();
    let mut nowhere = fake.wanted();
    nowhere.settings.insert("base-url".into(), "sso.acme.dev".into());
    let mut nameless = fake.wanted();
    nameless.settings.remove("realm");
    for (wanted, words) in [(nowhere, "not an http or https address"), (nameless, "no realm is named")] {
        let proof = keycloak().look(&wanted, &Fields::default()).await;
        assert_eq!(proof.verdict(), Verdict::Invalid);
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}
