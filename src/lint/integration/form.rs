//! In which form a host is written, and which one is meant by it.

/// Tells whether `new URL()` would leave a host as it is, which is what Backstage asks of one.
pub(in crate::lint) fn is_valid_host(host: &str) -> bool {
    let Ok(url) = url::Url::parse(&format!("http://{host}")) else { return false };
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    url.host_str().is_some_and(|name| format!("{name}{port}") == host)
}

/// What every address with TLS leaves out.
const USUAL_PORT: &str = ":443";

/// In which form a host is written. One that is not right is told by itself, and so is nothing that follows from it.
pub(in crate::lint) enum HostForm {
    /// As Backstage wants it.
    Right,
    /// With a port that no address has; the host without it.
    UsualPort(String),
    /// As something that Backstage refuses; the host in it, when there is one.
    NotBare(Option<String>),
}

impl HostForm {
    /// Judges what is written.
    pub(in crate::lint) fn of(written: &str) -> Self {
        match written.strip_suffix(USUAL_PORT) {
            Some(bare) => Self::UsualPort(bare.to_owned()),
            None if is_valid_host(written) => Self::Right,
            None => Self::NotBare(bare(written)),
        }
    }

    /// The host that is meant by what is written otherwise.
    pub(in crate::lint) fn meant(self) -> Option<String> {
        match self {
            Self::Right => None,
            Self::UsualPort(bare) => Some(bare),
            Self::NotBare(bare) => bare,
        }
    }
}

/// The host inside of what was written.
fn bare(written: &str) -> Option<String> {
    let rest = written.trim().rsplit_once("://").map_or(written.trim(), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    // Where a password holds what ends an authority, nobody can tell the host from it.
    if rest[authority.len()..].contains('@') {
        return None;
    }
    let host = authority.rsplit('@').next()?.to_ascii_lowercase();
    Some(host).filter(|host| !host.is_empty() && is_valid_host(host))
}
