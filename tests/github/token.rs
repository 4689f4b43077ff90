//! Tokens: what is said before anything is sent, whose it is, what it may do and how its person stands to `acme`.

use devportal_auth::credential::Purpose;
use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{CLASSIC, Fake, answer, by, github, member, organization, refusal, token, told};

const ENOUGH: &[(&str, &str)] = &[("x-oauth-scopes", "read:org, repo")];

/// Proves the classic token, and checks that everything expected came.
async fn proven(fake: Fake, purposes: &[Purpose]) -> String {
    let mut wanted = fake.wanted();
    wanted.purposes.extend(purposes);
    let proof = github().prove(&wanted, &token(CLASSIC)).await;
    told(&proof).replace(&fake.base(), "")
}

#[tokio::test]
async fn what_is_no_token_is_said_and_never_sent() {
    let fake = Fake::start();
    for (text, says) in [
        ("", "there is no token"),
        ("  ", "there is no token"),
        ("<token>", "this is a placeholder, not an access token"),
        ("Ov23liCANARYCANARYCA", "this is an OAuth App's client id, not an access token"),
        ("Iv1.CANARYCANARYCANA", "this is a GitHub App's client id, not an access token"),
        ("ghr_CANARY", "this is a refresh token, not an access token"),
        ("glpat-CANARY", "this is a GitLab token, not one of GitHub's"),
        ("-----BEGIN RSA PRIVATE KEY-----\nCANARY", "this is a key or a certificate, not an access token"),
        ("998877", "this is a number, as App ids are, not an access token"),
        ("ghp_CANARY CANARY", "it has blanks or other characters inside, which no token has"),
        ("ghp_CANARYé", "it has blanks or other characters inside, which no token has"),
        ("ghp_CANARYCANARYCANARYCANARYCANARYCANARY", "a character of it is wrong or missing"),
    ] {
        let proof = github().prove(&fake.wanted(), &token(text)).await;
        assert!(told(&proof).starts_with(&format!("Invalid token: {says}")), "{proof:?}");
        assert!(proof.steps[0].hint.as_ref().unwrap().contains("/settings/tokens/new?description=acme-devportal"));
    }
}

#[tokio::test]
async fn a_token_that_is_exactly_enough_is_proven() {
    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, ENOUGH);
    fake.has_acme(CLASSIC, member("admin"));
    assert_eq!(
        proven(fake, &[]).await,
        "Valid token: a classic personal access token of `ada` | -\n\
         Valid scopes: `read:org` `repo` | -\n\
         Valid organization: `ada` owns `acme` | -"
    );
}

#[tokio::test]
async fn what_came_along_with_a_copied_token_is_taken_off() {
    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, ENOUGH);
    fake.has_acme(CLASSIC, member("member"));
    let proof = github().prove(&fake.wanted(), &token(&format!("\"Bearer {CLASSIC}\"\n"))).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    assert_eq!(proof.repaired, token(CLASSIC));
}

#[tokio::test]
async fn missing_scopes_are_named_with_their_features_and_excess_is_pointed_out() {
    for (scopes, says) in [
        ("read:org", "Insufficient scopes: lacks `repo` for discovery | "),
        ("", "Insufficient scopes: lacks `read:org` for org-data, `repo` for discovery | "),
        (
            "repo, admin:org",
            "Valid ! scopes: `admin:org` `repo`: more than is needed, `admin:org` where `read:org` would do",
        ),
        (
            "repo, read:org, delete_repo",
            "Valid ! scopes: `delete_repo` `read:org` `repo`: more than is needed, `delete_repo`",
        ),
    ] {
        let mut fake = Fake::start();
        fake.knows_ada(CLASSIC, &[("x-oauth-scopes", scopes)]);
        fake.has_acme(CLASSIC, member("member"));
        let told = proven(fake, &[]).await;
        assert!(told.lines().nth(1).unwrap().starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn scopes_that_github_does_not_tell_are_unknown() {
    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, &[]);
    fake.has_acme(CLASSIC, member("member"));
    let told = proven(fake, &[]).await;
    assert!(told.contains("Unknown scopes: GitHub does not tell this token's scopes"), "{told}");
}

#[tokio::test]
async fn the_end_of_a_token_and_of_its_requests_is_told() {
    let mut fake = Fake::start();
    let headers = [
        ENOUGH[0],
        ("github-authentication-token-expiration", "2099-12-31 00:00:00 UTC"),
        ("x-ratelimit-limit", "5000"),
        ("x-ratelimit-remaining", "7"),
    ];
    fake.knows_ada(CLASSIC, &headers);
    fake.has_acme(CLASSIC, member("member"));
    let told = proven(fake, &[]).await;
    assert!(told.contains("\nValid expiry: ends on 2099-12-31 | -\n"), "{told}");
    assert!(told.contains("\nValid ! requests: 7 of 5000 requests are left this hour | "), "{told}");
}

#[tokio::test]
async fn how_the_person_stands_to_the_organisation_is_told() {
    let pending = || answer(200, json!({ "state": "pending", "role": "member" }));
    let outside = || refusal(404, "Not Found");
    let untold = || refusal(403, "Resource not accessible by personal access token");
    for (membership, purposes, says) in [
        (member("member"), &[][..], "Valid organization: `ada` is a member of `acme` | -"),
        (
            pending(),
            &[],
            "Insufficient organization: `ada` is invited to `acme` and has not accepted | accept it: /orgs/acme/invitation",
        ),
        (outside(), &[], "Valid ! organization: `ada` is not a member of `acme`: it sees public"),
        (outside(), &[Purpose::OrgData], "Insufficient organization: `ada` is not a member of `acme`, so people"),
        (untold(), &[], "Valid organization: `acme` is there; this token may not ask who is a member | -"),
    ] {
        let mut fake = Fake::start();
        fake.knows_ada(CLASSIC, ENOUGH);
        fake.has_acme(CLASSIC, membership);
        let told = proven(fake, purposes).await;
        assert!(told.lines().last().unwrap().starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn a_misspelt_organisation_is_answered_with_the_persons_own() {
    let own = |logins: &[&str]| answer(200, logins.iter().map(|login| organization(login)).collect());
    let behind_sso = own(&[]).with("x-github-sso", "partial-results; organizations=1,2");
    for (own, hint) in [
        (own(&["zebra", "acne"]), "is it `acne`?"),
        (own(&["zebra", "yak"]), "the token's person is in `zebra`, `yak`"),
        (own(&[]), "is it spelt right, and is the token's person a member?"),
        (behind_sso, "is it spelt right? if so, authorise the token for its single sign-on"),
        (refusal(403, "no"), "is it spelt right, and is the token's person a member?"),
    ] {
        let mut fake = Fake::start();
        fake.knows_ada(CLASSIC, ENOUGH);
        fake.once(by(CLASSIC, "/orgs/acme"), refusal(404, "Not Found"));
        fake.once(by(CLASSIC, "/user/orgs"), own);
        let told = proven(fake, &[]).await;
        let wanted = format!("Invalid organization: there is no organisation `acme` that this token sees | {hint}");
        assert_eq!(told.lines().last().unwrap(), wanted);
    }
}

#[tokio::test]
async fn tokens_that_end_with_an_app_are_pointed_out() {
    for (text, says) in [
        ("gho_CANARY", "Valid ! kind: an OAuth App got it for a person"),
        ("0123456789abcdef0123456789abcdef01234567", "Valid scopes: "),
    ] {
        let mut fake = Fake::start();
        fake.knows_ada(text, ENOUGH);
        fake.has_acme(text, member("member"));
        let proof = github().prove(&fake.wanted(), &token(text)).await;
        assert!(told(&proof).lines().nth(1).unwrap().starts_with(says), "{proof:?}");
    }
}

#[tokio::test]
async fn a_server_of_ones_own_is_asked_below_its_path() {
    let mut fake = Fake::start();
    fake.once(by(CLASSIC, "/api/v3/user"), refusal(401, "Bad credentials"));
    let api = format!("{}/api/v3/", fake.base());
    let proof = github().prove(&crate::fake::wanted(&fake.base(), &api), &token(CLASSIC)).await;
    assert!(told(&proof).starts_with("Invalid token: GitHub refuses the credential"), "{proof:?}");
}
