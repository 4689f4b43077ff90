//! The strict fake of the other tests is strict: whatever is not as its table has it fails the test, and is shown without its secrets.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why")]

mod example;
#[path = "mod.rs"]
mod fake;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;

use crate::fake::{Answer, Asked, Fake, Route, answer, bare, get, on, post, put, text};

const FORM: &str = "application/x-www-form-urlencoded";

/// Asks, and returns the status.
fn ask(fake: &Fake, method: &str, address: &str, headers: &[(&str, &str)], body: &str) -> u16 {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let mut stream = TcpStream::connect(fake.authority()).unwrap();
    write!(stream, "{method} {address} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

fn read(fake: &Fake, address: &str) -> u16 {
    ask(fake, "GET", address, &[], "")
}

/// What the test that has it fails with.
fn fails(fake: Fake) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| drop(fake))).unwrap_err();
    failed.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn what_is_asked_as_the_table_has_it_is_answered_and_fails_nothing() {
    let mut fake = Fake::start();
    fake.once(get("/user").header("accept", "*/*"), answer(200, json!({ "login": "ada" })));
    fake.answers(2, post("/token").form("code", "1 2").without_form("secret"), text(201, "made"));
    fake.often(get("/people").query("page", "2").without_query("all"), |asked: &Asked| {
        bare(asked.query["status"].parse().unwrap())
    });
    fake.perhaps(get("/never"), bare(200));
    assert_eq!(ask(&fake, "GET", "/user", &[("accept", "*/*")], ""), 200);
    for _ in 0..2 {
        assert_eq!(ask(&fake, "POST", "/token", &[("content-type", FORM)], "code=1+2"), 201);
    }
    for status in [204, 404] {
        assert_eq!(read(&fake, &format!("/people?page=2&status={status}")), status);
    }
    assert_eq!(fake.asked("/people").len(), 2);
}

#[test]
fn a_request_that_nobody_expected_fails_with_the_row_that_comes_next_to_it() {
    for (address, says) in [
        ("/user", "not expected: GET /user"),
        ("/user/orgs?page=3", "nearest: GET /user/orgs, query `page: 2`; it wants query `page: 2`"),
        ("/user/orgs/", "nearest: GET /user/orgs, query `page: 2`; it wants another path, query `page: 2`"),
        ("/zzz", "nearest: "),
    ] {
        let mut fake = Fake::start();
        fake.perhaps(get("/user/orgs").query("page", "2"), bare(200));
        fake.perhaps(get("/orgs/acme"), bare(200));
        assert_eq!(read(&fake, address), 599);
        let said = fails(fake);
        assert!(said.contains(says) && said.contains("tests/fake/main.rs:"), "{said}");
    }
    let fake = Fake::start();
    assert_eq!(read(&fake, "/"), 599);
    assert!(fails(fake).contains("nothing may be asked of it"));
}

/// A row that fits all but for one thing is not taken.
#[test]
fn each_thing_that_a_row_wants_is_looked_at() {
    let rows: [fn() -> Route; 9] = [
        || on("PUT", "/a").json(json!({ "a": { "b": 1, "c": [1] } })),
        || put("/a").query("q", "1"),
        || put("/a").json_with(json!({ "a": { "b": 1 } })),
        || put("/a").json_with(json!({ "a": { "c": [1] } })),
        || put("/a").body(r#""b":1"#),
        || put("/a").header("x-one", "1"),
        || put("/a").without_header("x-two"),
        || put("/a").without_query("p"),
        || put("/a").fits("a long body", |asked| asked.body.len() > 8),
    ];
    let (right, headers) = (r#"{"a":{"b":1,"c":[1]}}"#, [("x-one", "1")]);
    for (wrong, address, headers_then, body) in [
        (&[0][..], "/a?q=1", &headers[..], r#"{"a":{"b":1,"c":[1]},"d":0}"#),
        (&[1], "/a?q=2", &headers, right),
        (&[0, 2, 4], "/a?q=1", &headers, r#"{"a":{"b":2,"c":[1]}}"#),
        (&[0, 3], "/a?q=1", &headers, r#"{"a":{"b":1,"c":[1,2]}}"#),
        (&[1], "/a?q=1&q=1", &headers, right),
        (&[5], "/a?q=1", &[("x-one", "2")], right),
        (&[5], "/a?q=1", &[("x-one", "1"), ("x-one", "1")], right),
        (&[6], "/a?q=1", &[("x-one", "1"), ("x-two", "")], right),
        (&[7], "/a?q=1&p", &headers, right),
        (&[0, 2, 3, 4, 8], "/a?q=1", &headers, "{}"),
    ] {
        for (number, row) in rows.iter().enumerate() {
            let mut fake = Fake::start();
            fake.once(row(), bare(200));
            assert_eq!(ask(&fake, "PUT", "/a?q=1", &headers, right), 200, "{number}");
            drop(fake);
            let mut fake = Fake::start();
            fake.once(row(), bare(200));
            let status = ask(&fake, "PUT", address, headers_then, body);
            assert_eq!(status == 599, wrong.contains(&number), "{number}: {address} {body}");
            if status == 599 {
                assert!(fails(fake).contains("not expected: PUT /a"));
            }
        }
    }
}

#[test]
fn a_row_that_was_not_asked_as_often_as_expected_fails() {
    let mut fake = Fake::start();
    fake.once(get("/user"), bare(200));
    fake.answers(3, get("/orgs").query("page", "1"), bare(200));
    fake.often(get("/teams"), bare(200));
    fake.perhaps(get("/never"), bare(200));
    read(&fake, "/orgs?page=1");
    let said = fails(fake);
    for says in [
        "expected, and asked 0 of 1 times: GET /user\n",
        "expected, and asked 1 of 3 times: GET /orgs, query `page: 1`\n",
        "expected, and asked 0 of 1 times: GET /teams",
    ] {
        assert!(said.contains(says), "{said}");
    }
    assert!(!said.contains("/never"), "{said}");
}

#[test]
fn once_more_than_expected_fails_unless_another_row_takes_it() {
    let mut fake = Fake::start();
    fake.once(get("/user"), bare(201));
    fake.once(get("/user"), bare(202));
    assert_eq!([read(&fake, "/user"), read(&fake, "/user")], [201, 202]);
    assert_eq!(read(&fake, "/user"), 599);
    assert!(fails(fake).contains("nearest: GET /user; it was to be asked 1 times"));
}

#[test]
fn where_order_matters_the_next_row_alone_is_taken() {
    let table = || {
        let mut fake = Fake::start().in_order();
        fake.once(get("/one"), bare(201));
        fake.once(get("/two"), bare(202));
        fake
    };
    let fake = table();
    assert_eq!([read(&fake, "/one"), read(&fake, "/two")], [201, 202]);
    drop(fake);
    let fake = table();
    assert_eq!([read(&fake, "/two"), read(&fake, "/one")], [599, 201]);
    let said = fails(fake);
    assert!(said.contains("nearest: GET /two; another one stands before it"), "{said}");
}

#[test]
fn nothing_that_is_secret_is_shown_of_a_request_or_a_row() {
    let mut fake = Fake::start();
    let basic = "Basic cG9ydGFsOnNvbWV0aGluZw==";
    fake.once(post("/token").header("authorization", basic).form("client_secret", "another-one"), bare(200));
    fake.once(post("/token").header("x-open", "glpat-abcdefghij0123456789"), bare(200));
    let headers = [("content-type", FORM), ("authorization", "Bearer a-token"), ("x-id", "1-CANARY-2")];
    ask(&fake, "POST", "/token?code=one-time-code", &headers, "client_secret=the-only-one&client_id=portal");
    let said = fails(fake);
    for secret in ["cG9ydGFs", "another-one", "glpat-abc", "a-token", "CANARY", "one-time-code", "the-only-one"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    for open in ["form `client_id: portal`", "header `authorization: (14 bytes)`", "header `x-id: •••`"] {
        assert!(said.contains(open), "{open} in {said}");
    }
}

#[test]
fn a_secret_in_an_address_fails_unless_the_path_of_the_row_has_it() {
    let mut fake = Fake::start();
    fake.once(post("/codes/CANARY1"), bare(201));
    assert_eq!(ask(&fake, "POST", "/codes/CANARY1", &[], ""), 201);
    drop(fake);
    let mut fake = Fake::start();
    fake.once(get("/user"), bare(200));
    assert_eq!(read(&fake, "/user?token=CANARY1"), 200);
    assert!(fails(fake).contains("a secret in an address: GET /user"));
}

#[test]
fn an_answer_that_holds_what_it_is_asked_against_something_fails_the_test() {
    let mut fake = Fake::start();
    fake.once(get("/user"), |asked: &Asked| -> Answer {
        assert_eq!(asked.query["page"], "2", "the page");
        bare(200)
    });
    assert_eq!(read(&fake, "/user?page=3"), 599);
    let said = fails(fake);
    assert!(said.contains("not as expected: GET /user") && said.contains("the page"), "{said}");
}

#[test]
fn a_fake_that_is_ended_tells_what_was_wrong_and_fails_nothing_more() {
    let mut fake = Fake::start();
    fake.once(on("GET", "*").fits("a short address", |asked| asked.address().len() < 5), bare(200));
    assert_eq!([read(&fake, "/long"), read(&fake, "/a?b")], [599, 200]);
    let wrong = fake.end();
    assert!(wrong.len() == 1 && wrong[0].contains("GET *, a short address; it wants a short address"), "{wrong:?}");
}

#[test]
fn the_example_for_contributors_is_built_and_run_here() {
    assert!(include_str!("../../CONTRIBUTING.md").contains(include_str!("example.rs")));
}
