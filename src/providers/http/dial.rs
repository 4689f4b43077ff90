//! Connections for protocols that are not HTTP: the same steps, the same authorities, the same words for what went wrong.

use std::error::Error;
use std::sync::Arc;

use rustls::ClientConfig;
use tokio::net::TcpStream;

use super::Http;
use super::certificate;
use super::diagnosis::Diagnosis;
use super::manners::{Route, Wire};
use super::trouble::cause;
use super::trust::Witness;
use super::unreachable::Unreachable;
use crate::agreed::{Server, Weaker};
use crate::proof::Step;

/// Whether a server's certificate is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judging {
    /// By the authorities that this machine trusts.
    Strict,
    /// Not at all, because the engineer said so. Anybody on the way can then read along.
    Off,
}

/// A TLS handshake of another protocol: how it is done, and what was seen of the server.
pub struct Handshake {
    /// How it is done.
    pub config: Arc<ClientConfig>,
    witness: Arc<Witness>,
    host: String,
}

impl Handshake {
    /// Names who signed the server's certificate, after the handshake.
    pub fn signer(&self) -> String {
        certificate::signer(&self.witness.chain())
    }

    /// Says why the handshake failed.
    pub fn refusal(&self, error: &(dyn Error + 'static)) -> Step {
        match cause::<rustls::Error>(error) {
            Some(error) => certificate::refusal(&self.witness.chain(), error, &self.host),
            None => certificate::failed("the connection was closed during the handshake")
                .hint("does this port speak TLS? a firewall that looks into TLS may close it too"),
        }
    }
}

impl Http {
    /// Refuses a connection that lacks something nobody agreed to do without, where there is a gate.
    ///
    /// # Errors
    /// When nobody agreed; nothing is sent then.
    pub fn may_be_weaker(&self, host: &str, port: u16, weaker: Weaker) -> Result<(), Unreachable> {
        let server = Server::at(host, port);
        match self.gate.as_ref().filter(|gate| !gate.lets_through_weaker(&server, weaker)) {
            Some(_) => Err(Unreachable::not_agreed_weaker(&server, weaker)),
            None => Ok(()),
        }
    }

    /// Opens a plain connection. No proxy is used.
    ///
    /// # Errors
    /// When there is no way to the server; tells which step failed.
    pub async fn dial(&self, host: &str, port: u16) -> Result<TcpStream, Unreachable> {
        let route = Route { host: host.to_owned(), port, wire: Wire::Plain };
        route.passes(self.gate.as_ref())?;
        let mut diagnosis = Diagnosis::new(&route, None, &self.trust, self.options.timeout);
        diagnosis.dial().await.map_err(|failed| {
            let hint = failed.hint.as_ref().and_then(|hint| hint.split(" HTTPS_PROXY").next()).map(str::to_owned);
            Unreachable::at(host, vec![Step { hint, ..failed }])
        })
    }

    /// Prepares a TLS handshake with a server.
    pub fn handshake(&self, host: &str, judging: Judging) -> Handshake {
        let (mut config, witness) = match judging {
            Judging::Strict => self.trust.witnessed(),
            Judging::Off => self.trust.unjudged(),
        };
        config.alpn_protocols.clear();
        Handshake { config: Arc::new(config), witness, host: host.to_owned() }
    }
}
