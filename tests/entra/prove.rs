//! App registrations: what is learnt of one that works, and what Microsoft says of one that does not.

use devportal_auth::credential::{Fields, Purpose};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::{Creation, Provider, SECRET_ENDS};
use serde_json::json;

use crate::fake::{
    CALLBACK, CLIENT, Fake, TENANT, answer, asked, bare, client, denied, entra, fields, get, graph, not_itself,
    refusal, text, told,
};

#[tokio::test]
async fn a_registration_that_does_is_told_with_its_roles_callback_and_the_end_of_its_secret() {
    let mut fake = Fake::start();
    fake.grants(Some(&["User.Read.All", "GroupMember.Read.All"]));
    fake.reads();
    let itself = json!({
        "displayName": "portal",
        "web": { "redirectUris": ["https://other", CALLBACK] },
        "passwordCredentials": [{ "hint": "abc", "endDateTime": "2999-01-01T00:00:00Z" }],
    });
    fake.once(not_itself(), answer(200, itself));
    let proof = entra().prove(&fake.wanted(), &client()).await;
    assert_eq!(proof.verdict(), Verdict::Valid, "{}", told(&proof));
    for words in ["`portal`, id and secret belong together", "nothing more", "is registered", "ends on 2999-01-01"] {
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn roles_that_nobody_agreed_to_are_not_enough_and_the_page_of_consent_opens() {
    for roles in [None, Some(&["User.Read.All"][..]), Some(&[][..])] {
        let mut fake = Fake::start();
        fake.grants(roles);
        fake.once(not_itself(), denied());
        let wanted = fake.wanted();
        let proof = entra().prove(&wanted, &client()).await;
        assert!(told(&proof).contains("the registration lacks `GroupMember.Read.All`"), "{}", told(&proof));
        let page = entra().mend_page(&wanted, &proof).unwrap();
        assert_eq!(page.as_str(), format!("{}/{TENANT}/adminconsent?client_id={CLIENT}", fake.base()));
    }
}

#[tokio::test]
async fn a_token_that_tells_nothing_lacks_nothing_and_each_list_is_tried() {
    let mut fake = Fake::start();
    fake.grants_token("e30.opaque.CANARY");
    fake.reads();
    fake.once(not_itself(), denied());
    let proof = entra().prove(&fake.wanted(), &client()).await;
    assert!(!proof.refused() && !told(&proof).contains("lacks"), "{}", told(&proof));
    assert!(told(&proof).contains("does not tell what an administrator agreed to"), "{}", told(&proof));
}

#[tokio::test]
async fn a_wider_role_covers_what_is_needed_and_is_more_than_that() {
    let mut fake = Fake::start();
    fake.grants(Some(&["Directory.Read.All", "Mail.Read"]));
    fake.reads();
    fake.once(not_itself(), denied());
    let proof = entra().prove(&fake.wanted(), &client()).await;
    let told = told(&proof);
    assert!(told.contains("more than is needed: `Mail.Read`"), "{told}");
    assert!(told.contains(&format!("there must be exactly {CALLBACK}")), "{told}");
}

#[tokio::test]
async fn sign_in_alone_needs_no_roles() {
    let mut fake = Fake::start();
    fake.grants(None);
    fake.once(not_itself(), denied());
    let mut wanted = fake.wanted();
    wanted.purposes.remove(&Purpose::OrgData);
    let proof = entra().prove(&wanted, &client()).await;
    assert!(!proof.refused() && !told(&proof).contains("roles"), "{}", told(&proof));
}

#[tokio::test]
async fn microsofts_codes_are_put_into_words_and_a_strange_answer_refuses_nothing() {
    for (response, verdict, words) in [
        (refusal(7_000_215), Verdict::Invalid, "take the column \"Value\""),
        (refusal(7_000_222), Verdict::Invalid, "the secret has expired"),
        (refusal(700_016), Verdict::Invalid, "no such registration in this tenant"),
        (refusal(7_000_112), Verdict::Invalid, "disabled"),
        (refusal(53_003), Verdict::Invalid, "conditional access"),
        (refusal(4_242), Verdict::Unknown, "AADSTS4242"),
        (text(200, "<html>CANARY</html>"), Verdict::Unknown, "a proxy or a sign-in page"),
        (bare(429), Verdict::Unknown, "less often"),
    ] {
        let mut fake = Fake::start();
        fake.once(asked(), response);
        let proof = entra().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words), "{words} in {}", told(&proof));
    }
}

#[tokio::test]
async fn what_graph_refuses_is_told_of_the_people_and_groups_that_it_hides() {
    let body = |code: &str| json!({ "error": { "code": code, "message": "CANARY" } });
    for (response, verdict, words) in [
        (answer(401, body("InvalidAuthenticationToken")), Verdict::Invalid, "does not take the token"),
        (denied(), Verdict::Insufficient, "may not read that in Microsoft Graph"),
        (answer(400, body("Request_UnsupportedQuery")), Verdict::Invalid, "cannot read the filter"),
        (bare(429).with("retry-after", "120"), Verdict::Unknown, "less often"),
        (answer(418, body("x")), Verdict::Unknown, "answered with status 418"),
    ] {
        let mut fake = Fake::start();
        fake.grants(Some(&["GroupMember.Read.All", "User.Read.All"]));
        fake.once(graph("/v1.0/users"), answer(200, json!({ "value": [] })));
        fake.once(graph("/v1.0/groups"), response);
        fake.once(not_itself(), denied());
        let proof = entra().prove(&fake.wanted(), &client()).await;
        assert_eq!(proof.verdict(), verdict, "{}", told(&proof));
        assert!(told(&proof).contains(words) && told(&proof).contains("groups: "), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_secret_that_ended_or_ends_soon_is_told_by_its_day_where_the_registration_may_read_itself() {
    for (end, words) in [("2020-01-01", "Invalid secret: it ended on 2020-01-01"), ("2999-01-01", "ends on 2999-01-01")]
    {
        let mut fake = Fake::start();
        fake.grants(Some(&["GroupMember.Read.All", "User.Read.All"]));
        fake.reads();
        let itself = json!({
            "web": { "redirectUris": [] },
            "passwordCredentials": [{ "hint": "abc", "endDateTime": format!("{end}T00:00:00Z") }],
        });
        fake.once(not_itself(), answer(200, itself));
        let proof = entra().prove(&fake.wanted(), &client()).await;
        assert!(told(&proof).contains(words) && told(&proof).contains("no callback is registered"), "{}", told(&proof));
    }
}

#[tokio::test]
async fn the_end_of_a_secret_that_was_made_here_is_known_without_asking() {
    for (known, words) in [
        (None, "Unknown secret: the registration may not read"),
        (Some("2999-01-01"), "Valid secret: ends on 2999-01-01"),
    ] {
        let mut fake = Fake::start();
        fake.grants(Some(&["GroupMember.Read.All", "User.Read.All"]));
        fake.reads();
        fake.once(not_itself(), denied());
        let mut wanted = fake.wanted();
        wanted.settings.extend(known.map(|day| (SECRET_ENDS.to_owned(), day.to_owned())));
        let proof = entra().prove(&wanted, &client()).await;
        assert!(told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn only_what_a_new_registration_meets_for_a_moment_may_settle() {
    for (code, settles) in [(7_000_215, true), (700_016, true), (7_000_222, false), (7_000_112, false)] {
        let mut fake = Fake::start();
        fake.once(asked(), refusal(code));
        let proof = entra().prove(&fake.wanted(), &client()).await;
        assert_eq!(entra().may_settle(&proof), settles, "{code}");
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_ten_minutes_is_named() {
    let mut fake = Fake::start();
    fake.once(asked(), refusal(7_000_215).with("date", "Tue, 24 Nov 2020 03:21:05 GMT"));
    let proof = entra().prove(&fake.wanted(), &client()).await;
    assert!(told(&proof).contains("minutes ahead of Microsoft's"), "{}", told(&proof));
}

#[tokio::test]
async fn what_was_pasted_in_the_wrong_place_is_never_sent() {
    let fake = Fake::start();
    for (id, secret, words) in [
        (CLIENT, TENANT, "the secret's id, not the secret"),
        ("portal", "abc8Q~CANARY", "the client id is no UUID"),
        (CLIENT, "", "is missing"),
    ] {
        let proof = entra().prove(&fake.wanted(), &fields(&[("client-id", id), ("client-secret", secret)])).await;
        assert!(proof.verdict() == Verdict::Invalid && told(&proof).contains(words), "{}", told(&proof));
    }
}

#[tokio::test]
async fn a_tenant_is_known_by_its_domain_and_a_misspelt_one_is_refused() {
    let description = |tenant: &str| get(&format!("/{tenant}/v2.0/.well-known/openid-configuration"));
    let mut fake = Fake::start();
    let mut wanted = fake.wanted();
    wanted.settings.insert("tenant".to_owned(), "acme.onmicrosoft.com".to_owned());
    let issuer = json!({ "issuer": format!("https://login.microsoftonline.com/{TENANT}/v2.0") });
    fake.once(description("acme.onmicrosoft.com"), answer(200, issuer));
    let proof = entra().look(&wanted, &Fields::default()).await;
    assert_eq!(proof.settings["tenant"], TENANT);

    let unknown =
        answer(400, json!({ "error": "invalid_tenant", "error_codes": [90_002], "error_description": "CANARY" }));
    fake.once(description("acne.dev"), unknown);
    wanted.settings.insert("tenant".to_owned(), "acne.dev".to_owned());
    assert!(told(&entra().look(&wanted, &Fields::default()).await).contains("there is no such tenant"));

    wanted.settings.insert("tenant".to_owned(), "common".to_owned());
    assert_eq!(entra().look(&wanted, &Fields::default()).await.verdict(), Verdict::Invalid);
}

#[tokio::test]
async fn a_person_is_given_the_exact_values() {
    let fake = Fake::start();
    let Creation::ByHand { open, copy, .. } = entra().creation(&fake.wanted()) else { panic!("by hand") };
    assert!(open.is_none(), "another cloud has a console of its own");
    let copied: Vec<_> = copy.iter().map(|(_, value)| value.as_str()).collect();
    assert!(copied.contains(&CALLBACK) && copied.contains(&"GroupMember.Read.All, User.Read.All"), "{copied:?}");
}
