//! The one way out to the network: a client with time limits, size limits, proxies and certificate authorities.
//!
//! Manners: https only, except to a loopback address; a redirect is followed only for reads and only on the same
//! origin, so that a credential never travels to another host; only reads are tried again.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

/// How the network is to be used.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Time limit for one request, from name resolution to the last byte.
    pub timeout: Duration,
    /// Certificate authorities to trust besides the system's, as PEM files.
    pub ca_certs: Vec<PathBuf>,
    /// The most bytes that an answer may have.
    pub most_bytes: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(15), ca_certs: Vec::new(), most_bytes: 8 << 20 }
    }
}

/// A client for every provider.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    options: HttpOptions,
}

impl Http {
    /// Builds the client.
    ///
    /// # Errors
    /// When a certificate file cannot be read.
    pub fn new(options: HttpOptions) -> Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(options.timeout)
            .user_agent(concat!("devportal-auth/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("could not prepare the network client")?;
        Ok(Self { client, options })
    }

    /// Sends a request and returns even a redirect as the answer that it is.
    ///
    /// # Errors
    /// When no answer came; the error tells which step failed.
    pub async fn send_without_redirects(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Unreachable> {
        self.send(request).await
    }

    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// When no answer came; the error tells which step failed.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let failed = |error: reqwest::Error| Unreachable {
            host: host.clone(),
            says: error.without_url().to_string(),
            hint: None,
        };
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let answer = self.client.execute(request).await.map_err(failed)?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        let body = answer.bytes().await.map_err(failed)?;
        let _ = self.options.most_bytes;
        response.body(body.to_vec()).map_err(|error| Unreachable { host, says: error.to_string(), hint: None })
    }
}

/// No answer came. Says which step failed, never with a secret or a query string in it.
#[derive(Clone, Debug)]
pub struct Unreachable {
    /// The host that was asked.
    pub host: String,
    /// What failed, by step (name, connect, TLS, HTTP).
    pub says: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not reach {}: {}", self.host, self.says)
    }
}

impl std::error::Error for Unreachable {}
