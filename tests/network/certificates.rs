//! TLS: whom this machine trusts, and what is said of those whom it does not.

use devportal_auth::proof::Verdict;
use rcgen::{DnType, KeyPair};

use crate::servers::{Authority, Fake, OK, certificate, get, names, options, serve_tls};

#[tokio::test]
async fn an_unknown_issuer_is_named_with_the_way_to_trust_it() {
    let authority = Authority::new("Acme Internal CA");
    let port = authority.serve(certificate("127.0.0.1")).await;
    let error = get(options(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not reach 127.0.0.1: its certificate is signed by `Acme Internal CA`, which this machine does not know"
    );
    let hint = error.hint.as_deref().unwrap();
    assert!(hint.contains("--ca-cert") && hint.contains("NODE_EXTRA_CA_CERTS"), "{hint}");
    assert_eq!(names(&error.steps), ["name", "connect", "TLS"]);
    assert_eq!(error.steps[0].says, "127.0.0.1");
    assert_eq!(error.steps[1].says, format!("port {port}"));
    assert_eq!(error.step("realm").verdict, Verdict::Unknown);
}

#[tokio::test]
async fn an_authority_that_the_engineer_names_is_trusted() {
    let authority = Authority::new("Acme Internal CA");
    let port = authority.serve(certificate("127.0.0.1")).await;
    let answer = get(authority.trusted(), &format!("https://127.0.0.1:{port}/")).await.unwrap();
    assert_eq!(answer.body(), b"ok");
}

#[tokio::test]
async fn a_certificate_for_another_host_says_which_names_it_has() {
    let authority = Authority::new("Acme Internal CA");
    let port = authority.serve(certificate("sso.acme.dev")).await;
    let error = get(authority.trusted(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "its certificate is not for `127.0.0.1`, but for `sso.acme.dev`");
}

#[tokio::test]
async fn an_expired_certificate_says_since_when() {
    let authority = Authority::new("Acme Internal CA");
    let mut params = certificate("127.0.0.1");
    params.not_after = rcgen::date_time_ymd(2020, 2, 29);
    let port = authority.serve(params).await;
    let error = get(authority.trusted(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "its certificate expired on 2020-02-29");
}

#[tokio::test]
async fn a_certificate_that_signed_itself_is_told_apart() {
    let key = KeyPair::generate().unwrap();
    let mut params = certificate("127.0.0.1");
    params.distinguished_name.push(DnType::CommonName, "devbox");
    let chain = vec![params.self_signed(&key).unwrap().der().clone()];
    let port = serve_tls(chain, key).await;
    let error = get(options(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "its certificate, `devbox`, is signed by itself, and this machine does not know it");
}

#[tokio::test]
async fn a_server_without_tls_on_an_https_address_is_recognised() {
    let fake = Fake::answering(&[OK.as_bytes(); 2]).await;
    let error = get(options(), &fake.url("https")).await.unwrap_err();
    assert_eq!(error.says, "what answers on this port does not speak TLS");
}
