//! Reading the organisation's people and teams.

use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::{Extent, Limit};
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Wanted, read_directory};
use serde_json::{Value, json};

use crate::fake::{Fake, TOKEN, answer, by_token, fields, github, installation, refusal, said, signed, tokens};
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

fn an_organisation(fake: &mut Fake) {
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["bob", "ada"])));
    let teams = json!([{ "slug": "ops-sre", "name": "Ops & SRE" }, { "slug": "admins", "name": "Admins" }]);
    fake.once(by_token("/orgs/acme/teams"), answer(200, teams));
    fake.once(by_token("/orgs/acme/teams/ops-sre/members"), answer(200, people(&["bob", "ada"])));
    fake.once(by_token("/orgs/acme/teams/admins/members"), answer(200, people(&[])));
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
    let mut fake = Fake::start();
    an_organisation(&mut fake);
    assert_eq!(read(&fake, &by_a_token(&fake), &token()).await, "bob,ada admins= ops-sre=ada,bob");
}

#[tokio::test]
async fn an_app_reads_them_as_its_installation() {
    let mut fake = Fake::start();
    let there = installation(&fake.base(), &json!({}));
    fake.once(signed("/app/installations"), answer(200, json!([there])));
    fake.once(tokens(), answer(201, json!({ "token": TOKEN })));
    an_organisation(&mut fake);
    assert_eq!(read(&fake, &fake.wanted(), &fields()).await, "bob,ada admins= ops-sre=ada,bob");
}

#[tokio::test]
async fn an_app_that_cannot_read_says_why() {
    let mut fake = Fake::start();
    fake.once(signed("/app/installations"), answer(200, json!([])));
    let error = read_directory(&github(), &fake.wanted(), &fields()).await.unwrap_err();
    assert_eq!(said(&error), "the App is not installed on `acme`");

    let fake = Fake::start();
    let error = read_directory(&github(), &by_a_token(&fake), &Fields::default()).await.unwrap_err();
    assert_eq!(said(&error), "there is no token to read people and teams with");
}

#[tokio::test]
async fn a_permission_that_is_missing_is_named() {
    let mut fake = Fake::start();
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"])));
    let refused =
        refusal(403, "Resource not accessible by integration").with("x-accepted-github-permissions", "members=read");
    fake.once(by_token("/orgs/acme/teams"), refused);
    let error = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap_err();
    let said = said(&error);
    assert!(said.starts_with("could not read teams: ") && said.contains("members"), "{said}");
}

/// The `page`th page of a list, and the link to the next one.
fn paged(fake: &mut Fake, list: &str, page: usize, entries: Value) {
    let next = format!("<{}{list}?per_page=100&page={}>; rel=\"next\"", fake.base(), page + 1);
    let request = match page {
        1 => by_token(list).fits("the first page", |asked| asked.query.get("page").is_none_or(|page| page == "1")),
        _ => by_token(list).query("page", page.to_string()),
    };
    fake.once(request, answer(200, entries).with("link", next));
}

fn hundred(page: usize) -> Value {
    (0..100)
        .map(|one| json!({ "login": format!("p{page:02}-{one:02}"), "slug": format!("t{page:02}-{one:02}") }))
        .collect()
}

#[tokio::test]
async fn a_large_organisation_is_read_to_its_end() {
    let mut fake = Fake::start();
    for page in 1..=25 {
        paged(&mut fake, "/orgs/acme/members", page, hundred(page));
    }
    fake.once(by_token("/orgs/acme/members").query("page", "26"), answer(200, people(&["zoe"])));
    fake.once(by_token("/orgs/acme/teams"), answer(200, json!([])));
    let directory = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Whole, 2_501));
}

#[tokio::test]
async fn of_more_teams_than_are_read_a_part_is() {
    let mut fake = Fake::start();
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"])));
    for page in 1..=3 {
        paged(&mut fake, "/orgs/acme/teams", page, hundred(page));
    }
    for page in 1..=3 {
        for team in 0..100 {
            let members = format!("/orgs/acme/teams/t{page:02}-{team:02}/members");
            fake.once(by_token(&members), answer(200, people(&["ada"])));
        }
    }
    let directory = read_directory(&github(), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.groups.len()), (Extent::Part(Limit::Number), 300));
}

#[tokio::test]
async fn people_go_by_as_their_page_comes_and_teams_are_asked_for_by_who_looks_at_them_alone() {
    let mut fake = Fake::start();
    paged(&mut fake, "/orgs/acme/members", 1, hundred(1));
    fake.once(by_token("/orgs/acme/members").query("page", "2"), refusal(500, "CANARY"));
    let (wanted, fields) = (by_a_token(&fake), token());
    let (came, extent) = count_people(&github(), &wanted, &fields).await;
    assert!(came == 100 && extent.is_err(), "{came}: {extent:?}");
    fake.once(by_token("/orgs/acme/members"), answer(200, people(&["ada"])));
    let (came, extent) = count_people(&github(), &wanted, &fields).await;
    assert_eq!((came, extent.unwrap()), (1, Extent::Whole));
}

#[tokio::test]
async fn a_github_that_drips_its_people_is_read_in_part_and_asked_nothing_more() {
    let mut fake = Fake::start();
    let next = format!("<{}/orgs/acme/members?per_page=100&page=2>; rel=\"next\"", fake.base());
    let page = answer(200, people(&["ada"])).with("link", next);
    fake.once(by_token("/orgs/acme/members"), page);
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let directory = read_directory(&GitHub::new(spent), &by_a_token(&fake), &token()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Time), 1));
}
