//! What somebody says to agree, for all providers at once: a host with its usual ports, with one port, or with every port.

use std::fmt;

use url::Url;

use super::server::{HTTPS, LDAP, LDAPS, Server, bare};

/// The servers that a word of somebody covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// In lower case, without brackets.
    host: String,
    ports: Ports,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ports {
    /// Where providers and directories are when no address says otherwise.
    Usual,
    One(u16),
    Every,
}

/// The ports that a host alone means.
const USUAL: [u16; 3] = [HTTPS, LDAPS, LDAP];

impl Said {
    /// Reads what a person writes: `ghe.acme.dev`, which means the usual ports of `https`, `ldaps` and `ldap`,
    /// `ghe.acme.dev:8443`, `ghe.acme.dev:*` for every port, or an address.
    ///
    /// # Errors
    /// When it is none of these. The text is not repeated, because it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = || {
            "write a host, a host with its port (`ghe.acme.dev:8443`, or `:*` for every port), or its address"
                .to_owned()
        };
        let whole = |url: &Url| {
            matches!(url.path(), "" | "/")
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        };
        let written = text.trim();
        if written.contains("://") {
            let url = Url::parse(written).ok().filter(whole).ok_or_else(form)?;
            return Server::of(&url).map(Self::from).ok_or_else(form);
        }
        let (alone, every) = written.strip_suffix(":*").map_or((written, false), |host| (host, true));
        let url = Url::parse(&format!("https://{alone}")).ok().filter(whole).ok_or_else(form)?;
        let host = url.host_str().ok_or_else(form)?;
        let port = alone.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).filter(|_| !is_bare_ip(alone));
        let ports = match (port, every) {
            (None, false) => Ports::Usual,
            (None, true) => Ports::Every,
            (Some(port), false) => Ports::One(port),
            (Some(_), true) => return Err(form()),
        };
        Ok(Self { host: bare(host).to_ascii_lowercase(), ports })
    }

    /// Tells whether whoever says this agrees to that server.
    pub(super) fn covers(&self, server: &Server) -> bool {
        let port = server.port();
        let named = match self.ports {
            Ports::Usual => USUAL.contains(&port),
            Ports::One(one) => one == port,
            Ports::Every => true,
        };
        named && self.host == server.host()
    }
}

impl fmt::Display for Said {
    /// In a form that [`Said::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colons = self.host.contains(':');
        if colons {
            write!(f, "[{}]", self.host)?
        } else {
            f.write_str(&self.host)?
        }
        match self.ports {
            Ports::Usual => Ok(()),
            Ports::One(port) => write!(f, ":{port}"),
            Ports::Every => f.write_str(":*"),
        }
    }
}

impl From<Server> for Said {
    fn from(server: Server) -> Self {
        Self { host: server.host().to_owned(), ports: Ports::One(server.port()) }
    }
}

/// `[::1]` ends in something that looks like a port.
fn is_bare_ip(written: &str) -> bool {
    written.starts_with('[') && written.ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Server {
        Server::of(&Url::parse(text).unwrap()).unwrap()
    }

    fn covers(written: &str, other: &str) -> bool {
        Said::parse(written).unwrap().covers(&of(other))
    }

    #[test]
    fn a_host_alone_means_its_usual_ports_and_a_host_with_a_port_means_that_one() {
        for (written, other) in [
            ("GHE.acme.dev", "https://ghe.acme.dev/x"),
            ("ldap.acme.dev", "ldaps://ldap.acme.dev"),
            ("ldap.acme.dev", "ldap://ldap.acme.dev"),
            ("ghe.acme.dev:8443", "https://ghe.acme.dev:8443"),
            ("ghe.acme.dev:443", "https://ghe.acme.dev"),
            ("https://ghe.acme.dev/", "https://ghe.acme.dev"),
            ("ldaps://ldap.acme.dev", "ldaps://LDAP.acme.dev:636"),
            ("[::1]:80", "http://[::1]"),
            ("[::1]", "https://[::1]"),
        ] {
            assert!(covers(written, other), "{written} {other}");
        }
        for (written, other) in [
            ("ghe.acme.dev", "https://ghe.acme.dev:8443"),
            ("localhost", "http://localhost:4711"),
            ("127.0.0.1", "http://127.0.0.1"),
            ("[::1]", "http://[::1]:4711"),
            ("ghe.acme.dev:8443", "https://ghe.acme.dev"),
            ("https://ghe.acme.dev", "https://ghe.acme.dev:8443"),
            ("acme.dev", "https://ghe.acme.dev"),
            ("ghe.acme.dev", "https://ghe.acme.dev.evil.example"),
            ("ldap://ldap.acme.dev", "ldaps://ldap.acme.dev"),
        ] {
            assert!(!covers(written, other), "{written} {other}");
        }
    }

    #[test]
    fn every_port_of_a_host_is_meant_where_it_is_written_so() {
        for (written, other) in [
            ("ghe.acme.dev:*", "https://ghe.acme.dev:8443"),
            ("ghe.acme.dev:*", "https://ghe.acme.dev"),
            ("[::1]:*", "http://[::1]:4711"),
        ] {
            assert!(covers(written, other), "{written} {other}");
        }
        assert!(!covers("ghe.acme.dev:*", "https://acme.dev"));
        for no_host in ["ghe.acme.dev:1:*", ":*", "ghe.acme.dev:*:*"] {
            assert!(Said::parse(no_host).is_err(), "{no_host}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused_without_being_shown() {
        for written in ["", "https://ada:CANARY@ghe.acme.dev", "ghe.acme.dev/CANARY", "a b", "https://", "ada@ghe.dev"]
        {
            let refused = Said::parse(written).unwrap_err();
            assert!(!refused.contains("CANARY"), "{refused}");
        }
    }

    #[test]
    fn a_server_is_shown_so_that_it_can_be_said() {
        for text in [
            "https://ghe.acme.dev",
            "https://ghe.acme.dev:8443",
            "ldaps://ldap.acme.dev",
            "ldap://ldap.acme.dev",
            "http://[::1]:80",
        ] {
            let server = of(text);
            assert!(Said::parse(&server.to_string()).unwrap().covers(&server), "{server}");
        }
        assert_eq!(of("https://ghe.acme.dev").to_string(), "ghe.acme.dev");
    }
}
