//! What is said, and how the run ends, when a provider is not there, is not itself, or refuses.

use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::fake::{Answer, Fake, acme, ada, answer, get, github, over_tls, owner, post, raw, saying};
use crate::program::{Desk, Said};

const TOKEN: &str = "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q";

/// A scripted run with a token at a GitHub of that address.
fn asks(desk: Desk, url: &str) -> Said {
    let github = format!("github={url}");
    let said = desk.with("GITHUB_TOKEN", TOKEN).init(&[
        "--profile",
        "github-pat",
        "--stage",
        "local",
        "--timeout",
        "2",
        "--set",
        "GITHUB_ORG=acme",
        "--url",
        &github,
        "--api-url",
        &github,
    ]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
    assert!(!said.text.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{:?}", said.text);
    said
}

#[test]
fn a_server_that_is_not_there_or_not_itself_leaves_the_run_untold() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nCANA";
    let gateway = "HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n";
    let long = "HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n[";
    let hang = raw(|_stream| thread::sleep(Duration::from_secs(30)));
    for (url, says) in [
        ("http://127.0.0.1:1".to_owned(), "could not reach 127.0.0.1"),
        ("http://nobody.invalid".to_owned(), "could not reach nobody.invalid"),
        (saying("\u{0}\u{1}garbage\r\n\r\n"), "could not reach 127.0.0.1"),
        (saying(page), "what answered with status 200 is not GitHub's API"),
        (saying(gateway), "GitHub is not well"),
        (saying(long), "could not reach 127.0.0.1"),
        (hang, "could not reach 127.0.0.1"),
    ] {
        asks(Desk::new(), &url).ended(3, &[says, "=", "nothing was written"]);
    }
}

#[test]
fn an_issuer_that_is_not_trusted_is_named() {
    let server = Fake::start();
    let (url, _) = over_tls(&server, "Acme Private CA");
    let said = asks(Desk::new(), &url);
    said.ended(3, &["Acme Private CA", "--ca-cert"]);
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_password() {
    for (status, says) in [("407 Proxy Authentication Required", "proxy"), ("403 Forbidden", "proxy")] {
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        let proxy = saying(answer);
        let with_password = proxy.replace("http://", "http://ada:CANARY@");
        asks(Desk::new().with("HTTPS_PROXY", &with_password), "https://ghe.acme.test").ended(3, &[says, &status[..3]]);
    }
}

/// A GitHub that has `acme`, and answers a token that asks who it is, so many times.
fn refuses(times: u64, user: Answer) -> Fake {
    let mut fake = Fake::start();
    fake.once(get("/orgs/acme"), answer(200, acme()));
    fake.answers(times, get("/user"), user);
    fake
}

#[test]
fn a_token_that_is_refused_ends_the_run_with_the_reason_and_the_next_step() {
    let told = |status, words: &str| answer(status, json!({ "message": words }));
    let limit =
        told(403, "API rate limit exceeded").with("x-ratelimit-remaining", "0").with("x-ratelimit-reset", "4102444800");
    let list = "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, \
                and your IP address is not permitted to access this resource.";
    for (times, user, code, says) in [
        (
            1,
            told(401, "Bad credentials"),
            1,
            ["GitHub refuses the credential: it is wrong, has ended or was revoked", "make a new one: http"],
        ),
        (1, limit, 3, ["limit of requests is used up until 00:00 UTC", "try again later"]),
        // Reads that a server has trouble with are tried again.
        (3, answer(503, json!({})), 3, ["GitHub is not well", "="]),
        (1, told(403, list), 3, ["takes no requests from this machine's address", "let an owner add this address"]),
    ] {
        let fake = refuses(times, user);
        let desk = Desk::new();
        let said = asks(desk, &fake.base());
        said.ended(code, &says);
        said.ended(code, &["environment GITHUB_TOKEN secrets dotenv"]);
    }
}

#[test]
fn single_sign_on_that_waits_is_told_with_its_link() {
    let link = "https://127.0.0.1/orgs/acme/sso?authorization_request=A1";
    let header = format!("required; url={link}");
    let refused = json!({ "message": "Resource protected by organization SAML enforcement." });
    let fake = github(ada("repo"), answer(403, refused).with("x-github-sso", header));
    asks(Desk::new(), &fake.base()).ended(1, &["single sign-on", "acme"]);
}

#[test]
fn a_token_that_lacks_a_scope_is_told_which_and_one_that_does_is_written() {
    for (scopes, code, says) in [("read:org", 1, "lacks `repo`"), ("repo", 0, "written 5 files")] {
        let fake = github(ada(scopes), owner());
        asks(Desk::new(), &fake.base()).ended(code, &[says]);
    }
}

#[test]
fn whether_somebody_gets_in_is_not_told_where_the_provider_could_not_be_asked() {
    let trouble = || answer(500, json!({ "message": "no" }));
    let known = || answer(200, json!({ "login": "ada", "id": 7, "type": "User" }));
    for (person, people) in [(trouble(), Some(answer(200, json!([])))), (known(), None)] {
        let mut fake = github(ada("repo, read:org, read:user, user:email"), owner());
        fake.often(post("/applications/Ov23liabcdefghijklmn/token"), answer(404, json!({ "message": "Not Found" })));
        fake.often(get("/rate_limit"), answer(404, json!({ "message": "Rate limiting is not enabled." })));
        fake.often(get("/users/ada"), person);
        if people.is_some() {
            fake.often(get("/orgs/acme/teams"), answer(200, json!([])));
        }
        fake.often(get("/orgs/acme/members"), people.unwrap_or_else(trouble));
        let github = format!("github={}", fake.base());
        let flags = [
            "--target",
            "v1",
            "--auth",
            "github-oauth-app",
            "--integration",
            "github-token",
            "--portal-url",
            "https://portal.acme.test",
            "--stage",
            "production",
            "--set",
            "GITHUB_ORG=acme",
            "--set",
            "GITHUB_AUTH_CLIENT_ID=Ov23liabcdefghijklmn",
            "--secret-from",
            "GITHUB_AUTH_CLIENT_SECRET=env:SECRET",
            "--person",
            "ada",
            "--url",
            &github,
            "--api-url",
            &github,
        ];
        let desk = Desk::new().with("GITHUB_TOKEN", TOKEN).with("SECRET", "0123456789abcdef0123456789abcdef01234567");
        desk.init(&flags).ended(3, &["whether `ada` would be let in, and could not tell"]);
    }
}

#[test]
fn a_name_from_outside_cannot_steer_the_terminal() {
    let ada = json!({ "login": "a\u{1b}[2Jd\u{202e}a\r\n\u{9b}31m", "id": 7, "type": "User" });
    let ada = answer(200, ada).with("x-oauth-scopes", "repo");
    let fake = github(ada, owner());
    asks(Desk::new(), &fake.base()).ended(0, &["`a"]);
    let mut fake = Fake::start();
    let organization = json!({ "login": "acme\u{1b}]0;x\u{7}", "id": 1, "type": "Organization" });
    fake.once(get("/orgs/acme"), answer(200, organization));
    asks(Desk::new(), &fake.base()).ended(2, &["`acme]0;x` is there"]);
}
