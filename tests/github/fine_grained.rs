//! Tokens that list no scopes: what they may do is tried.

use devportal_auth::proof::Verdict;
use devportal_auth::providers::{Provider, Wanted};
use serde_json::json;

use crate::fake::{Answer, FINE_GRAINED, Fake, answer, by, github, member, refusal, token, told};

fn repositories() -> Answer {
    answer(200, json!([{ "name": "handbook", "private": false }, { "name": "portal", "private": true }]))
}

fn missing(permission: &str) -> Answer {
    refusal(403, "Resource not accessible by personal access token").with("x-accepted-github-permissions", permission)
}

/// Knows the token, its person and the organisation, and answers tries on the way.
fn fake(tries: &[(&str, Answer)]) -> Fake {
    let mut fake = Fake::start();
    fake.knows_ada(FINE_GRAINED, &[]);
    fake.has_acme(FINE_GRAINED, member("member"));
    for (path, response) in tries {
        fake.once(by(FINE_GRAINED, path), response.clone());
    }
    fake
}

async fn last_step(fake: Fake, wanted: &Wanted) -> String {
    let proof = github().prove(wanted, &token(FINE_GRAINED)).await;
    let told = told(&proof).replace(&fake.base(), "");
    assert!(!told.contains("scopes"), "{told}");
    told.lines().last().unwrap().to_owned()
}

const MEMBERS: &str = "/orgs/acme/members";
const TEAMS: &str = "/orgs/acme/teams";
const REPOS: &str = "/orgs/acme/repos";
const CONTENTS: &str = "/repos/acme/portal/contents";

fn empty() -> Answer {
    answer(200, json!([]))
}

#[tokio::test]
async fn what_can_be_tried_is_tried_on_a_private_repository() {
    let fake = fake(&[(REPOS, repositories()), (CONTENTS, empty()), (MEMBERS, empty()), (TEAMS, empty())]);
    let wanted = fake.wanted();
    assert_eq!(
        last_step(fake, &wanted).await,
        "Valid permissions: everything that is wanted was tried, and is allowed | -"
    );
}

#[tokio::test]
async fn what_is_missing_is_named_with_the_page_that_grants_it() {
    let page =
        "add it, with `acme` as the resource owner, and let an owner approve it: /settings/personal-access-tokens";
    let tries = [(REPOS, repositories()), (CONTENTS, missing("contents=read")), (MEMBERS, missing("members=read"))];
    let fake = fake(&tries);
    let wanted = fake.wanted();
    assert_eq!(
        last_step(fake, &wanted).await,
        format!(
            "Insufficient permissions: lacks `contents: read`, `members: read` on `acme`, or waits for approval | {page}"
        )
    );
}

#[tokio::test]
async fn members_in_part_do_not_hide_that_teams_are_not_seen() {
    for teams in [missing("members=read"), refusal(404, "Not Found")] {
        let fake = fake(&[(REPOS, repositories()), (CONTENTS, empty()), (MEMBERS, empty()), (TEAMS, teams)]);
        let wanted = fake.wanted();
        let told = last_step(fake, &wanted).await;
        assert!(told.starts_with("Insufficient permissions: lacks `members: read` on `acme`"), "{told}");
    }
}

#[tokio::test]
async fn a_token_that_sees_public_repositories_only_proves_nothing() {
    let public = answer(200, json!([{ "name": "handbook", "private": false }]));
    let fake = fake(&[(REPOS, public), (MEMBERS, empty()), (TEAMS, empty())]);
    let wanted = fake.wanted();
    let told = last_step(fake, &wanted).await;
    assert!(
        told.starts_with("Unknown permissions: no private repository of `acme` is seen, so `contents: read`"),
        "{told}"
    );
}

#[tokio::test]
async fn rights_to_write_and_limits_are_not_judged() {
    let limited = refusal(403, "API rate limit exceeded").with("x-ratelimit-remaining", "0");
    let cases =
        [(empty(), "`contents: write`, `workflows: write`"), (limited, "`contents: write`, `workflows: write`")];
    for (contents, names) in cases {
        let fake = fake(&[(REPOS, repositories()), (CONTENTS, contents)]);
        let mut wanted = fake.wanted();
        wanted.permissions = ["contents", "workflows"].map(|name| (name.into(), "write".into())).into();
        let told = last_step(fake, &wanted).await;
        let says =
            format!("Unknown permissions: GitHub does not list them, and {names} could not be tried | compare it");
        assert!(told.starts_with(&says), "{told}");
    }
}

#[tokio::test]
async fn an_empty_repository_proves_nothing_about_its_contents() {
    for (status, words) in [(404, "This repository is empty."), (409, "Git Repository is empty.")] {
        let fake = fake(&[(REPOS, repositories()), (CONTENTS, refusal(status, words))]);
        let mut wanted = fake.wanted();
        wanted.permissions.remove("members");
        let told = last_step(fake, &wanted).await;
        assert!(told.starts_with("Unknown permissions: GitHub does not list them, and `contents: read`"), "{told}");
    }
}

#[tokio::test]
async fn a_persons_token_of_an_app_is_tried_and_pointed_out() {
    let mut fake = Fake::start();
    fake.knows_ada("ghu_CANARY", &[]);
    fake.has_acme("ghu_CANARY", refusal(403, "Resource not accessible by integration"));
    let mut wanted = fake.wanted();
    wanted.permissions.clear();
    let told = told(&github().prove(&wanted, &token("ghu_CANARY")).await);
    assert!(told.contains("Valid ! kind: a GitHub App got it for a person"), "{told}");
    assert!(told.contains("Valid permissions: "), "{told}");
}

#[tokio::test]
async fn an_installations_token_in_either_form_is_told_to_end_too_soon() {
    let long = format!("ghs_998877_eyJ{}.eyJCANARY{}.{}", "a".repeat(80), "b".repeat(200), "c".repeat(200));
    for text in ["ghs_CANARY", &long] {
        let mut fake = Fake::start();
        fake.once(by(text, "/installation/repositories"), answer(200, json!({ "total_count": 7, "repositories": [] })));
        let mut wanted = fake.wanted();
        wanted.permissions.clear();
        let proof = github().prove(&wanted, &token(text)).await;
        let told = told(&proof);
        assert!(
            told.starts_with("Valid token: the token of an App's installation, which sees 7 repositories"),
            "{told}"
        );
        assert!(told.contains("Insufficient kind: the token of an App's installation ends after one hour"), "{told}");
        assert_eq!(proof.verdict(), Verdict::Insufficient);
    }
    let mut fake = Fake::start();
    fake.once(by("ghs_CANARY", "/installation/repositories"), refusal(401, "Bad credentials"));
    let proof = github().prove(&fake.wanted(), &token("ghs_CANARY")).await;
    assert!(told(&proof).starts_with("Invalid token: ") && proof.steps.len() == 1, "{proof:?}");
}
