//! Every way in which GitHub, or something else at its address, says no to a token.

use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use serde_json::json;

use crate::fake::{CLASSIC, Fake, NOBODY, answer, bare, by, github, member, refusal, text, token, told, wanted};

const SCOPES: &[(&str, &str)] = &[("x-oauth-scopes", "read:org, repo")];

#[tokio::test]
async fn a_no_to_the_token_itself_is_explained() {
    let reset = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1764000300")];
    let used_up = reset.iter().fold(refusal(403, "API rate limit exceeded"), |it, (k, v)| it.with(k, v));
    let too_fast = refusal(429, "secondary rate limit").with("retry-after", "42");
    for (response, says) in [
        (
            refusal(401, "Bad credentials"),
            "Invalid token: GitHub refuses the credential: it is wrong, has ended or was",
        ),
        (refusal(403, "Maximum number of login attempts exceeded."), "Unknown token: GitHub refuses every try"),
        (refusal(403, "Sorry. Your account was suspended."), "Invalid token: GitHub has suspended"),
        (refusal(403, "your account was flagged"), "Invalid token: GitHub has blocked"),
        (used_up, "Unknown token: GitHub's limit of requests is used up until 16:05 UTC | try again later"),
        (too_fast, "Unknown token: GitHub wants 42 s of rest"),
        (refusal(400, "Unsupported version"), "Unknown token: GitHub answered with status 400"),
        (refusal(500, "no"), "Unknown token: GitHub is not well, it answered with status 500"),
        (text(403, "CANARY"), "Unknown token: what answered with status 403 is not"),
        (text(404, "CANARY"), "Unknown token: what answered with status 404 is not"),
        (text(200, "CANARY"), "Unknown token: what answered with status 200 is not"),
        (answer(200, json!({ "login": 7 })), "Unknown token: what answered with status 200 is not GitHub's API"),
    ] {
        let mut fake = Fake::start();
        fake.once(by(CLASSIC, "/user"), response);
        let proof = github().prove(&fake.wanted(), &token(CLASSIC)).await;
        assert!(proof.steps.len() == 1 && told(&proof).starts_with(says), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_no_of_the_organisation_is_explained() {
    let permissions = refusal(403, "no").with("x-accepted-github-permissions", "members=read");
    for (response, says) in [
        (
            refusal(403, "Resource protected by organization SAML enforcement."),
            "Insufficient organization: the organisation wants single sign-on for this token | press `Configure SSO`",
        ),
        (
            refusal(403, "`acme` forbids access via a personal access token (classic)."),
            "Insufficient organization: the organisation takes no classic tokens | make a fine-grained token",
        ),
        (
            refusal(403, "`acme` forbids access via a fine-grained personal access token."),
            "Insufficient organization: the organisation takes no fine-grained tokens",
        ),
        (
            refusal(403, "if the token's lifetime is greater than 366 days"),
            "Insufficient organization: the token lives longer than the organisation allows",
        ),
        (
            refusal(403, "the `acme` organization has enabled OAuth App access restrictions"),
            "Insufficient organization: the organisation has not approved",
        ),
        (
            refusal(403, "has an IP allow list enabled"),
            "Unknown organization: the organisation takes no requests from this machine",
        ),
        (permissions, "Insufficient organization: GitHub does not allow it; it wants `members=read`"),
        (refusal(502, "no"), "Unknown organization: GitHub is not well"),
    ] {
        let mut fake = Fake::start();
        let times = if says.contains("not well") { 3 } else { 1 };
        fake.knows_ada(CLASSIC, SCOPES);
        fake.answers(times, by(CLASSIC, "/orgs/acme"), response);
        let proof = github().prove(&fake.wanted(), &token(CLASSIC)).await;
        assert!(told(&proof).lines().last().unwrap().starts_with(says), "{}", told(&proof));
    }
}

#[tokio::test]
async fn single_sign_on_leads_to_its_page_if_that_is_the_same_githubs() {
    for (own, hint) in [(true, "authorise it: "), (false, "press `Configure SSO` beside the token")] {
        let mut fake = Fake::start();
        let page = if own { fake.base() } else { "https://evil.test".to_owned() };
        let sso = format!("required; url={page}/orgs/acme/sso?authorization_request=A1");
        fake.knows_ada(CLASSIC, SCOPES);
        fake.has_acme(CLASSIC, refusal(403, "no").with("x-github-sso", sso.as_str()));
        let proof = github().prove(&fake.wanted(), &token(CLASSIC)).await;
        let told = told(&proof);
        assert_eq!(proof.verdict(), Verdict::Insufficient, "{told}");
        assert!(proof.steps[2].hint.as_ref().unwrap().starts_with(hint), "{told}");
        assert_eq!(told.contains("/orgs/acme/sso?authorization_request=A1"), own, "{told}");
    }
}

#[tokio::test]
async fn forty_digits_that_github_refuses_may_be_a_client_secret() {
    let forty = "0123456789abcdef0123456789abcdef01234567";
    let mut fake = Fake::start();
    fake.once(by(forty, "/user"), refusal(401, "Bad credentials"));
    let proof = github().prove(&fake.wanted(), &token(forty)).await;
    assert!(told(&proof).contains("client secrets look like this"), "{proof:?}");
}

#[tokio::test]
async fn a_github_that_does_not_answer_says_nothing_about_the_token() {
    let proof = github().prove(&wanted(NOBODY, NOBODY), &token(CLASSIC)).await;
    assert!(told(&proof).starts_with("Unknown token: could not reach 127.0.0.1: "), "{proof:?}");
    assert_eq!(proof.steps.len(), 1);
}

#[tokio::test]
async fn what_was_learnt_before_github_went_away_is_kept() {
    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, SCOPES);
    fake.once(by(CLASSIC, "/orgs/acme"), answer(200, json!({ "login": "acme" })));
    let broken = bare(301).with("location", "https://evil.test/");
    fake.once(by(CLASSIC, "/user/memberships/orgs/acme"), broken);
    let told = told(&github().prove(&fake.wanted(), &token(CLASSIC)).await);
    assert!(
        told.starts_with("Valid token: ") && told.contains("Unknown organization: what answered with status 301"),
        "{told}"
    );
}

#[tokio::test]
async fn an_organisation_that_is_none_by_its_name_is_not_asked_for() {
    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, SCOPES);
    let mut wanted = fake.wanted();
    wanted.settings.insert("organization".into(), "a b/../c".into());
    let told = told(&github().prove(&wanted, &token(CLASSIC)).await);
    assert!(told.contains("Invalid organization: an organisation's name has only"), "{told}");

    let mut fake = Fake::start();
    fake.knows_ada(CLASSIC, SCOPES);
    fake.has_acme(CLASSIC, member("member"));
    let mut wanted = fake.wanted();
    wanted.settings.insert("organization".into(), "https://github.com/acme".into());
    assert_eq!(github().prove(&wanted, &token(CLASSIC)).await.verdict(), Verdict::Valid);
}
