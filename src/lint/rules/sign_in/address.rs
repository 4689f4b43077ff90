//! The portal's addresses, taken apart. A name that comes out of here holds no user and no password.

use url::Url;

use crate::config::Node;
use crate::lint::{Subject, machine};

/// An address of the portal that is known.
#[derive(Clone)]
pub(super) struct Address<'s> {
    /// Where it is written.
    pub(super) node: &'s Node,
    /// What it is.
    pub(super) url: Url,
}

impl Address<'_> {
    /// Its host.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Tells whether it is this machine's own.
    pub(super) fn is_local(&self) -> bool {
        is_local(&self.url)
    }

    /// Tells whether what is sent is encrypted.
    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

/// Tells whether an address is this machine's own.
pub(super) fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(machine::is_own)
}

/// Reads a web address.
pub(super) fn web(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// The address below a key, when it is known and one.
pub(super) fn at<'s>(subject: &'s Subject<'_>, route: &str) -> Option<Address<'s>> {
    let node = subject.config.get(route)?;
    Some(Address { node, url: web(node.text()?)? })
}

/// Where the pages come from.
pub(super) fn app<'s>(subject: &'s Subject<'_>) -> Option<Address<'s>> {
    at(subject, "app.baseUrl")
}

/// Where the backend answers.
pub(super) fn backend<'s>(subject: &'s Subject<'_>) -> Option<Address<'s>> {
    at(subject, "backend.baseUrl")
}

/// Tells whether people may well open the portal elsewhere than at its own address, which is this machine's: it is left as the
/// template has it, beside an origin of some other machine, whose pages are answered.
pub(super) fn is_opened_elsewhere(subject: &Subject<'_>, app: &Address<'_>) -> bool {
    let origin = subject.config.get("backend.cors.origin");
    let origins = origin.into_iter().flat_map(|node| if node.is_list() { node.items().collect() } else { vec![node] });
    let elsewhere = |node: &Node| node.text().and_then(web).is_some_and(|url| !is_local(&url));
    app.is_local() && origins.into_iter().any(elsewhere)
}

/// The part of a host that a browser takes for one site, guessed as its last two names.
pub(super) fn site(host: &str) -> String {
    let names: Vec<_> = host.rsplit('.').take(2).collect();
    if host.parse::<std::net::Ipv4Addr>().is_ok() { host.to_owned() } else { names.join(".") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_its_names() {
        for (text, local) in [
            ("http://localhost:7007", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:7007/", true),
            ("http://portal.localhost", true),
            ("https://localhost.acme.dev", false),
        ] {
            assert_eq!(web(text).map(|url| is_local(&url)), Some(local), "{text}");
        }
        assert!(web("localhost:7007").is_none() && web("portal.acme.dev").is_none());
    }

    #[test]
    fn a_site_is_the_end_of_a_name() {
        assert_eq!(site("api.portal.acme.dev"), site("www.acme.dev"));
        assert_ne!(site("10.0.0.1"), site("10.1.0.1"));
    }
}
