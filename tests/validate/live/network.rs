//! Where credentials go, and where they never go; a way that ends is told by its step.

use std::time::Duration;

use super::stand::{Desk, Fake, tls};

fn token_of_gitlab(request: &str) -> (u16, String) {
    match request {
        "GET /api/v4/personal_access_tokens/self" => {
            (200, r#"{"name":"portal","scopes":["read_api"],"active":true,"expires_at":"2999-01-01"}"#.to_owned())
        }
        "GET /api/v4/user" => (200, r#"{"username":"acme-bot","bot":true}"#.to_owned()),
        _ => (404, "{}".to_owned()),
    }
}

fn oidc(issuer: &str) -> String {
    format!(
        "auth:\n  environment: production\n  providers:\n    oidc:\n      production:\n        metadataUrl: {issuer}\n        clientId: portal\n        clientSecret: CANARY-secret\n"
    )
}

#[test]
fn a_host_that_only_a_server_names_is_never_asked() {
    let other = Fake::never_asked();
    let elsewhere = other.host.clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let own = issuer.clone();
    let server = Fake::serve(listener, Duration::ZERO, move |request| match request {
        "GET /.well-known/openid-configuration" => {
            let at = |path: &str| format!("http://{elsewhere}/{path}");
            let body = serde_json::json!({
                "issuer": own, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
                "userinfo_endpoint": at("userinfo"), "jwks_uri": at("keys"),
            });
            (200, body.to_string())
        }
        _ => (404, "{}".to_owned()),
    });
    let said = Desk::with(&oidc(&issuer)).live_at(&[&server.host], &[]);
    let says = format!("the server names `http://{}` for its tokens, and nobody agreed to that host", other.host);
    said.says(&says).says(&format!("`--only-host {}`", other.host)).says("1 unknown");
    assert!(other.asked().is_empty(), "{:?}", other.asked());
    assert!(!server.asked().is_empty());
    assert!(!format!("{}{}", said.stdout, said.stderr).contains("CANARY"));
}

#[test]
fn a_redirect_to_another_host_carries_nothing_there() {
    let other = Fake::never_asked();
    let away = format!("http://{}/api/v4/user", other.host);
    let server = Fake::start(Duration::ZERO, move |_| (302, away.clone()));
    let text = format!("integrations: {{ gitlab: [{{ host: '{}', token: glpat-one }}] }}\n", server.host);
    Desk::with(&text).live(&[]);
    assert!(!server.asked().is_empty() && other.asked().is_empty(), "{:?}", other.asked());
}

#[test]
fn a_block_that_the_browser_does_not_ask_for_is_not_proven() {
    let (asked, not_asked) = (Fake::start(Duration::ZERO, |_| (502, "{}".to_owned())), Fake::never_asked());
    let block = |environment: &str, server: &Fake| {
        format!("      {environment}: {{ clientId: a, clientSecret: b, audience: 'http://{}' }}\n", server.host)
    };
    let blocks = [block("development", &not_asked), block("production", &asked)].concat();
    let desk = Desk::with(&format!("auth:\n  environment: production\n  providers:\n    gitlab:\n{blocks}"));
    desk.live(&[]).ended(3).says("1 unknown");
    assert!(!asked.asked().is_empty() && not_asked.asked().is_empty());
}

#[test]
fn nothing_goes_in_the_clear_to_another_machine() {
    let text = "integrations:\n  gitlab:\n    - { host: gitlab.invalid, baseUrl: 'http://gitlab.invalid', token: glpat-one }\n";
    let said = Desk::with(text).live(&[]);
    said.ended(0).says("`http://gitlab.invalid` is not encrypted; nothing was sent there");
    assert_eq!(said.found()[0].0, "credential-unknown");
}

#[test]
fn a_way_that_ends_at_the_connection_is_told_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let desk = Desk::with(&format!("integrations: {{ gitlab: [{{ host: '{closed}', token: glpat-one }}] }}\n"));
    desk.live(&[]).ended(3).says(&format!("nothing listens on port {}", closed.port())).says("1 unknown");
}

#[test]
fn an_authority_that_nobody_knows_is_named_and_trusted_when_it_is_given() {
    let (port, authority) = tls(token_of_gitlab);
    let desk = Desk::with(&format!(
        "integrations:\n  gitlab:\n    - {{ host: 'localhost:{port}', baseUrl: 'https://localhost:{port}', token: glpat-one }}\n"
    ));
    desk.live(&[]).ended(3).says("Acme Internal CA").says("1 unknown").says("--ca-cert");
    desk.put("ca.pem", &authority);
    desk.live(&["--ca-cert", &desk.path("ca.pem"), "--require-live"]).says("1 proven");
}
