//! A server, as far as a secret is concerned: its host and its port. The scheme adds nothing, because in the clear only this
//! machine is asked.

use std::fmt;

use url::Url;

/// The port of `https`, which is left out where a server is written.
pub(super) const HTTPS: u16 = 443;
/// The port of `ldaps`.
pub(super) const LDAPS: u16 = 636;
/// The port of `ldap`.
pub(super) const LDAP: u16 = 389;

/// A host with one port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Server {
    /// In lower case, without brackets.
    host: String,
    port: u16,
}

impl Server {
    /// One port of a host.
    pub fn at(host: &str, port: u16) -> Self {
        Self { host: bare(host).to_ascii_lowercase(), port }
    }

    /// The server of an address; none of one that names no host.
    pub fn of(url: &Url) -> Option<Self> {
        let standard = match url.scheme() {
            "ldap" => Some(LDAP),
            "ldaps" => Some(LDAPS),
            _ => url.port_or_known_default(),
        };
        let host = url.host_str().filter(|host| !host.is_empty())?;
        Some(Self::at(host, url.port().or(standard)?))
    }

    /// The host, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Tells whether it is a host at the port of `https` that a pattern means; a star stands for one whole label.
    pub(super) fn is_like(&self, pattern: &str) -> bool {
        let (mine, meant) = (self.host.split('.'), pattern.split('.'));
        let fits = |(mine, meant): (&str, &str)| if meant == "*" { !mine.is_empty() } else { mine == meant };
        self.port == HTTPS && mine.clone().count() == meant.clone().count() && mine.zip(meant).all(fits)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Takes the brackets off an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// As a person writes it; the port is left out where it is that of `https`.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]", self.host)?,
            false => f.write_str(&self.host)?,
        }
        match self.port {
            HTTPS => Ok(()),
            port => write!(f, ":{port}"),
        }
    }
}
