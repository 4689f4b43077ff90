//! Who agreed to what, who named it, and where that is remembered.

use std::collections::BTreeMap;

use anyhow::Result;
use url::Url;

use super::{Agreed, Server, Weaker};

/// A server that something names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The provider whose secrets would be sent there.
    pub provider: String,
    /// The server.
    pub server: Server,
    /// What names it (`` `LDAP_URL` from .env ``).
    pub by: String,
}

/// Keeps what somebody agreed to, outside of the folder.
pub trait Memory {
    /// Remembers a server for one provider's secrets.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn remember(&mut self, provider: &str, server: &Server) -> Result<()>;

    /// Remembers a weaker connection to a server.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn remember_weaker(&mut self, provider: &str, server: &Server, weaker: Weaker) -> Result<()>;
}

/// Remembers nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMemory;

impl Memory for NoMemory {
    fn remember(&mut self, _provider: &str, _server: &Server) -> Result<()> {
        Ok(())
    }

    fn remember_weaker(&mut self, _provider: &str, _server: &Server, _weaker: Weaker) -> Result<()> {
        Ok(())
    }
}

/// What says something, and whether that is a word or a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What says it (`` `LDAP_TLS` from .env ``).
    pub by: String,
    /// Whether whoever runs the program said it.
    pub said: bool,
}

/// What names something that a person wrote at a prompt.
const TYPED: &str = "typed here";

/// Who agreed to what, who named it, and where that is remembered.
pub struct Agreement {
    /// What may be asked.
    pub agreed: Agreed,
    /// What was named, and where.
    pub named: Vec<Named>,
    /// What says how the connection of a provider is kept from others' eyes, by provider.
    pub kept_by: BTreeMap<String, Word>,
    /// What lasts.
    pub memory: Box<dyn Memory>,
}

impl Agreement {
    /// An agreement that lasts no longer than the run.
    pub fn of(agreed: Agreed) -> Self {
        Self { agreed, named: Vec::new(), kept_by: BTreeMap::new(), memory: Box::new(NoMemory) }
    }

    /// A person wrote this address here and now.
    pub fn typed(&mut self, provider: &str, url: &Url) {
        let Some(server) = Server::of(url) else { return };
        self.agreed.agree(provider, server.clone());
        self.named.insert(0, Named { provider: provider.to_owned(), server, by: TYPED.to_owned() });
    }

    /// A person wrote here and now how the connection is kept.
    pub fn typed_kept(&mut self, provider: &str) {
        self.kept_by.insert(provider.to_owned(), Word { by: TYPED.to_owned(), said: true });
    }

    /// What names a server for a provider; nothing when nobody knows.
    pub fn namer(&self, provider: &str, server: &Server) -> Option<&str> {
        let of = |named: &&Named| named.server == *server;
        let own = self.named.iter().filter(of).find(|named| named.provider == provider);
        own.or_else(|| self.named.iter().find(of)).map(|named| named.by.as_str())
    }
}
