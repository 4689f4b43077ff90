//! Whom org data would bring, and who one person is.

use std::time::Duration;

use devportal_auth::credential::CredentialKind;
use devportal_auth::proof::{Extent, Identity, Limit, Sought};
use devportal_auth::providers::gitlab::GitLab;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Provider, read_directory};
use serde_json::{Value, json};

use crate::fake::{Fake, TOKEN, answer, fields, get, gitlab, group};
use crate::passing::count_people;

const KIND: CredentialKind = CredentialKind::AccessToken;

fn person(id: u64, username: &str, state: &str) -> Value {
    json!({ "id": id, "username": username, "name": username, "state": state, "access_level": 30 })
}

#[tokio::test]
async fn people_and_groups_are_the_ones_that_the_catalogs_module_makes() {
    let mut fake = Fake::start();
    let first: Vec<_> = (0..100).map(|number| person(number, &format!("u{number}"), "active")).collect();
    let rest = json!([person(200, "ada", "active"), person(201, "gone", "blocked")]);
    let everybody = || get("groups/acme/members/all");
    fake.once(everybody().query("page", "1"), answer(200, json!(first)));
    fake.once(everybody().query("page", "2"), answer(200, rest));
    fake.once(get("groups/acme"), answer(200, group(7, "acme")));
    let below = [group(8, "acme/platform"), group(9, "acme/platform/tools"), group(10, "acme/secret")];
    fake.once(get("groups/7/descendant_groups"), answer(200, json!(below)));
    fake.once(
        get("groups/7/members/all"),
        answer(200, json!([person(200, "ada", "active"), person(0, "u0", "active")])),
    );
    fake.once(get("groups/8/members/all"), answer(200, json!([person(200, "ada", "active")])));
    // Nobody in it is known, so the module leaves it out.
    fake.once(get("groups/9/members/all"), answer(200, json!([person(300, "stranger", "active")])));
    let mut wanted = fake.wanted(KIND);
    wanted.settings.insert("group-pattern".to_owned(), "^acme(/platform.*)?$".to_owned());
    let directory = read_directory(&gitlab(), &wanted, &fields(&[("token", TOKEN)])).await.unwrap();
    assert_eq!(directory.users.len(), 101);
    assert!(directory.users.iter().all(|user| user.name != "gone"));
    let groups: Vec<_> = directory.groups.iter().map(|group| (group.name.as_str(), group.members.len())).collect();
    assert_eq!(groups, [("acme", 2), ("platform", 1)]);
}

#[tokio::test]
async fn a_person_is_found_by_user_name_and_one_who_is_blocked_is_nobody() {
    for (body, found) in [
        (json!([person(200, "ada", "active")]), true),
        (json!([person(200, "ada", "blocked")]), false),
        (json!([]), false),
    ] {
        let mut fake = Fake::start();
        fake.once(get("users").query("username", "ada"), answer(200, body));
        let sought = gitlab().person(&fake.wanted(KIND), &fields(&[("token", TOKEN)]), "ada").await.unwrap();
        let ada = Identity { username: Some("ada".into()), email: None, id: Some("200".into()), ..Identity::default() };
        assert_eq!(sought == Sought::Found(ada), found, "{sought:?}");
    }
}

#[tokio::test]
async fn people_that_cannot_be_read_are_told_without_gitlabs_words() {
    let mut fake = Fake::start();
    fake.once(get("groups/acme/members/all"), answer(403, json!({ "message": "CANARY" })));
    let error = read_directory(&gitlab(), &fake.wanted(KIND), &fields(&[("token", TOKEN)])).await.unwrap_err();
    assert_eq!(error.to_string(), "could not read people: the token's account may not do that");
}

#[tokio::test]
async fn a_gitlab_that_drips_its_people_is_read_in_part_and_asked_nothing_more() {
    let mut fake = Fake::start();
    let page: Vec<_> = (0..100).map(|number| person(number, &format!("u{number}"), "active")).collect();
    fake.once(get("groups/acme/members/all").query("page", "1"), answer(200, json!(page)));
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let read = read_directory(&GitLab::new(spent), &fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
    let directory = read.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Time), 100));
}

#[tokio::test]
async fn people_go_by_as_their_page_comes_and_groups_are_asked_for_by_who_looks_at_them_alone() {
    let mut fake = Fake::start();
    let page: Vec<_> = (0..100).map(|number| person(number, &format!("u{number}"), "active")).collect();
    let listed = |page: &str| get("groups/acme/members/all").query("page", page);
    fake.once(listed("1"), answer(200, json!(page)));
    fake.once(listed("2"), answer(500, json!({ "message": "CANARY" })));
    let (wanted, fields) = (fake.wanted(KIND), fields(&[("token", TOKEN)]));
    let (people, extent) = count_people(&gitlab(), &wanted, &fields).await;
    assert!(people == 100 && extent.is_err(), "{people}: {extent:?}");
    fake.once(listed("1"), answer(200, json!([person(1, "ada", "active")])));
    let (people, extent) = count_people(&gitlab(), &wanted, &fields).await;
    assert_eq!((people, extent.unwrap()), (1, Extent::Whole));
}

#[tokio::test]
async fn a_gitlab_that_gives_the_same_page_again_is_asked_nothing_more() {
    let mut fake = Fake::start();
    let page: Vec<_> = (0..100).map(|number| person(number, &format!("u{number}"), "active")).collect();
    fake.answers(2, get("groups/acme/members/all"), answer(200, json!(page)));
    let (people, extent) = count_people(&gitlab(), &fake.wanted(KIND), &fields(&[("token", TOKEN)])).await;
    assert_eq!((people, extent.unwrap()), (100, Extent::Part(Limit::Repeated)));
}
