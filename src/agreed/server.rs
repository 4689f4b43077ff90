//! A server, as far as a secret is concerned: its host and its port. The scheme adds nothing, because in the clear only this
//! machine is asked.

use std::fmt;

use url::Url;

/// A host with one port, or with any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Server {
    /// In lower case, without brackets.
    host: String,
    port: Option<u16>,
}

impl Server {
    /// One port of a host.
    pub fn at(host: &str, port: u16) -> Self {
        Self { host: bare(host).to_ascii_lowercase(), port: Some(port) }
    }

    /// The server of an address; none of one that names no host.
    pub fn of(url: &Url) -> Option<Self> {
        let standard = match url.scheme() {
            "ldap" => Some(389),
            "ldaps" => Some(636),
            _ => url.port_or_known_default(),
        };
        let host = url.host_str().filter(|host| !host.is_empty())?;
        Some(Self::at(host, url.port().or(standard)?))
    }

    /// Reads what a person writes: `ghe.acme.dev`, which means any port of it, `ghe.acme.dev:8443`, or an address.
    ///
    /// # Errors
    /// When it is none of these. The text is not repeated, because it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = || "write a host, a host with its port, or an address: ghe.acme.dev:8443".to_owned();
        let whole = |url: &Url| {
            matches!(url.path(), "" | "/")
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        };
        let written = text.trim();
        if written.contains("://") {
            return Url::parse(written).ok().filter(whole).and_then(|url| Self::of(&url)).ok_or_else(form);
        }
        let url = Url::parse(&format!("https://{written}")).ok().filter(whole).ok_or_else(form)?;
        let host = url.host_str().ok_or_else(form)?;
        let port = written.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).filter(|_| !is_bare_ip(written));
        Ok(Self { host: bare(host).to_ascii_lowercase(), port })
    }

    /// Tells whether whoever agrees to this one agrees to the other.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.host == other.host && (self.port.is_none() || self.port == other.port)
    }

    /// The host, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, when it is one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }
}

/// Takes the brackets off an IPv6 address.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// `[::1]` ends in something that looks like a port.
fn is_bare_ip(written: &str) -> bool {
    written.starts_with('[') && written.ends_with(']')
}

/// As a person writes it; the port is left out where it is the usual one.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]", self.host)?,
            false => f.write_str(&self.host)?,
        }
        match self.port {
            None | Some(443) => Ok(()),
            Some(port) => write!(f, ":{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Server {
        Server::of(&Url::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn a_host_alone_means_any_port_and_a_host_with_a_port_means_that_one() {
        let all = |written: &str, other: &str| Server::parse(written).unwrap().covers(&of(other));
        for (written, other) in [
            ("ghe.acme.dev", "https://ghe.acme.dev"),
            ("GHE.acme.dev", "https://ghe.acme.dev:8443/x"),
            ("ghe.acme.dev:8443", "https://ghe.acme.dev:8443"),
            ("ghe.acme.dev:443", "https://ghe.acme.dev"),
            ("https://ghe.acme.dev/", "https://ghe.acme.dev"),
            ("ldaps://ldap.acme.dev", "ldaps://LDAP.acme.dev:636"),
            ("[::1]:80", "http://[::1]"),
            ("[::1]", "http://[::1]:4711"),
        ] {
            assert!(all(written, other), "{written} {other}");
        }
        for (written, other) in [
            ("ghe.acme.dev:8443", "https://ghe.acme.dev"),
            ("https://ghe.acme.dev", "https://ghe.acme.dev:8443"),
            ("acme.dev", "https://ghe.acme.dev"),
            ("ghe.acme.dev", "https://ghe.acme.dev.evil.example"),
            ("ldap://ldap.acme.dev", "ldaps://ldap.acme.dev"),
        ] {
            assert!(!all(written, other), "{written} {other}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused_without_being_shown() {
        for written in ["", "https://ada:CANARY@ghe.acme.dev", "ghe.acme.dev/CANARY", "a b", "https://", "ada@ghe.dev"]
        {
            let refused = Server::parse(written).unwrap_err();
            assert!(!refused.contains("CANARY"), "{refused}");
        }
    }

    #[test]
    fn it_is_shown_so_that_it_can_be_written_again() {
        for text in ["https://ghe.acme.dev", "https://ghe.acme.dev:8443", "ldaps://ldap.acme.dev", "http://[::1]:80"] {
            let server = of(text);
            assert!(Server::parse(&server.to_string()).unwrap().covers(&server), "{server}");
        }
        assert_eq!(of("https://ghe.acme.dev").to_string(), "ghe.acme.dev");
    }
}
