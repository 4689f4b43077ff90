//! The one way out to the network: a client with time limits, size limits, proxies and certificate authorities.
//!
//! Manners: https only, except to a loopback address; a redirect is followed only for reads and only on the same
//! origin, so that a credential never travels to another host; nothing goes to a server that nobody agreed to, whatever
//! names it; only reads are tried again; a host never gets more than a few calls at once. When no answer comes, [`Unreachable`] tells which step failed.

mod address;
mod answer;
mod certificate;
pub mod date;
mod diagnosis;
mod dial;
mod limits;
mod manners;
mod names;
mod proxy;
mod reading;
mod trouble;
mod trust;
mod unreachable;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use self::diagnosis::Diagnosis;
use self::limits::Slots;
use self::manners::Route;
use self::names::Names;
use self::trouble::Trouble;
use self::trust::Trust;
use crate::agreed::Gate;

pub(crate) use self::address::{below, part, parts, request, uri};
pub(crate) use self::answer::Answer;
#[cfg(test)]
pub(crate) use self::answer::tests::answer;
pub use self::dial::{Handshake, Judging};
pub use self::manners::is_loopback;
pub use self::proxy::Proxy;
pub(crate) use self::reading::Reading;
pub use self::unreachable::Unreachable;

/// How the network is to be used.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Time limit for one request, from name resolution to the last byte.
    pub timeout: Duration,
    /// Certificate authorities to trust besides the system's, as PEM files.
    pub ca_certs: Vec<PathBuf>,
    /// The most bytes that an answer may have, after decompression.
    pub most_bytes: usize,
    /// The proxy that https requests go through, loopback addresses excepted. None unless the shell says so.
    pub proxy: Option<Proxy>,
    /// The longest that a whole directory of people and groups may take, however many requests that are.
    pub longest_reading: Duration,
    /// The pause before a read is tried a second time; it doubles before the third.
    pub backoff: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(15),
            ca_certs: Vec::new(),
            most_bytes: 8 << 20,
            proxy: None,
            longest_reading: Duration::from_secs(15 * 60),
            backoff: Duration::from_millis(250),
        }
    }
}

/// A client for every provider. Clones share connections and the limit of parallel calls.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    options: HttpOptions,
    trust: Trust,
    slots: Slots,
    gate: Option<Gate>,
}

impl Http {
    /// Builds the client.
    ///
    /// # Errors
    /// When a certificate file cannot be read or holds no certificate; the error names the file.
    #[expect(clippy::disallowed_methods, reason = "the one client for the network")]
    pub fn new(options: HttpOptions) -> Result<Self> {
        let trust = Trust::load(&options.ca_certs)?;
        let mut builder = reqwest::Client::builder()
            .timeout(options.timeout)
            .user_agent(concat!("devportal-auth/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .tls_backend_preconfigured(trust.config())
            .dns_resolver(Arc::new(Names))
            .no_proxy();
        if let Some(proxy) = &options.proxy {
            builder = builder.proxy(proxy.for_client()?);
        }
        let client = builder.build().context("could not prepare the network client")?;
        Ok(Self { client, options, trust, slots: Slots::default(), gate: None })
    }

    /// From now on only servers that this gate lets through are asked, whatever a provider's own answers name.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { gate: Some(gate), ..self }
    }

    /// The time limit of one request.
    pub fn time_limit(&self) -> Duration {
        self.options.timeout
    }

    /// The longest that a whole directory may take.
    pub fn longest_reading(&self) -> Duration {
        self.options.longest_reading
    }

    /// Sends a request and reads the whole answer, whatever its status. A redirect of a read is followed on the same
    /// origin; any other redirect is returned as the answer that it is.
    ///
    /// # Errors
    /// When no answer came; the error tells which step failed.
    pub async fn send(&self, mut request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let began = Instant::now();
        for _ in 0..manners::MOST_REDIRECTS {
            let response = self.tried(request.clone(), began).await?;
            let Some(next) = manners::redirected(&request, &response) else { return Ok(response) };
            *request.uri_mut() = next;
        }
        self.tried(request, began).await
    }

    /// Sends a request and returns even a redirect as the answer that it is, for callers who want to see where a
    /// provider would send a browser.
    ///
    /// # Errors
    /// When no answer came; the error tells which step failed.
    pub async fn send_without_redirects(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Unreachable> {
        self.tried(request, Instant::now()).await
    }

    /// Tries a request, and again where that is good manners. Another try is only begun within the time of
    /// one request, which counts from the first one and over redirects.
    async fn tried(
        &self,
        request: http::Request<Vec<u8>>,
        began: Instant,
    ) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let route = Route::of(request.uri())?;
        route.passes(self.gate.as_ref())?;
        let mut tried = 0;
        loop {
            tried += 1;
            let outcome = self.once(&route, request.clone()).await;
            let pause = manners::pause(request.method(), tried, &outcome, self.options.backoff);
            match pause.filter(|pause| began.elapsed() + *pause < self.options.timeout) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => break self.told(&route, request.uri(), outcome).await,
            }
        }
    }

    async fn once(&self, route: &Route, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Trouble> {
        let _slot = self.slots.take(route).await;
        let answer = self.client.execute(reqwest::Request::try_from(request)?).await?;
        limits::read(answer, self.options.most_bytes).await
    }

    /// Passes an answer on; without one, finds out where the way ends.
    async fn told(
        &self,
        route: &Route,
        uri: &http::Uri,
        outcome: Result<http::Response<Vec<u8>>, Trouble>,
    ) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let trouble = match outcome {
            Ok(response) => return Ok(response),
            Err(trouble) => trouble,
        };
        let hop = self.options.proxy.as_ref().and_then(|proxy| proxy.hop(uri));
        let mut diagnosis = Diagnosis::new(route, hop.as_ref(), &self.trust, self.options.timeout);
        diagnosis.run(&trouble).await;
        Err(Unreachable::at(&route.host, diagnosis.steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sending_can_move_between_threads() {
        fn is_send<T: Send>(_: &T) {}
        let http = Http::new(HttpOptions::default()).unwrap();
        let request = http::Request::new(Vec::new());
        is_send(&http.send(request));
    }

    #[test]
    fn the_debug_text_of_a_client_does_not_hold_the_proxys_credentials() {
        let address = crate::credential::Secret::new("http://ada:canary@proxy.acme.dev:3128");
        let proxy = Some(Proxy::new(&address, "").unwrap());
        let http = Http::new(HttpOptions { proxy, ..HttpOptions::default() }).unwrap();
        assert!(!format!("{http:?}").contains("canary"), "{http:?}");
    }

    #[test]
    fn a_certificate_file_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("gone.pem");
        let empty = folder.path().join("notes.txt");
        std::fs::write(&empty, "not a certificate").unwrap();
        for (file, words) in [(missing, "gone.pem"), (empty, "notes.txt` holds no certificate")] {
            let error = Http::new(HttpOptions { ca_certs: vec![file], ..HttpOptions::default() }).unwrap_err();
            assert!(format!("{error:#}").contains(words), "{error:#}");
        }
    }
}
