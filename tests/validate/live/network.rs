//! Where credentials go, and where they never go; a way that ends is told by its step.

use serde_json::json;

use super::stand::{Desk, answering, gitlab};
use crate::fake::{Fake, answer, bare, get, over_tls, post};

fn oidc(issuer: &str) -> String {
    format!(
        "auth:\n  environment: production\n  providers:\n    oidc:\n      production:\n        metadataUrl: {issuer}\n        clientId: portal\n        clientSecret: CANARY-secret\n"
    )
}

#[test]
fn a_host_that_only_a_server_names_is_never_asked() {
    let other = Fake::start();
    let mut server = Fake::start();
    let issuer = server.base();
    let at = |path: &str| format!("{}/{path}", other.base());
    let description = json!({
        "issuer": issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"), "jwks_uri": at("keys"),
    });
    server.often(get("/.well-known/openid-configuration"), answer(200, description));
    let said = Desk::with(&oidc(&issuer)).live_at(&[server.authority()], &[]);
    let says =
        format!("the server names `http://{}` for its tokens, and nobody agreed to that host", other.authority());
    said.says(&says).says(&format!("--only-host {}", other.authority())).says("1 unknown");
    assert!(!format!("{}{}", said.stdout, said.stderr).contains("CANARY"));
}

#[test]
fn a_redirect_to_another_host_carries_nothing_there() {
    let other = Fake::start();
    let server = answering(&bare(302).with("location", other.base() + "/api/v4/user"));
    let text = format!("integrations: {{ gitlab: [{{ host: '{}', token: glpat-one }}] }}\n", server.authority());
    Desk::with(&text).live(&[]);
}

#[test]
fn a_block_that_the_browser_does_not_ask_for_is_not_proven() {
    let (mut asked, not_asked) = (Fake::start(), Fake::start());
    asked.once(post("/oauth/token"), answer(502, json!({})));
    let block = |environment: &str, server: &Fake| {
        format!("      {environment}: {{ clientId: a, clientSecret: b, audience: 'http://{}' }}\n", server.authority())
    };
    let blocks = [block("development", &not_asked), block("production", &asked)].concat();
    let desk = Desk::with(&format!("auth:\n  environment: production\n  providers:\n    gitlab:\n{blocks}"));
    desk.live(&[]).ended(3).says("1 unknown");
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
    let server = gitlab("read_api", "2999-01-01");
    let (url, authority) = over_tls(&server, "Acme Internal CA");
    let host = url.trim_start_matches("https://");
    let desk = Desk::with(&format!(
        "integrations:\n  gitlab:\n    - {{ host: '{host}', baseUrl: '{url}', token: glpat-one }}\n"
    ));
    desk.live(&[]).ended(3).says("Acme Internal CA").says("1 unknown").says("--ca-cert");
    desk.put("ca.pem", &authority);
    desk.live(&["--ca-cert", &desk.path("ca.pem"), "--require-live"]).says("1 proven");
}

/// No bus is where this one is said to be, so no keyring is reached.
#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_cannot_be_used_names_no_flag_that_the_command_lacks() {
    let desk = Desk::new();
    let text = "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\n";
    desk.put("app-config.local.yaml", text);
    let declared = "version: 1\nprofile: github\nsecrets: { GITHUB_TOKEN: keyring }\n";
    desk.put("devportal-auth.yaml", declared);
    let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent".to_owned());
    let ran = desk.run_with(std::slice::from_ref(&bus), &["run", "--", "true"]);
    ran.ended(4).says("the keyring cannot be used").says("or start the command itself, with these set");
    let live = ["validate", ".", "--live", "--only-host", "127.0.0.1:1"];
    let proven = desk.run_with(&[bus], &live);
    proven.says("the keyring cannot be used");
    for said in [ran, proven] {
        assert!(!said.stderr.contains("--store"), "{}", said.stderr);
    }
}
