//! Servers that answer as they are told, and authorities that sign for them.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use devportal_auth::proof::Step;
use devportal_auth::providers::http::{Http, HttpOptions, Unreachable};
use http::{Method, Request, Response};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::strict::config;

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

pub(crate) fn options() -> HttpOptions {
    HttpOptions { backoff: Duration::from_millis(1), ..HttpOptions::default() }
}

pub(crate) fn impatient() -> HttpOptions {
    HttpOptions { timeout: Duration::from_millis(300), ..options() }
}

pub(crate) async fn ask(options: HttpOptions, method: Method, uri: &str) -> Result<Response<Vec<u8>>, Unreachable> {
    let request = Request::builder().method(method).uri(uri).body(Vec::new()).unwrap();
    Http::new(options).unwrap().send(request).await
}

pub(crate) async fn get(options: HttpOptions, uri: &str) -> Result<Response<Vec<u8>>, Unreachable> {
    ask(options, Method::GET, uri).await
}

pub(crate) fn names(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.name.as_str()).collect()
}

/// A server that gives its answers in order, one for each connection on which something is asked. It fails the test
/// when more or fewer questions came than it has answers.
pub(crate) struct Fake {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
    answers: usize,
}

impl Fake {
    pub(crate) async fn answering(answers: &[&[u8]]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let fake = Self { port, heads: Arc::default(), answers: answers.len() };
        let heads = fake.heads.clone();
        let mut answers = answers.iter().map(|answer| answer.to_vec()).collect::<Vec<_>>().into_iter();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let head = read_head(&mut stream).await;
                if !head.is_empty() {
                    heads.lock().unwrap().push(head);
                    let _ = stream.write_all(&answers.next().unwrap_or_default()).await;
                }
            }
        });
        fake
    }

    pub(crate) fn url(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}/", self.port)
    }

    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.heads().len(), self.answers, "questions and answers differ: {:?}", self.heads());
        }
    }
}

/// Reads until an empty line; a TLS greeting is enough as it is.
pub(crate) async fn read_head(stream: &mut TcpStream) -> String {
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
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), folder }
    }

    pub(crate) fn trusted(&self) -> HttpOptions {
        HttpOptions { ca_certs: vec![self.folder.path().join("ca.pem")], ..options() }
    }

    pub(crate) async fn serve(&self, params: CertificateParams) -> u16 {
        let key = KeyPair::generate().unwrap();
        let chain = vec![params.signed_by(&key, &self.issuer).unwrap().der().clone()];
        serve_tls(chain, key).await
    }
}

pub(crate) async fn serve_tls(chain: Vec<CertificateDer<'static>>, key: KeyPair) -> u16 {
    let acceptor = TlsAcceptor::from(config(chain, &key));
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

pub(crate) fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}
