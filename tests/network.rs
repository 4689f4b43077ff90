//! The network edge against servers on the loopback address that behave as badly as servers do.

use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use devportal_auth::credential::Secret;
use devportal_auth::proof::{Step, Verdict};
use devportal_auth::providers::http::{Http, HttpOptions, Proxy, Unreachable};
use futures_util::future::join_all;
use http::{Method, Request, Response};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

fn options() -> HttpOptions {
    HttpOptions { backoff: Duration::from_millis(1), ..HttpOptions::default() }
}

fn impatient() -> HttpOptions {
    HttpOptions { timeout: Duration::from_millis(300), ..options() }
}

async fn ask(options: HttpOptions, method: Method, uri: &str) -> Result<Response<Vec<u8>>, Unreachable> {
    let request = Request::builder().method(method).uri(uri).body(Vec::new()).unwrap();
    Http::new(options).unwrap().send(request).await
}

async fn get(options: HttpOptions, uri: &str) -> Result<Response<Vec<u8>>, Unreachable> {
    ask(options, Method::GET, uri).await
}

fn names(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.name.as_str()).collect()
}

/// A server that gives its answers in order, one for each connection on which something is asked.
struct Fake {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    async fn answering(answers: &[&[u8]]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let fake = Self { port: listener.local_addr().unwrap().port(), heads: Arc::default() };
        let (heads, mut answers) =
            (fake.heads.clone(), answers.iter().map(|answer| answer.to_vec()).collect::<Vec<_>>().into_iter());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let head = read_head(&mut stream).await;
                if head.is_empty() {
                    continue;
                }
                heads.lock().unwrap().push(head);
                let unexpected = b"HTTP/1.1 599 Unexpected\r\ncontent-length: 0\r\n\r\n".to_vec();
                let _ = stream.write_all(&answers.next().unwrap_or(unexpected)).await;
            }
        });
        fake
    }

    fn url(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}/", self.port)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Reads until an empty line; a TLS greeting is enough as it is.
async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") && head.first() != Some(&0x16) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => head.extend_from_slice(&buffer[..count]),
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// An authority, and servers with certificates of its making.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), folder }
    }

    fn trusted(&self) -> HttpOptions {
        HttpOptions { ca_certs: vec![self.folder.path().join("ca.pem")], ..options() }
    }

    async fn serve(&self, params: CertificateParams) -> u16 {
        let key = KeyPair::generate().unwrap();
        let chain = vec![params.signed_by(&key, &self.issuer).unwrap().der().clone()];
        serve_tls(chain, key).await
    }
}

async fn serve_tls(chain: Vec<rustls::pki_types::CertificateDer<'static>>, key: KeyPair) -> u16 {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = [0; 4096];
                if stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
                    let _ = stream.write_all(OK.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    port
}

fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

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

#[tokio::test]
async fn a_dead_port_is_told_as_such() {
    let port = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
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
    let fake = Fake::answering(&[refusal; 4]).await;
    let address = Secret::new(format!("http://ada:canary-word@127.0.0.1:{}", fake.port));
    let with_proxy = HttpOptions { proxy: Some(Proxy::new(&address, "").unwrap()), ..options() };
    let error = get(with_proxy, "https://sso.acme.invalid/realms?code=canary-code").await.unwrap_err();
    let says = format!("the proxy `127.0.0.1:{}` refused (407): the name or the password is wrong", fake.port);
    assert_eq!(error.says, says);
    assert_eq!(names(&error.steps), ["name", "connect", "proxy"]);
    assert!(!format!("{error:?} {error}").contains("canary"));
    let heads = fake.heads();
    assert_eq!(heads.len(), 4, "three tries and one diagnosis: {heads:?}");
    for head in heads {
        assert!(head.starts_with("CONNECT sso.acme.invalid:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    }
}

#[tokio::test]
async fn a_proxy_that_forbids_a_host_says_what_to_ask_for() {
    let refusal: &[u8] = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    let fake = Fake::answering(&[refusal; 2]).await;
    let proxy = Proxy::new(&Secret::new(format!("127.0.0.1:{}", fake.port)), "").unwrap();
    let with_proxy = HttpOptions { proxy: Some(proxy), ..options() };
    let error = ask(with_proxy, Method::POST, "https://sso.acme.invalid/").await.unwrap_err();
    let says = format!("the proxy `127.0.0.1:{}` refused (403) to connect to `sso.acme.invalid`", fake.port);
    assert_eq!(error.says, says);
    assert!(error.hint.unwrap().contains("add `sso.acme.invalid` to NO_PROXY"));
    assert_eq!(fake.heads().len(), 2, "one try and one diagnosis");
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
    assert!(proxy.heads().is_empty());
}

#[tokio::test]
async fn plain_http_beyond_this_machine_is_refused_before_anything_is_sent() {
    let error = get(options(), "http://sso.acme.invalid/realms").await.unwrap_err();
    assert_eq!(error.says, "plain http is only used on this machine; nothing was sent");
    assert_eq!(error.hint.as_deref(), Some("write the address as `https://sso.acme.invalid`"));
}

#[tokio::test]
async fn garbage_is_told_as_not_http() {
    for garbage in [&b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..], b"\x00\x01\x02\x03\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"] {
        let fake = Fake::answering(&[garbage]).await;
        let error = get(options(), &fake.url("http")).await.unwrap_err();
        assert_eq!(error.says, "what it answered is not HTTP");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_told_with_the_limit() {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = get(impatient(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "no whole answer within 0.3 s");
    assert_eq!(names(&error.steps), ["name", "connect", "HTTP"]);
    let error = get(impatient(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "the handshake did not end within 0.3 s");
    drop(listener);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    const WHOLE: usize = 50 << 20;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sending = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut sent = 0;
        while sent < WHOLE && stream.write_all(&[b'x'; 1 << 16]).await.is_ok() {
            sent += 1 << 16;
        }
        sent
    });
    let error = get(options(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 8 MiB");
    assert!(sending.await.unwrap() < WHOLE);
}

#[tokio::test]
async fn an_answer_that_announces_its_length_or_is_compressed_is_held_to_the_limit_too() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n";
    let error = get(options(), &Fake::answering(&[announced]).await.url("http")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 8 MiB");

    let answer = [&b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n"[..], &GZIPPED].concat();
    let fake = Fake::answering(&[&answer, &answer]).await;
    assert_eq!(get(options(), &fake.url("http")).await.unwrap().body(), &[b'a'; 1000]);
    let error = get(HttpOptions { most_bytes: 999, ..options() }, &fake.url("http")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 999 bytes");

    let damaged = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope";
    let error = get(options(), &Fake::answering(&[damaged]).await.url("http")).await.unwrap_err();
    assert_eq!(error.says, "the body of its answer cannot be decompressed");
}

/// One thousand times the letter a, through gzip.
const GZIPPED: [u8; 29] =
    [31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 76, 28, 5, 163, 96, 20, 12, 119, 0, 0, 3, 218, 56, 154, 232, 3, 0, 0];

#[tokio::test]
async fn a_redirect_is_followed_on_the_same_origin_with_the_credential() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(301).insert_header("location", "/new");
    Mock::given(path("/old")).respond_with(moved).expect(1).mount(&server).await;
    let credential = header("authorization", "Bearer canary");
    Mock::given(path("/new")).and(credential).respond_with(ResponseTemplate::new(200)).expect(1).mount(&server).await;
    let request = Request::get(format!("{}/old", server.uri())).header("authorization", "Bearer canary");
    let answer = Http::new(options()).unwrap().send(request.body(Vec::new()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_an_answer_and_carries_nothing_there() {
    let (here, there) = (MockServer::start().await, MockServer::start().await);
    let moved = ResponseTemplate::new(302).insert_header("location", there.uri());
    Mock::given(any()).respond_with(moved).expect(1).mount(&here).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&there).await;
    let request = Request::get(here.uri()).header("authorization", "Bearer canary").body(Vec::new()).unwrap();
    let answer = Http::new(options()).unwrap().send(request).await.unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], there.uri());
}

#[tokio::test]
async fn a_caller_can_ask_to_see_the_redirect_itself() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/login");
    Mock::given(path("/authorize")).respond_with(moved).expect(1).mount(&server).await;
    let request = Request::get(format!("{}/authorize", server.uri())).body(Vec::new()).unwrap();
    let answer = Http::new(options()).unwrap().send_without_redirects(request).await.unwrap();
    assert_eq!(answer.headers()["location"], "/login");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn redirects_in_a_circle_end_after_five() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/");
    Mock::given(any()).respond_with(moved).expect(6).mount(&server).await;
    assert_eq!(get(options(), &server.uri()).await.unwrap().status(), 302);
}

#[tokio::test]
async fn a_read_is_tried_three_times_and_a_write_once() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(503)).expect(3).mount(&server).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(503)).expect(1).mount(&server).await;
    assert_eq!(get(options(), &server.uri()).await.unwrap().status(), 503);
    assert_eq!(ask(options(), Method::POST, &server.uri()).await.unwrap().status(), 503);
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again_for_a_read_only() {
    let fake = Fake::answering(&[b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut", OK.as_bytes()]).await;
    assert_eq!(get(options(), &fake.url("http")).await.unwrap().body(), b"ok");
    assert_eq!(fake.heads().len(), 2);

    let fake = Fake::answering(&[b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\ncut", OK.as_bytes()]).await;
    let error = ask(options(), Method::POST, &fake.url("http")).await.unwrap_err();
    assert_eq!(error.says, "it closed the connection before its answer was complete");
    assert_eq!(fake.heads().len(), 1);
}

#[tokio::test]
async fn a_host_gets_four_calls_at_once_and_no_more() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (most, together) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(4)));
    let (seen, open) = (most.clone(), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (seen, open, together) = (seen.clone(), open.clone(), together.clone());
            tokio::spawn(async move {
                read_head(&mut stream).await;
                seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Four must come together, or nobody is answered; a fifth gets time to show itself.
                together.wait().await;
                tokio::time::sleep(Duration::from_millis(50)).await;
                open.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.write_all(OK.as_bytes()).await;
            });
        }
    });
    let http = Http::new(options()).unwrap();
    let answers = join_all((0..8).map(|_| http.send(Request::get(&url).body(Vec::new()).unwrap()))).await;
    assert!(answers.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(most.load(Ordering::SeqCst), 4);
}
