//! Is the organisation there, before there is any credential?

use std::collections::BTreeMap;

use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::{Extent, Limit, Proof};
use devportal_auth::providers::read_directory;
use devportal_auth::providers::{Provider, Wanted};
use serde_json::json;

use crate::fake::{CLASSIC, Fake, NOBODY, answer, by, by_nobody, github, organization, refusal, text, told, wanted};

async fn looked(fake: &Fake, name: &str) -> Proof {
    let mut wanted = fake.wanted();
    wanted.settings.insert("organization".into(), name.into());
    github().look(&wanted, &Fields::default()).await
}

#[tokio::test]
async fn an_organisation_is_found_and_takes_its_own_spelling() {
    for (given, corrected) in [("Acme", false), ("acme", true), ("@acme", true), ("https://github.com/acme", true)] {
        let mut fake = Fake::start();
        let at = if given == "Acme" { "/orgs/Acme" } else { "/orgs/acme" };
        fake.once(by_nobody(at), answer(200, organization("Acme")));
        let proof = looked(&fake, given).await;
        assert_eq!(told(&proof), format!("Valid organization: `Acme` is there: {}/Acme | -", fake.base()));
        let settings =
            if corrected { BTreeMap::from([("organization".into(), "Acme".into())]) } else { BTreeMap::new() };
        assert_eq!(proof.settings, settings, "{given}");
    }
}

#[tokio::test]
async fn a_persons_name_is_told_from_nobodys() {
    let person = answer(200, json!({ "login": "ada", "type": "User" }));
    for (who, says) in [
        (person, "Invalid organization: `ada` is a person's account, not an organisation | people and teams come from"),
        (refusal(404, "Not Found"), "Invalid organization: 127.0.0.1 has no organisation `ada` | it is the last part"),
        (refusal(500, "no"), "Invalid organization: 127.0.0.1 has no organisation `ada` | it is the last part"),
    ] {
        let mut fake = Fake::start();
        fake.once(by_nobody("/orgs/ada"), refusal(404, "Not Found"));
        fake.once(by_nobody("/users/ada"), who);
        let told = told(&looked(&fake, "ada").await);
        assert!(told.starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn a_token_that_is_at_hand_knows_what_was_meant() {
    for (own, hint) in [
        (
            json!([{ "login": "zebra", "type": "Organization" }, { "login": "acme", "type": "Organization" }]),
            "is it `acme`?",
        ),
        (json!([]), "it is the last part of its page's address, as `my-org` in BASE/my-org"),
    ] {
        let mut fake = Fake::start();
        fake.once(by_nobody("/orgs/amce"), refusal(404, "Not Found"));
        fake.once(by_nobody("/users/amce"), refusal(404, "Not Found"));
        fake.once(by(CLASSIC, "/user/orgs"), answer(200, own));
        let mut wanted = Wanted { kind: CredentialKind::AccessToken, ..fake.wanted() };
        wanted.settings.insert("organization".into(), "amce".into());
        let at_hand = Fields::from_iter([("token", Secret::new(CLASSIC))]);
        let told = told(&github().look(&wanted, &at_hand).await).replace(&fake.base(), "BASE");
        assert_eq!(told, format!("Invalid organization: 127.0.0.1 has no organisation `amce` | {hint}"));
    }
}

#[tokio::test]
async fn what_github_does_not_tell_a_stranger_is_unknown() {
    let used_up = refusal(403, "API rate limit exceeded").with("x-ratelimit-remaining", "0");
    for (response, says) in [
        (refusal(401, "Must authenticate to access this API."), "Unknown organization: this GitHub shows nothing to"),
        (refusal(401, "Bad credentials"), "Unknown organization: this GitHub shows nothing to who is not signed in"),
        (used_up, "Unknown organization: GitHub's limit of requests is used up | try again later"),
        (refusal(500, "no"), "Unknown organization: GitHub is not well"),
        (text(404, "CANARY"), "Unknown organization: what answered with status 404"),
        (text(200, "CANARY"), "Unknown organization: what answered with status 200"),
    ] {
        let mut fake = Fake::start();
        fake.once(by_nobody("/orgs/acme"), response);
        let told = told(&looked(&fake, "acme").await);
        assert!(told.starts_with(says), "{told}");
    }
}

#[tokio::test]
async fn a_github_that_does_not_answer_is_unknown() {
    let told = told(&github().look(&wanted(NOBODY, NOBODY), &Fields::default()).await);
    assert!(told.starts_with("Unknown organization: could not reach 127.0.0.1: "), "{told}");
}

#[tokio::test]
async fn what_is_no_name_is_not_asked_for_and_without_a_name_there_is_nothing_to_look_at() {
    let fake = Fake::start();
    assert!(told(&looked(&fake, "a b").await).starts_with("Invalid organization: an organisation's name has only"));
    assert!(looked(&fake, "").await.steps.is_empty());
}

#[tokio::test]
async fn a_list_is_followed_only_at_the_same_github() {
    let mut fake = Fake::start();
    let next = "<https://evil.test/members?page=2>; rel=\"next\"";
    let members = answer(200, json!([{ "login": "ada" }])).with("link", next);
    fake.once(crate::fake::by("ghp_CANARY", "/orgs/acme/members"), members);
    fake.once(crate::fake::by("ghp_CANARY", "/orgs/acme/teams"), answer(200, json!([])));
    let directory = read_directory(&github(), &fake.wanted(), &crate::fake::token("ghp_CANARY")).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Elsewhere), 1));
}
