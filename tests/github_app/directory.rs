//! Reading the organisation's people and teams.

use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::{Extent, Limit};
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Wanted, read_directory};
use serde_json::{Value, json};
use wiremock::Mock;
use wiremock::matchers::{method, path, query_param};

use crate::fake::{Fake, Signed, TOKEN, answer, by_token, fields, github, installation, refusal, said, signed};
use crate::passing::count_people;

fn people(logins: &[&str]) -> Value {
    logins.iter().map(|login| json!({ "login": login })).collect()
}

fn token() -> Fields {
    [("token", Secret::new(TOKEN))].into_iter().collect()
}

fn by_a_token(fake: &Fake) -> Wanted {
    Wanted { kind: CredentialKind::AccessToken, ..fake.wanted() }
}

async fn an_organisation(fake: &mut Fake) {
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["bob", "ada"]))).await;
    let teams = json!([{ "slug": "ops-sre", "name": "Ops & SRE" }, { "slug": "admins", "name": "Admins" }]);
    fake.once(by_token("/orgs/acme/teams"), answer(200, teams)).await;
    fake.once(by_token("/orgs/acme/teams/ops-sre/members"), answer(200, people(&["bob", "ada"]))).await;
    fake.once(by_token("/orgs/acme/teams/admins/members"), answer(200, people(&[]))).await;
}

async fn read(fake: &Fake, wanted: &Wanted, fields: &Fields) -> String {
    let directory = read_directory(&github(), wanted, fields).await.unwrap();
    assert!(
        directory.extent == Extent::Whole && directory.users.iter().all(|user| user.email.is_none()),
        "{}",
        fake.base()
    );
    let users: Vec<_> = directory.users.iter().map(|user| user.name.clone()).collect();
    let groups = directory.groups.iter().map(|group| format!("{}={}", group.name, group.members.join(",")));
    format!("{} {}", users.join(","), groups.collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn a_token_reads_people_by_login_and_teams_by_slug() {
    let mut fake = Fake::start().await;
    an_organisation(&mut fake).await;
    assert_eq!(read(&fake, &by_a_token(&fake), &token()).await, "bob,ada admins= ops-sre=ada,bob");
    fake.done().await;
}

#[tokio::test]
async fn an_app_reads_them_as_its_installation() {
    let mut fake = Fake::start().await;
    let there = installation(&fake.base(), &json!({}));
    fake.once(signed("/app/installations"), answer(200, json!([there]))).await;
    let tokens = Mock::given(method("POST")).and(path("/app/installations/7/access_tokens")).and(Signed);
    fake.once(tokens, answer(201, json!({ "token": TOKEN }))).await;
    an_organisation(&mut fake).await;
    assert_eq!(read(&fake, &fake.wanted(), &fields()).await, "bob,ada admins= ops-sre=ada,bob");
    fake.done().await;
}

#[tokio::test]
async fn an_app_that_cannot_read_says_why() {
    let mut fake = Fake::start().await;
    fake.once(signed("/app/installations"), answer(200, json!([]))).await;
    let error = read_directory(&github(), &fake.wanted(), &fields()).await.unwrap_err();
    assert_eq!(said(&error), "the App is not installed on `acme`");
    fake.done().await;

    let fake = Fake::start().await;
    let error = read_directory(&github(), &by_a_token(&fake), &Fields::default()).await.unwrap_err();
    assert_eq!(said(&error), "there is no token to read people and teams with");
    fake.done().await;
}

#[tokio::test]
async fn a_permission_that_is_missing_is_named() {
    let mut fake = Fake::start().await;
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"]))).await;
    let refused = refusal(403, "Resource not accessible by integration")
        .insert_header("x-accepted-github-permissions", "members=read");
    fake.once(by_token("/orgs/acme/teams"), refused).await;
    let error = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap_err();
    let said = said(&error);
    assert!(said.starts_with("could not read teams: ") && said.contains("members"), "{said}");
    fake.done().await;
}

/// The `page`th page of a list, and the link to the next one.
async fn paged(fake: &mut Fake, list: &str, page: usize, entries: Value) {
    let next = format!("<{}{list}?per_page=100&page={}>; rel=\"next\"", fake.base(), page + 1);
    let request = match page {
        1 => by_token(list).and(|request: &wiremock::Request| {
            request.url.query_pairs().all(|(name, value)| name != "page" || value == "1")
        }),
        _ => by_token(list).and(query_param("page", page.to_string())),
    };
    fake.once(request, answer(200, entries).insert_header("link", next.as_str())).await;
}

fn hundred(page: usize) -> Value {
    (0..100)
        .map(|one| json!({ "login": format!("p{page:02}-{one:02}"), "slug": format!("t{page:02}-{one:02}") }))
        .collect()
}

#[tokio::test]
async fn a_large_organisation_is_read_to_its_end() {
    let mut fake = Fake::start().await;
    for page in 1..=25 {
        paged(&mut fake, "/orgs/acme/members", page, hundred(page)).await;
    }
    fake.once(by_token("/orgs/acme/members").and(query_param("page", "26")), answer(200, people(&["zoe"]))).await;
    fake.once(by_token("/orgs/acme/teams"), answer(200, json!([]))).await;
    let directory = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Whole, 2_501));
    fake.done().await;
}

#[tokio::test]
async fn of_more_teams_than_are_read_a_part_is() {
    let mut fake = Fake::start().await;
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"]))).await;
    for page in 1..=3 {
        paged(&mut fake, "/orgs/acme/teams", page, hundred(page)).await;
    }
    for page in 1..=3 {
        for team in 0..100 {
            let members = format!("/orgs/acme/teams/t{page:02}-{team:02}/members");
            fake.once(by_token(&members), answer(200, people(&["ada"]))).await;
        }
    }
    let directory = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.groups.len()), (Extent::Part(Limit::Number), 300));
    fake.done().await;
}

#[tokio::test]
async fn people_go_by_as_their_page_comes_and_teams_are_asked_for_by_who_looks_at_them_alone() {
    let mut fake = Fake::start().await;
    paged(&mut fake, "/orgs/acme/members", 1, hundred(1)).await;
    fake.once(by_token("/orgs/acme/members").and(query_param("page", "2")), refusal(500, "CANARY")).await;
    let (wanted, fields) = (by_a_token(&fake), token());
    let (came, extent) = count_people(&github(), &wanted, &fields).await;
    assert!(came == 100 && extent.is_err(), "{came}: {extent:?}");
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"]))).await;
    let (came, extent) = count_people(&github(), &wanted, &fields).await;
    assert_eq!((came, extent.unwrap()), (1, Extent::Whole));
    fake.done().await;
}

#[tokio::test]
async fn a_github_that_drips_its_people_is_read_in_part_and_asked_nothing_more() {
    let mut fake = Fake::start().await;
    let next = format!("<{}/orgs/acme/members?per_page=100&page=2>; rel=\"next\"", fake.base());
    let page = answer(200, people(&["ada"])).insert_header("link", next.as_str());
    fake.once(by_token("/orgs/acme/members"), page).await;
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let directory = read_directory(&GitHub::new(spent), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Time), 1));
    fake.done().await;
}
