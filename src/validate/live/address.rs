//! Addresses in a configuration: what a host means, and where a credential may go at all.

use url::Url;

use crate::proof::Step;
use crate::providers::http::is_loopback;

/// The step that says why an address is not asked.
const ADDRESS: &str = "address";

/// Reads an address; a user name in it, a query and a slash at its end are cut off.
pub(super) fn read(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok().filter(|url| url.host_str().is_some_and(|host| !host.is_empty()))?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Some(url)
}

/// The address of a bare host. Only this machine is asked without TLS.
pub(super) fn of_host(host: &str) -> Option<Url> {
    let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(name, _)| name);
    let scheme = if is_loopback(name) { "http" } else { "https" };
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    bare.then_some(url)
}

/// The host as Backstage compares hosts: with its port, when one is written.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Says why nothing is sent to an address in the clear.
pub(super) fn refused(url: &Url) -> Option<Step> {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "https" => None,
        "http" if is_loopback(host) => None,
        "http" => {
            let step = Step::unknown(ADDRESS, format!("`http://{host}` is not encrypted; nothing was sent there"));
            Some(step.hint(format!("write `https://{host}`; plain http is only used on this machine")))
        }
        _ => Some(Step::unknown(ADDRESS, format!("`{host}` is not on the web; nothing was sent there"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_host_is_asked_by_https_unless_it_is_this_machine() {
        let of = |host: &str| of_host(host).map(String::from);
        assert_eq!(of("github.acme.dev").as_deref(), Some("https://github.acme.dev/"));
        assert_eq!(of("gitlab.acme.dev:8443").as_deref(), Some("https://gitlab.acme.dev:8443/"));
        assert_eq!(of("127.0.0.1:4711").as_deref(), Some("http://127.0.0.1:4711/"));
        for strange in ["", "acme.dev/x", "ada@acme.dev", "acme.dev?x", "a b"] {
            assert_eq!(of(strange), None, "{strange}");
        }
    }

    #[test]
    fn nothing_goes_in_the_clear_to_another_machine() {
        let refused = |text: &str| refused(&read(text).unwrap()).map(|step| step.says);
        assert_eq!(refused("https://acme.dev/api/"), None);
        assert_eq!(refused("http://127.0.0.1:1/x"), None);
        assert!(refused("http://ada:CANARY@acme.dev").unwrap().contains("`http://acme.dev`"));
        assert!(refused("ftp://acme.dev").is_some());
    }
}
