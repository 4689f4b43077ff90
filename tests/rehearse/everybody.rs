//! A whole directory: who would still get in?

use serde_json::json;

use crate::keycloak::{MAIL, NAME, PROMPT, Realm, Until, portal};

#[test]
fn those_who_would_not_get_in_after_the_upgrade_are_counted_and_named_with_the_reason() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[MAIL, NAME], PROMPT);
    desk.put("backstage.json", r#"{ "version": "1.49.4" }"#);
    let said = desk.run(&["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("1 of 2 people would get in with Backstage 1.57; 1 would not, of whom 1 get in today, with 1.49.4");
    said.says("`bob` the provider says that the mail address is not verified (gets in today)");
}

#[test]
fn who_gets_in_today_is_left_open_where_the_release_of_today_may_be_either() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[MAIL], PROMPT);
    desk.put("backstage.json", r#"{ "version": "1.54" }"#);
    let flags = ["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"];
    let told = desk.run(&[&flags[..], &["--format", "json"]].concat()).json();
    let bob = &told["people"][0];
    assert_eq!((&bob["name"], &bob["gets-in"], &bob["gets-in-today"]), (&json!("bob"), &json!(false), &json!(null)));
    desk.run(&flags).says("1 would not, of whom 0 get in today, with 1.54 (of 1 it could not be determined)");
}

#[test]
fn a_document_has_everybody_who_would_not_get_in() {
    let users: Vec<_> = (0..50)
        .map(|n| json!({ "id": n.to_string(), "username": format!("p{n}"), "email": format!("p{n}@acme.dev") }))
        .collect();
    let fake = Realm { users: json!(users), ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &[MAIL], PROMPT);
    let flags = ["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"];
    let told = desk.run(&[&flags[..], &["--format", "json"]].concat());
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    let document = told.json();
    assert_eq!(document["people"].as_array().unwrap().len(), 50);
    assert_eq!(document["people"][0]["why"], json!("the provider does not mark the mail address as verified"));
    assert_eq!((&document["count"]["do-not"], &document["everybody-gets-in"]), (&json!(50), &json!(false)));
    let said = desk.run(&flags);
    said.says("and 30 more: `--format json` has all");
}

#[test]
fn everybody_gets_in_by_their_names_whatever_their_addresses() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[NAME], PROMPT);
    let said = desk.run(&["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.says("all 2 people in the directory would get in with Backstage 1.57");
}

#[test]
fn what_keeps_the_portal_from_starting_is_said_beside_who_would_get_in() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[NAME], PROMPT);
    let sound = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put("app-config.yaml", &format!("{sound}integrations:\n  gitlab: {{ host: git.acme.dev }}\n"));
    let flags = ["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"];
    let said = desk.run(&flags);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.says("wrong here");
    said.says("what is told of the sign-in holds once the portal starts");
    let document = desk.run(&[&flags[..], &["--format", "json"]].concat()).json();
    assert!(document["steps"].as_array().unwrap().iter().any(|step| step["name"] == "configuration"), "{document}");
    desk.put("app-config.yaml", &sound);
    let said = desk.run(&flags);
    assert!(!said.words().contains("wrong here"), "{}{}", said.out, said.err);
}

/// People who cannot sign in, or whose name the catalog writes otherwise.
fn odd() -> serde_json::Value {
    json!([
        { "id": "u-1", "username": "ada", "email": "ada@acme.dev", "emailVerified": true, "enabled": true },
        { "id": "u-2", "username": "gone", "email": "gone@acme.dev", "emailVerified": true, "enabled": false },
        { "id": "u-3", "username": "eve@acme.dev", "email": "eve@acme.dev", "emailVerified": true, "enabled": true },
    ])
}

#[test]
fn everybody_is_judged_as_each_of_them_by_name() {
    let users = odd();
    // Of who is disabled, nobody asks for groups.
    for (person, gets_in, until) in
        [("ada", true, Until::Directory), ("gone", false, Until::People), ("eve@acme.dev", false, Until::Directory)]
    {
        let fake = Realm { users: users.clone(), ..Realm::default() }.start(until);
        let desk = portal(&fake, &[NAME], PROMPT);
        let one = desk.run(&["--only-host", fake.authority(), "--as", person, "--format", "json"]).json();
        assert_eq!(one["gets-in"], json!(gets_in), "{one}");
    }
    let fake = Realm { users, ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &[NAME], PROMPT);
    let flags = ["--only-host", fake.authority(), "--everybody"];
    let all = desk.run(&[&flags[..], &["--format", "json"]].concat());
    assert_eq!(all.code, 1, "{}{}", all.out, all.err);
    let all = all.json();
    let left: Vec<_> = all["people"].as_array().unwrap().iter().map(|left| left["name"].as_str().unwrap()).collect();
    assert_eq!(left, ["gone", "eve-acme.dev"]);
    assert_eq!(all["people"][0]["why"], json!("`gone` is disabled in the realm"));
    let count = &all["count"];
    assert_eq!((&count["get-in"], &count["do-not"], &count["disabled"]), (&json!(1), &json!(1), &json!(1)), "{count}");
    desk.run(&flags).says("1 of 3 people would get in with Backstage");
}

#[test]
fn the_upgrade_is_asked_about_for_ten_thousand_people_page_by_page_and_for_no_group() {
    let users: Vec<_> = (0..10_000)
        .map(|n| json!({ "id": n.to_string(), "username": format!("p{n}"), "email": format!("p{n}@acme.dev"), "emailVerified": n % 10 != 0 }))
        .collect();
    let fake = Realm { users: json!(users), ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &[MAIL], PROMPT);
    desk.put("backstage.json", r#"{ "version": "1.49.4" }"#);
    let said = desk.run(&["--only-host", fake.authority(), "--everybody", "--backstage", "1.57"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says(
        "9000 of 10000 people would get in with Backstage 1.57; 1000 would not, of whom 1000 get in today, with 1.49.4",
    );
    said.says("and 980 more: `--format json` has all");
    let pages: Vec<_> =
        fake.asked("/admin/realms/acme/users").iter().map(|asked| asked.query["first"].clone()).collect();
    let expected: Vec<_> = (0..=100).map(|page| (page * 100).to_string()).collect();
    assert_eq!(pages, expected);
}

fn person(name: &str, mail: &str) -> serde_json::Value {
    json!({ "id": name, "username": name, "email": mail, "emailVerified": true })
}

#[test]
fn of_a_directory_that_is_refused_half_way_nothing_follows_from_who_was_not_read() {
    let mut users: Vec<_> = (0..98).map(|n| person(&format!("p{n}"), &format!("p{n}@acme.dev"))).collect();
    users.extend([person("ada", "a@acme.dev"), person("ada2", "A@acme.dev"), person("ada3", "a3@acme.dev")]);
    let fake = Realm { users: json!(users), refused_from: Some(100), ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &[MAIL], PROMPT);
    let flags = ["--only-host", fake.authority(), "--everybody"];
    let all = desk.run(&[&flags[..], &["--format", "json"]].concat());
    assert_eq!(all.code, 3, "{}{}", all.out, all.err);
    let told = all.json();
    let why = format!("it depends on `{MAIL}`: the others of this address or name could not be read");
    let ada2 = json!({ "name": "ada2", "gets-in": null, "gets-in-today": null, "why": why });
    assert_eq!((&told["people"], &told["read"]), (&json!([ada2]), &json!("part")), "{told}");
    assert_eq!((&told["count"]["get-in"], &told["count"]["unknown"]), (&json!(99), &json!(1)));
    let said = desk.run(&flags);
    said.says("of 1 it could not be determined (`ada2`: it depends on");
    said.says("one address is more than one person's, and not all of them could be compared");
}

#[test]
fn who_is_found_by_the_name_of_somebody_who_was_not_read_is_left_open() {
    let mut users = vec![person("lovelace", "ada@acme.dev")];
    users.extend((0..99).map(|n| person(&format!("p{n}"), &format!("p{n}@acme.dev"))));
    users.push(person("ada", "a@acme.dev"));
    let fake = Realm { users: json!(users), refused_from: Some(100), ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &["emailLocalPartMatchingUserEntityName"], PROMPT);
    let all = desk.run(&["--only-host", fake.authority(), "--everybody", "--format", "json"]);
    assert_eq!(all.code, 3, "{}{}", all.out, all.err);
    let told = all.json();
    assert_eq!((&told["people"][0]["name"], &told["people"][0]["gets-in"]), (&json!("lovelace"), &json!(null)));
}

#[test]
fn of_more_twins_than_there_is_room_for_the_rest_is_left_open() {
    let named = |of: &'static str| (0..2_001).map(move |n| person(&format!("{of}{n}"), &format!("p{n}@acme.dev")));
    let users: Vec<_> = named("p").chain(named("twin")).collect();
    let fake = Realm { users: json!(users), ..Realm::default() }.start(Until::People);
    let desk = portal(&fake, &[MAIL], PROMPT);
    let all = desk.run(&["--only-host", fake.authority(), "--everybody", "--format", "json"]).json();
    let count = &all["count"];
    assert_eq!(
        (&count["people"], &count["get-in"], &count["do-not"], &count["unknown"]),
        (&json!(4_002), &json!(0), &json!(4_000), &json!(2))
    );
    let untold: Vec<_> = all["people"].as_array().unwrap().iter().filter(|one| one["gets-in"].is_null()).collect();
    let names: Vec<_> = untold.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["twin2000", "p2000"]);
    assert!(untold[0]["why"].as_str().unwrap().contains("too many people share an address"), "{untold:?}");
}
