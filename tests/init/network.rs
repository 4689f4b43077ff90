//! What is said, and how the run ends, when a provider is not there, is not itself, or refuses.

use std::io::{Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::fake::{Fake, json, raw};
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
    let say = |words: &'static str| {
        raw(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(words.as_bytes());
        })
    };
    let hang = raw(|_stream| thread::sleep(Duration::from_secs(30)));
    for (url, says) in [
        ("http://127.0.0.1:1".to_owned(), "could not reach 127.0.0.1"),
        ("http://nobody.invalid".to_owned(), "could not reach nobody.invalid"),
        (say("\u{0}\u{1}garbage\r\n\r\n"), "could not reach 127.0.0.1"),
        (say(page), "what answered with status 200 is not GitHub's API"),
        (say(gateway), "GitHub is not well"),
        (say(long), "could not reach 127.0.0.1"),
        (hang, "could not reach 127.0.0.1"),
    ] {
        asks(Desk::new(), &url).ended(3, &[says, "=", "nothing was written"]);
    }
}

#[test]
fn an_issuer_that_is_not_trusted_is_named() {
    let url = tls_server();
    let said = asks(Desk::new(), &url);
    said.ended(3, &["Acme Private CA", "--ca-cert"]);
}

/// Speaks TLS with a certificate that nobody trusts.
fn tls_server() -> String {
    let mut issuer = rcgen::CertificateParams::new(Vec::new()).unwrap();
    issuer.distinguished_name.push(rcgen::DnType::CommonName, "Acme Private CA");
    issuer.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let issuer = rcgen::Issuer::new(issuer, key);
    let own = rcgen::KeyPair::generate().unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&own, &issuer).unwrap();
    let chain = vec![certificate.der().clone()];
    let key = rustls::pki_types::PrivateKeyDer::try_from(own.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let url = raw(move |mut stream| {
        let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
    });
    url.replace("http://127.0.0.1", "https://localhost")
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_password() {
    for (status, says) in [("407 Proxy Authentication Required", "proxy"), ("403 Forbidden", "proxy")] {
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        let proxy = raw(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        });
        let with_password = proxy.replace("http://", "http://ada:CANARY@");
        asks(Desk::new().with("HTTPS_PROXY", &with_password), "https://ghe.acme.test").ended(3, &[says, &status[..3]]);
    }
}

const ORGANIZATION: &str = r#"{"login":"acme","id":1,"type":"Organization"}"#;
const ADA: &str = r#"{"login":"ada","id":7,"type":"User"}"#;

/// A GitHub that has `acme`, and answers a token that asks who it is.
fn github(user: String) -> Fake {
    Fake::start(vec![("GET /orgs/acme", json(200, &[], ORGANIZATION)), ("GET /user", user)])
}

#[test]
fn a_token_that_is_refused_ends_the_run_with_the_reason_and_the_next_step() {
    let bad = r#"{"message":"Bad credentials"}"#;
    let limit = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "4102444800")];
    for (answer, code, says) in [
        (
            json(401, &[], bad),
            1,
            ["GitHub refuses the credential: it is wrong, has ended or was revoked", "make a new one: http"],
        ),
        (
            json(403, &limit, r#"{"message":"API rate limit exceeded"}"#),
            3,
            ["limit of requests is used up until 00:00 UTC", "try again later"],
        ),
        (json(503, &[], "{}"), 3, ["GitHub is not well", "="]),
        (
            json(
                403,
                &[],
                r#"{"message":"Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."}"#,
            ),
            3,
            ["takes no requests from this machine's address", "let an owner add this address"],
        ),
    ] {
        let fake = github(answer);
        let desk = Desk::new();
        let said = asks(desk, &fake.url);
        said.ended(code, &says);
        said.ended(code, &["environment GITHUB_TOKEN secrets dotenv"]);
        fake.done();
    }
}

#[test]
fn single_sign_on_that_waits_is_told_with_its_link() {
    let scopes = [("x-oauth-scopes", "repo")];
    let link = "https://127.0.0.1/orgs/acme/sso?authorization_request=A1";
    let header = format!("required; url={link}");
    let sso = [("x-github-sso", header.as_str())];
    let refused = r#"{"message":"Resource protected by organization SAML enforcement."}"#;
    let fake = Fake::start(vec![
        ("GET /orgs/acme", json(200, &[], ORGANIZATION)),
        ("GET /user", json(200, &scopes, ADA)),
        ("GET /user/memberships/orgs/acme", json(403, &sso, refused)),
    ]);
    asks(Desk::new(), &fake.url).ended(1, &["single sign-on", "acme"]);
    fake.done();
}

#[test]
fn a_token_that_lacks_a_scope_is_told_which_and_one_that_does_is_written() {
    let member = r#"{"state":"active","role":"admin"}"#;
    for (scopes, code, says) in [("read:org", 1, "lacks `repo`"), ("repo", 0, "written 5 files")] {
        let fake = Fake::start(vec![
            ("GET /orgs/acme", json(200, &[], ORGANIZATION)),
            ("GET /user", json(200, &[("x-oauth-scopes", scopes)], ADA)),
            ("GET /user/memberships/orgs/acme", json(200, &[], member)),
        ]);
        asks(Desk::new(), &fake.url).ended(code, &[says]);
        fake.done();
    }
}

#[test]
fn a_name_from_outside_cannot_steer_the_terminal() {
    let member = r#"{"state":"active","role":"admin"}"#;
    let ada = r#"{"login":"a\u001b[2Jd\u202ea\r\n\u009b31m","id":7,"type":"User"}"#;
    let acme = r#"{"login":"acme\u001b]0;x\u0007","id":1,"type":"Organization"}"#;
    let fake = Fake::start(vec![
        ("GET /orgs/acme", json(200, &[], acme)),
        ("GET /user", json(200, &[("x-oauth-scopes", "repo\u{7}")], ada)),
        ("GET /user/memberships/orgs/acme", json(200, &[], member)),
    ]);
    let said = asks(Desk::new(), &fake.url);
    assert!(said.code <= 3, "{}", said.text);
}
