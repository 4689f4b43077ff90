//! People and groups, page by page.

use std::time::Duration;

use devportal_auth::proof::{Extent, Limit, Sought};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::keycloak::Keycloak;
use devportal_auth::providers::{Provider, read_directory};
use serde_json::json;

use crate::fake::{
    Fake, Route, SAME, TOKEN, answer, client, error, forbidden, get, granted, keycloak, page, post, said,
};
use crate::passing::count_people;

fn listing(at: &str, first: usize) -> Route {
    get(at).query("first", first.to_string()).query("max", "100")
}

#[tokio::test]
async fn people_and_nested_groups_are_read_to_the_last_page() {
    let mut fake = Fake::start();
    let (users, groups) = ("/admin/realms/acme/users", "/admin/realms/acme/groups");
    fake.once(post(TOKEN), granted(None));
    let many: Vec<_> = (0..100).map(|n| json!({ "username": format!("user{n:03}") })).collect();
    fake.once(listing(users, 0), answer(200, json!(many)));
    let rest = json!([{ "username": "ada@acme.dev", "email": "ada@acme.dev" }, { "email": "nameless@acme.dev" }]);
    fake.once(listing(users, 100), answer(200, rest));
    let top = json!([
        { "id": "g1", "name": "platform", "subGroupCount": 1, "subGroups": [] },
        { "id": "g3", "name": "old", "subGroups": [{ "id": "g4", "name": "inner" }] },
    ]);
    fake.once(listing(groups, 0), answer(200, top));
    let children = json!([{ "id": "g2", "name": "Ops & SRE", "subGroupCount": 0 }]);
    fake.once(listing(&format!("{groups}/g1/children"), 0), answer(200, children));
    for (id, members) in [
        ("g1", json!([{ "username": "ada@acme.dev" }, { "username": "service-account-x" }, {}])),
        ("g2", json!([{ "username": "user001" }])),
        ("g3", json!([])),
        ("g4", json!([])),
    ] {
        fake.once(listing(&format!("{groups}/{id}/members"), 0), answer(200, members));
    }
    let directory = read_directory(&keycloak(), &fake.wanted(), &client()).await.unwrap();
    assert_eq!(directory.users.len(), 101);
    assert_eq!(
        (directory.users[100].name.as_str(), directory.users[100].email.as_deref()),
        ("ada-acme.dev", Some("ada@acme.dev"))
    );
    let groups: Vec<_> = directory.groups.iter().map(|group| (group.name.as_str(), group.members.join(" "))).collect();
    let expected = [("Ops---SRE", "user001"), ("inner", ""), ("old", ""), ("platform", "ada-acme.dev")];
    assert_eq!(groups, expected.map(|(name, members)| (name, members.to_owned())));
    assert_eq!(directory.extent, Extent::Whole);
}

#[tokio::test]
async fn where_no_other_group_has_room_nobodys_children_are_asked_for() {
    let mut fake = Fake::start();
    fake.once(post(TOKEN), granted(None));
    fake.once(listing("/admin/realms/acme/users", 0), answer(200, json!([])));
    // Groups without a name are asked for no members.
    let inner: Vec<_> = (0..5_000).map(|n| json!({ "id": format!("g{n}"), "subGroupCount": 1 })).collect();
    let top = json!([{ "id": "first", "subGroups": inner }, { "id": "last", "subGroupCount": 1 }]);
    fake.once(listing("/admin/realms/acme/groups", 0), answer(200, top));
    let directory = read_directory(&keycloak(), &fake.wanted(), &client()).await.unwrap();
    assert_eq!((directory.extent, directory.groups.len()), (Extent::Part(Limit::Number), 0));
}

#[tokio::test]
async fn a_refusal_is_told_without_the_answers_own_words() {
    for (answer, words) in [
        (forbidden(), "could not read users: the service account lacks a role"),
        (page(200, "CANARY"), "unknown form"),
        (answer(500, json!("CANARY")), "status 500"),
    ] {
        let mut fake = Fake::start();
        fake.once(post(TOKEN), granted(None));
        fake.once(listing("/admin/realms/acme/users", 0), answer);
        let error = read_directory(&keycloak(), &fake.wanted(), &client()).await.unwrap_err();
        assert!(said(&error).contains(words), "{}", said(&error));
    }
    let mut fake = Fake::start();
    fake.once(post(TOKEN), error(401, "unauthorized_client", SAME));
    let error = read_directory(&keycloak(), &fake.wanted(), &client()).await.unwrap_err();
    assert!(said(&error).contains("the secret is not its own"), "{}", said(&error));
}

#[tokio::test]
async fn a_keycloak_that_drips_its_people_is_read_in_part_and_asked_nothing_more() {
    let mut fake = Fake::start();
    fake.once(post(TOKEN), granted(None));
    let many: Vec<_> = (0..100).map(|n| json!({ "username": format!("user{n:03}") })).collect();
    fake.once(listing("/admin/realms/acme/users", 0), answer(200, json!(many)));
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let directory = read_directory(&Keycloak::new(spent), &fake.wanted(), &client()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Time), 100));
}

#[tokio::test]
async fn people_go_by_as_their_page_comes_and_groups_are_asked_for_by_who_looks_at_them_alone() {
    let mut fake = Fake::start();
    let users = "/admin/realms/acme/users";
    let many: Vec<_> = (0..100).map(|n| json!({ "username": format!("user{n:03}") })).collect();
    fake.answers(2, post(TOKEN), granted(None));
    fake.answers(2, listing(users, 0), answer(200, json!(many)));
    fake.once(listing(users, 100), answer(500, json!("CANARY")));
    let (people, extent) = count_people(&keycloak(), &fake.wanted(), &client()).await;
    assert!(people == 100 && extent.is_err(), "{people}: {extent:?}");
    fake.once(listing(users, 100), answer(200, json!([])));
    let (people, extent) = count_people(&keycloak(), &fake.wanted(), &client()).await;
    assert_eq!((people, extent.unwrap()), (100, Extent::Whole));
}

#[tokio::test]
async fn whatever_holds_an_at_is_looked_for_as_an_address_and_then_as_a_name() {
    for (by_mail, by_name) in [(json!([{ "id": "u-1", "username": "ada" }]), None), (json!([]), Some("ada@acme.dev"))] {
        let mut fake = Fake::start();
        let users = || get("/admin/realms/acme/users").query("exact", "true");
        fake.once(post(TOKEN), granted(None));
        fake.once(users().query("email", "ada@acme.dev"), answer(200, by_mail));
        if let Some(username) = by_name {
            let found = json!([{ "id": "u-1", "username": username }]);
            fake.once(users().query("username", username), answer(200, found));
        }
        let sought = keycloak().person(&fake.wanted(), &client(), "ada@acme.dev").await.unwrap();
        let Sought::Found(identity) = sought else { panic!("{sought:?}") };
        assert_eq!(identity.username.as_deref(), Some(by_name.unwrap_or("ada")));
    }
}
