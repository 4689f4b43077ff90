//! The way to a server: names, ports, proxies, and the hosts that are never asked.

use std::net::Ipv4Addr;
use std::time::Duration;

use devportal_auth::credential::Secret;
use devportal_auth::proof::Verdict;
use devportal_auth::providers::http::{HttpOptions, Proxy};
use http::Method;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::servers::{Authority, Fake, OK, ask, certificate, get, names, options, read_head};

#[tokio::test]
async fn a_dead_port_is_told_as_such() {
    // Bound, so that nobody else gets the port, but not listening.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let error = get(options(), &format!("http://127.0.0.1:{port}/?code=canary")).await.unwrap_err();
    assert_eq!(error.says, format!("nothing listens on port {port}"));
    assert_eq!(names(&error.steps), ["name", "connect"]);
    assert_eq!(error.steps[0].verdict, Verdict::Valid);
    assert!(!format!("{error:?}").contains("canary"));
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_told_as_such_with_and_without_a_name_server() {
    let limits = HttpOptions { timeout: Duration::from_secs(2), ..options() };
    let error = get(limits, "https://sso.acme.invalid/").await.unwrap_err();
    assert!(["name not found", "no name server answered within 2 s"].contains(&error.says.as_str()), "{error}");
    assert_eq!(names(&error.steps), ["name"]);
    assert!(error.hint.unwrap().contains("VPN"));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_credentials() {
    let refusal: &[u8] = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    // Three tries and one diagnosis.
    let fake = Fake::answering(&[refusal; 4]).await;
    let address = Secret::new(format!("http://ada:canary-word@127.0.0.1:{}", fake.port));
    let with_proxy = HttpOptions { proxy: Some(Proxy::new(&address, "").unwrap()), ..options() };
    let error = get(with_proxy, "https://sso.acme.invalid/realms?code=canary-code").await.unwrap_err();
    let says = format!("the proxy `127.0.0.1:{}` refused (407): the name or the password is wrong", fake.port);
    assert_eq!(error.says, says);
    assert_eq!(names(&error.steps), ["name", "connect", "proxy"]);
    assert!(!format!("{error:?} {error}").contains("canary"));
    for head in fake.heads() {
        assert!(head.starts_with("CONNECT sso.acme.invalid:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    }
}

#[tokio::test]
async fn a_proxy_that_forbids_a_host_says_what_to_ask_for() {
    let refusal: &[u8] = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    // One try and one diagnosis.
    let fake = Fake::answering(&[refusal; 2]).await;
    let proxy = Proxy::new(&Secret::new(format!("127.0.0.1:{}", fake.port)), "").unwrap();
    let with_proxy = HttpOptions { proxy: Some(proxy), ..options() };
    let error = ask(with_proxy, Method::POST, "https://sso.acme.invalid/").await.unwrap_err();
    let says = format!("the proxy `127.0.0.1:{}` refused (403) to connect to `sso.acme.invalid`", fake.port);
    assert_eq!(error.says, says);
    assert!(error.hint.unwrap().contains("add `sso.acme.invalid` to NO_PROXY"));
}

#[tokio::test]
async fn https_goes_through_the_proxy_and_the_host_name_stays_proven() {
    let authority = Authority::new("Acme Internal CA");
    let target = authority.serve(certificate("sso.acme.invalid")).await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = Secret::new(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            assert!(read_head(&mut stream).await.starts_with("CONNECT sso.acme.invalid:443 "));
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await.unwrap();
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        }
    });
    let proxy = Some(Proxy::new(&address, "").unwrap());
    let answer = get(HttpOptions { proxy: proxy.clone(), ..authority.trusted() }, "https://sso.acme.invalid/").await;
    assert_eq!(answer.unwrap().body(), b"ok");
    let error = get(HttpOptions { proxy, ..options() }, "https://sso.acme.invalid/").await.unwrap_err();
    assert_eq!(names(&error.steps), ["name", "connect", "proxy", "TLS"]);
}

#[tokio::test]
async fn loopback_addresses_never_go_through_the_proxy() {
    let (proxy, server) = (Fake::answering(&[]).await, Fake::answering(&[OK.as_bytes()]).await);
    let setting = Proxy::new(&Secret::new(proxy.url("http")), "").unwrap();
    let answer = get(HttpOptions { proxy: Some(setting), ..options() }, &server.url("http")).await.unwrap();
    assert_eq!(answer.body(), b"ok");
}

#[tokio::test]
async fn plain_http_beyond_this_machine_is_refused_before_anything_is_sent() {
    let error = get(options(), "http://sso.acme.invalid/realms").await.unwrap_err();
    assert_eq!(error.says, "plain http is only used on this machine; nothing was sent");
    assert_eq!(error.hint.as_deref(), Some("write the address as `https://sso.acme.invalid`"));
    for (said, instead) in [
        ("http://sso.acme.invalid:8443/realms", "https://sso.acme.invalid:8443"),
        ("http://sso.acme.invalid:80/", "https://sso.acme.invalid"),
        ("http://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("http://0.0.0.0:7601/", "http://localhost:7601"),
        ("http://[::]:7601/", "http://localhost:7601"),
        ("http://[::ffff:7f00:1]/", "http://127.0.0.1"),
        ("http://localhost.:7601/", "http://localhost:7601"),
    ] {
        let error = get(options(), said).await.unwrap_err();
        assert_eq!(error.says, "plain http is only used on this machine; nothing was sent");
        assert_eq!(error.hint, Some(format!("write the address as `{instead}`")), "{said}");
    }
}
