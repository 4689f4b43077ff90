//! TLS in front of a fake.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Fake, raw};

/// Answers for a fake as `localhost`, by an authority of this name that nobody knows. Returns the address and the authority's certificate.
pub(crate) fn over_tls(fake: &Fake, authority: &str) -> (String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, authority);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let (config, behind) = (config(vec![own.der().clone()], &key), fake.authority().to_owned());
    let url = raw(move |stream| {
        let mut secured = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        let mut asked = Vec::new();
        let mut chunk = [0; 4096];
        while !is_whole(&asked) {
            match secured.read(&mut chunk) {
                Ok(0) | Err(_) => return,
                Ok(count) => asked.extend_from_slice(&chunk[..count]),
            }
        }
        let mut plain = TcpStream::connect(&behind).unwrap();
        let mut answer = Vec::new();
        plain.write_all(&asked).and_then(|()| plain.read_to_end(&mut answer)).unwrap();
        let _ = secured.write_all(&answer).and_then(|()| secured.flush());
    });
    (url.replace("http://127.0.0.1", "https://localhost"), authority)
}

/// What a server needs to speak TLS.
pub(crate) fn config(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().filter_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.max().unwrap_or(0)
}
