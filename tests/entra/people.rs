//! Whom org data would bring, and who one person is.

use std::time::Duration;

use devportal_auth::proof::{Extent, Identity, Limit, Sought};
use devportal_auth::providers::entra::Entra;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Provider, read_directory};
use serde_json::{Value, json};

use crate::fake::{Fake, answer, client, denied, entra, graph};

fn user(mail: &str, enabled: bool) -> Value {
    json!({ "id": format!("id-{mail}"), "displayName": mail, "mail": mail, "userPrincipalName": mail, "accountEnabled": enabled })
}

#[tokio::test]
async fn people_and_groups_are_the_ones_that_the_catalogs_module_makes_page_by_page() {
    let mut fake = Fake::start();
    fake.grants(Some(&[]));
    let next = format!("{}/v1.0/users?$skiptoken=2", fake.base());
    let filter = "accountEnabled eq true and userType eq 'member'";
    let first = graph("/v1.0/users").query("$filter", filter);
    fake.once(first, answer(200, json!({ "value": [user("Ada@acme.test", true)], "@odata.nextLink": next })));
    let second = graph("/v1.0/users").query("$skiptoken", "2");
    fake.once(second, answer(200, json!({ "value": [user("gone@acme.test", false), { "id": "nameless" }] })));
    let groups = graph("/v1.0/groups").query("$filter", "startsWith(displayName,'backstage-')");
    let found = json!([
        { "id": "g1", "displayName": "backstage-Admins", "mailNickname": "a1b2", "securityEnabled": true },
        { "id": "g2", "displayName": "backstage-Ops & SRE", "mailNickname": "ops", "securityEnabled": false },
    ]);
    fake.once(groups, answer(200, json!({ "value": found })));
    let members = |id: &str| graph(&format!("/v1.0/groups/{id}/members/microsoft.graph.user"));
    fake.once(members("g1"), answer(200, json!({ "value": [user("ada@acme.test", true)] })));
    fake.once(members("g2"), answer(200, json!({ "value": [] })));
    let mut wanted = fake.wanted();
    wanted.settings.insert("user-filter".to_owned(), filter.to_owned());
    wanted.settings.insert("group-filter".to_owned(), "startsWith(displayName,'backstage-')".to_owned());
    let directory = read_directory(&entra(), &wanted, &client()).await.unwrap();
    let users: Vec<_> = directory.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(users, ["ada_acme.test"]);
    let groups: Vec<_> = directory.groups.iter().map(|group| (group.name.as_str(), group.members.len())).collect();
    assert_eq!(groups, [("backstage-admins", 1), ("ops", 0)]);
}

#[tokio::test]
async fn a_next_page_at_another_host_never_gets_the_token() {
    let mut fake = Fake::start();
    fake.grants(Some(&[]));
    let elsewhere = json!({ "value": [], "@odata.nextLink": "http://127.0.0.1:1/v1.0/users" });
    fake.once(graph("/v1.0/users"), answer(200, elsewhere));
    let error = read_directory(&entra(), &fake.wanted(), &client()).await.unwrap_err();
    assert!(error.to_string().contains("at another host, which was not asked"), "{error}");
}

#[tokio::test]
async fn a_person_is_found_by_address_and_one_who_is_disabled_is_nobody() {
    for (response, found) in [
        (answer(200, json!({ "value": [user("ada@acme.test", true)] })), true),
        (answer(200, json!({ "value": [user("ada@acme.test", false)] })), false),
        (answer(200, json!({ "value": [] })), false),
        (denied(), false),
    ] {
        let mut fake = Fake::start();
        fake.grants(Some(&[]));
        let filter = "mail eq 'ada@acme.test' or userPrincipalName eq 'ada@acme.test'";
        fake.once(graph("/v1.0/users").query("$filter", filter), response);
        let sought = entra().person(&fake.wanted(), &client(), "ada@acme.test").await.unwrap();
        let ada = Identity {
            username: None,
            email: Some("ada@acme.test".into()),
            id: Some("id-ada@acme.test".into()),
            ..Identity::default()
        };
        assert_eq!(sought == Sought::Found(ada), found, "{sought:?}");
    }
}

#[tokio::test]
async fn a_mere_name_is_taken_for_the_beginning_of_the_address_that_people_sign_in_with() {
    let several = json!([user("ada@acme.test", true), user("ada@acme.dev", true)]);
    for (people, words) in [
        (json!([user("ada@acme.test", true)]), "Found"),
        (several, "is several people, `ada@acme.test` and `ada@acme.dev` among them"),
        (json!([]), "the tenant has nobody called `ada`"),
    ] {
        let mut fake = Fake::start();
        fake.grants(Some(&[]));
        let list = graph("/v1.0/users").query("$filter", "startsWith(userPrincipalName,'ada@')");
        fake.once(list, answer(200, json!({ "value": people })));
        let sought = entra().person(&fake.wanted(), &client(), "ada").await.unwrap();
        assert!(format!("{sought:?}").contains(words), "{sought:?}");
    }
}

#[tokio::test]
async fn a_graph_that_drips_its_people_is_read_in_part_and_asked_nothing_more() {
    let mut fake = Fake::start();
    fake.grants(Some(&[]));
    let next = format!("{}/v1.0/users?$skiptoken=2", fake.base());
    let page = json!({ "value": [user("ada@acme.test", true)], "@odata.nextLink": next });
    fake.once(graph("/v1.0/users"), answer(200, page));
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let directory = read_directory(&Entra::new(spent), &fake.wanted(), &client()).await.unwrap();
    assert_eq!((directory.extent, directory.users.len()), (Extent::Part(Limit::Time), 1));
}
