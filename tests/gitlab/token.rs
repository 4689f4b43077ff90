//! Access tokens: what is learnt of one that works, and what GitLab says of one that does not.

use devportal_auth::credential::{CredentialKind, Fields};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::http::date;
use devportal_auth::providers::{Creation, Provider};
use serde_json::json;

use crate::fake::{Fake, TOKEN, answer, fields, get, get_by_nobody, gitlab, group, owner, refusal, text, token, told};

const KIND: CredentialKind = CredentialKind::AccessToken;

#[tokio::test]
async fn a_token_that_does_is_told_with_its_owner_scopes_end_and_what_it_reads() {
    for (bot, whose) in [(false, "`portal` of `ada`"), (true, "`portal`, which acts for nobody in person")] {
        let mut fake = Fake::start();
        fake.knows(token(&["read_api"]), owner(bot));
        fake.has_acme();
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert_eq!(proof.verdict(), Verdict::Valid);
        let told = told(&proof);
        for words in [whose, "last used on 2026-11-20", "`read_api`", "ends on 2999-01-01", "31 projects and 12 people"]
        {
            assert!(told.contains(words), "{words} in {told}");
        }
    }
}

#[tokio::test]
async fn a_token_of_a_group_or_of_one_project_is_known_by_the_account_that_gitlab_made_for_it() {
    for (username, words) in [
        ("group_7_bot_5e1d", "Valid token: `portal`, a token of a group; it acts for nobody in person"),
        ("project_31_bot", "Valid ! token: `portal`, a token of one project, which it reads alone"),
    ] {
        let mut fake = Fake::start();
        let mut account = owner(true);
        account["username"] = json!(username);
        fake.knows(token(&["read_api"]), account);
        fake.has_acme();
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_token_that_ends_soon_or_never_is_pointed_out_with_what_rotating_does() {
    let soon = date::written(date::now() + 3 * date::DAY);
    for (end, words) in [
        (json!(soon), "a token that was rotated out and is used again ends its successor"),
        (json!(null), "it has no end"),
    ] {
        let mut fake = Fake::start();
        let mut own = token(&["read_api"]);
        own["expires_at"] = end;
        fake.knows(own, owner(false));
        fake.has_acme();
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert!(proof.verdict() == Verdict::Valid && told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_token_that_is_revoked_or_not_active_is_refused_although_gitlab_answers() {
    for (field, value, words) in
        [("revoked", json!(true), "the token was revoked"), ("active", json!(false), "is not active any more")]
    {
        let mut fake = Fake::start();
        let mut own = token(&["read_api"]);
        own[field] = value;
        fake.knows(own, owner(false));
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert!(proof.verdict() == Verdict::Invalid && told(&proof).contains(words), "{}", told(&proof));
    }
}

/// Knows the token, and three groups below `acme`, two of which have a project count of their own.
fn with_groups(fake: &mut Fake) {
    fake.knows(token(&["read_api"]), owner(false));
    fake.once(get("groups/acme"), answer(200, group(7, "acme")));
    let below = [group(8, "acme/platform"), group(9, "acme/platform/tools"), group(10, "acme/secret")];
    fake.once(get("groups/7/descendant_groups"), answer(200, json!(below)));
}

#[tokio::test]
async fn a_pattern_is_resolved_to_groups_and_their_projects_are_counted_once() {
    let mut fake = Fake::start();
    with_groups(&mut fake);
    let counted = |total: &str| answer(200, json!([{}])).with("x-total", total);
    fake.once(get("groups/8/projects"), counted("5"));
    fake.once(get("groups/7/members/all"), counted("12"));
    let mut wanted = fake.wanted(KIND);
    wanted.settings.insert("group-pattern".to_owned(), "^acme/platform".to_owned());
    let proof = gitlab().prove(&wanted, &fields(&[("token", TOKEN)])).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    for words in ["`^acme/platform` takes 2 of 4 groups", "reads: 5 projects and 12 people"] {
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn a_pattern_that_takes_no_group_is_not_enough() {
    let mut fake = Fake::start();
    with_groups(&mut fake);
    let mut wanted = fake.wanted(KIND);
    wanted.settings.insert("group-pattern".to_owned(), "^platform".to_owned());
    let proof = gitlab().prove(&wanted, &fields(&[("token", TOKEN)])).await;
    assert!(
        told(&proof).contains("Insufficient pattern: no group matches `^platform`: neither `acme` nor the 3 below it"),
        "{}",
        told(&proof)
    );
}

#[tokio::test]
async fn a_list_that_is_too_long_for_gitlab_to_count_is_told_as_such_and_one_that_cannot_be_read_is_not_counted() {
    let long = answer(200, json!([{}])).with("x-next-page", "2");
    for (projects, words) in [
        (long, "reads: more than 10000 projects and 1 person"),
        (answer(403, json!({ "message": "403 Forbidden" })), "Unknown reads: GitLab does not tell"),
    ] {
        let mut fake = Fake::start();
        fake.knows(token(&["read_api"]), owner(false));
        fake.once(get("groups/acme"), answer(200, group(7, "acme")));
        fake.once(get("groups/7/projects"), projects);
        fake.once(get("groups/7/members/all"), answer(200, json!([{}])).with("x-total", "1"));
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn every_refusal_of_a_token_is_told_in_its_own_words() {
    for (response, verdict, words) in [
        (answer(401, json!({ "message": "401 Unauthorized CANARY" })), Verdict::Invalid, "does not know the token"),
        (
            refusal(401, "invalid_token", "Token is expired. You can either do re-authorization or refresh."),
            Verdict::Invalid,
            "has expired",
        ),
        (
            refusal(401, "invalid_token", "Token was revoked. You have to re-authorize."),
            Verdict::Invalid,
            "ends its whole family",
        ),
        (refusal(401, "dpop_error", "DPoP validation error"), Verdict::Invalid, "turn DPoP off"),
        (
            answer(
                403,
                json!({ "error": "insufficient_scope", "error_description": "CANARY", "scope": "api read_api ai_features" }),
            ),
            Verdict::Insufficient,
            "one of `api`, `read_api`, `ai_features`",
        ),
        (answer(403, json!({ "message": "403 Forbidden" })), Verdict::Insufficient, "may not do that"),
        (text(429, "Retry later").with("retry-after", "60"), Verdict::Unknown, "less often"),
        (text(502, "<html>CANARY</html>"), Verdict::Unknown, "trouble of its own"),
        (text(203, "<html>CANARY</html>"), Verdict::Unknown, "a proxy or a sign-in page"),
    ] {
        // Reads that a server has trouble with are tried again.
        let times = if words == "trouble of its own" { 3 } else { 1 };
        let mut fake = Fake::start();
        fake.answers(times, get("personal_access_tokens/self"), response);
        fake.once(get("user"), answer(401, json!({ "message": "401 Unauthorized" })));
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn a_token_without_a_scope_is_not_enough_and_its_page_opens_with_what_is_needed() {
    let mut fake = Fake::start();
    fake.knows(token(&["read_user"]), owner(false));
    let wanted = fake.wanted(KIND);
    let proof = gitlab().prove(&wanted, &fields(&[("token", TOKEN)])).await;
    assert!(told(&proof).contains("Insufficient scopes: the token lacks `read_api` for org-data"), "{}", told(&proof));
    let page = gitlab().mend_page(&wanted, &proof).unwrap();
    assert!(
        page.as_str().ends_with("/code/-/user_settings/personal_access_tokens?name=acme-devportal&scopes=read_api")
    );
}

#[tokio::test]
async fn a_misspelt_group_is_told_with_the_one_that_was_probably_meant() {
    let mut fake = Fake::start();
    fake.knows(token(&["read_api"]), owner(false));
    fake.once(get("groups/acmee%2Fplatform"), answer(404, json!({ "message": "404 Group Not Found" })));
    fake.once(get("groups"), answer(200, json!([group(1, "other"), group(2, "acme/platform")])));
    let mut wanted = fake.wanted(KIND);
    wanted.settings.insert("group".to_owned(), "acmee/platform".to_owned());
    let proof = gitlab().prove(&wanted, &fields(&[("token", TOKEN)])).await;
    assert!(told(&proof).contains("did you mean `acme/platform`?"), "{}", told(&proof));
}

#[tokio::test]
async fn a_gitlab_too_old_to_tell_of_a_token_leaves_its_scopes_unknown() {
    let mut fake = Fake::start();
    fake.once(get("personal_access_tokens/self"), answer(404, json!({ "error": "404 Not Found" })));
    fake.once(get("user"), answer(200, owner(false)));
    fake.has_acme();
    let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
    assert_eq!(proof.verdict(), Verdict::Unknown);
    assert!(told(&proof).contains("too old to tell its scopes"), "{}", told(&proof));
}

#[tokio::test]
async fn what_is_no_access_token_is_never_sent() {
    let fake = Fake::start();
    for text in ["gloas-CANARY", "glcbt-CANARY", "ghp_CANARY", ""] {
        let proof = gitlab().prove(&fake.wanted(KIND), &fields(&[("token", text)])).await;
        assert_eq!(proof.verdict(), Verdict::Invalid, "{}", told(&proof));
    }
}

#[tokio::test]
async fn an_address_where_no_gitlab_answers_is_refused_before_anything_is_asked_for() {
    for (response, verdict) in [
        (answer(401, json!({ "message": "401 Unauthorized" })), Verdict::Unknown),
        (text(404, "<html>"), Verdict::Invalid),
        (text(200, "<html>"), Verdict::Invalid),
    ] {
        let mut fake = Fake::start();
        fake.once(get_by_nobody("version"), response);
        let proof = gitlab().look(&fake.wanted(KIND), &Fields::default()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        // A GitLab that answers is nothing to speak of.
        assert_eq!(proof.steps.is_empty(), verdict == Verdict::Unknown);
    }
}

#[tokio::test]
async fn a_pattern_that_would_stop_the_portals_start_is_refused() {
    for (pattern, refused) in [("*", true), ("(acme", true), (r"[\s\S]*", false), ("^acme/(?=x)", false)] {
        let mut fake = Fake::start();
        fake.once(get_by_nobody("version"), answer(401, json!({ "message": "401 Unauthorized" })));
        let mut wanted = fake.wanted(KIND);
        wanted.settings.insert("group-pattern".to_owned(), pattern.to_owned());
        let proof = gitlab().look(&wanted, &Fields::default()).await;
        assert_eq!(proof.refused(), refused, "{pattern}: {}", told(&proof));
    }
}

#[tokio::test]
async fn a_token_at_hand_spells_the_group_as_gitlab_does() {
    let mut fake = Fake::start();
    fake.once(get("version"), answer(200, json!({ "version": "18.5.0" })));
    fake.once(get("groups/ACME"), answer(200, group(7, "acme")));
    let mut wanted = fake.wanted(KIND);
    wanted.settings.insert("group".to_owned(), "ACME".to_owned());
    let proof = gitlab().look(&wanted, &fields(&[("token", TOKEN)])).await;
    assert_eq!(proof.settings["group"], "acme");
}

#[tokio::test]
async fn the_page_of_a_token_is_filled_in_and_a_groups_own_token_is_offered() {
    let fake = Fake::start();
    let Creation::ByHand { open, steps, .. } = gitlab().creation(&fake.wanted(KIND)) else { panic!("by hand") };
    assert!(open.unwrap().query().unwrap().contains("scopes=read_api"));
    assert!(steps.iter().any(|step| step.ends_with("/code/groups/acme/-/settings/access_tokens")), "{steps:?}");
}
