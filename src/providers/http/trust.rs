//! Whom this machine trusts: the system's certificate authorities and those that the engineer names.
//!
//! Where the system keeps its authorities as files, `SSL_CERT_FILE` and `SSL_CERT_DIR` replace them, as for OpenSSL;
//! the library that finds them reads these variables itself.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow, bail};
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::intake::{self, Kind};

/// How servers are judged.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    config: ClientConfig,
    judge: Arc<dyn ServerCertVerifier>,
}

impl Trust {
    /// Loads the system's certificate authorities and those in the files.
    pub(super) fn load(files: &[PathBuf]) -> Result<Self> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut authorities = Vec::new();
        for file in files {
            authorities.extend(read(file)?);
        }
        let judge = judge(authorities, &provider)?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("could not prepare TLS")?
            .dangerous()
            .with_custom_certificate_verifier(judge.clone())
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config, judge })
    }

    /// Returns how to speak TLS.
    pub(super) fn config(&self) -> ClientConfig {
        self.config.clone()
    }

    /// Returns how to speak TLS with a witness of what the server presents. The verdict stays the same.
    pub(super) fn witnessed(&self) -> (ClientConfig, Arc<Witness>) {
        self.witnessed_as(Taken::AsJudged)
    }

    /// Returns how to speak TLS with whoever answers, for an engineer who turned the judging off.
    pub(super) fn unjudged(&self) -> (ClientConfig, Arc<Witness>) {
        self.witnessed_as(Taken::Whoever)
    }

    fn witnessed_as(&self, taken: Taken) -> (ClientConfig, Arc<Witness>) {
        let witness = Arc::new(Witness { judge: self.judge.clone(), taken, chain: Mutex::default() });
        let mut config = self.config.clone();
        config.resumption = Resumption::disabled();
        config.dangerous().set_certificate_verifier(witness.clone());
        (config, witness)
    }
}

/// A machine without any authority (a slim image) still has a sandbox and plain loopback servers to talk to, so that
/// is no error; every server is then signed by someone unknown.
fn judge(
    authorities: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let own = !authorities.is_empty();
    match Verifier::new_with_extra_roots(authorities, provider.clone()) {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(_) if !own => Ok(Arc::new(Nobody(provider.clone()))),
        Err(error) => Err(error).context("could not prepare the certificate authorities"),
    }
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let shown = file.display();
    let read = intake::read(file, Kind::AUTHORITIES)
        .map_err(|unread| anyhow!("could not read the certificate authorities in `{shown}`: it {unread}"))?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&read.bytes)
        .collect::<Result<_, _>>()
        .ok()
        .with_context(|| format!("could not read the certificate authorities in `{shown}`: the PEM text is damaged"))?;
    if found.is_empty() {
        bail!("`{shown}` holds no certificate; a PEM file with `-----BEGIN CERTIFICATE-----` is wanted");
    }
    for (index, certificate) in found.iter().enumerate() {
        RootCertStore::empty()
            .add(certificate.clone())
            .with_context(|| format!("could not use certificate {} in `{shown}`", index + 1))?;
    }
    Ok(found)
}

/// Which servers are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// Those that the real verdict takes.
    AsJudged,
    /// Anybody; only a certificate's owner can have signed the handshake all the same.
    Whoever,
}

/// Writes down what the server presents, and passes the real verdict on unless the judging is off.
#[derive(Debug)]
pub(super) struct Witness {
    judge: Arc<dyn ServerCertVerifier>,
    taken: Taken,
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl Witness {
    /// Returns the certificates that the server presented, its own first.
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let presented = std::iter::once(end_entity).chain(intermediates);
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner) =
            presented.map(|certificate| certificate.clone().into_owned()).collect();
        match self.taken {
            Taken::AsJudged => {
                self.judge.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            Taken::Whoever => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}

/// Trusts nobody.
#[derive(Debug)]
struct Nobody(Arc<CryptoProvider>);

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
