//! The proxy between this machine and the providers. Only https goes through it, because plain http never leaves this
//! machine; so `HTTP_PROXY` is of no concern.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::manners::{Wire, bare, is_loopback};
use crate::credential::Secret;

/// A proxy for https requests, and the hosts that are reached without it. Loopback addresses always are.
#[derive(Clone)]
pub struct Proxy {
    address: Secret,
    /// Where it was said, if its host may be something else.
    unclear: Option<&'static str>,
    bypass: String,
    matcher: Arc<Matcher>,
}

impl Proxy {
    /// Takes the address of a proxy (`http://proxy.acme.dev:3128`, credentials allowed) and the list of hosts that are
    /// reached without it, written as in `NO_PROXY`.
    ///
    /// # Errors
    /// When the address is not one of an HTTP proxy. The address is not repeated, because it may hold credentials.
    pub fn new(address: &Secret, bypass: &str) -> Result<Self> {
        let text = address.expose().trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&text).ok().filter(Url::has_host).context("the proxy's address cannot be read")?;
        if !matches!(url.scheme(), "http" | "https") {
            bail!("the proxy's address begins with `{}://`; only http and https proxies can be used", url.scheme());
        }
        let matcher = Matcher::builder().https(text.as_str()).no(bypass).build();
        // A word alone is read as a host, and may be anything, also a secret in the wrong place.
        let is_address = address.expose().contains("://") || url.port().is_some();
        let unclear = (!is_address).then_some("HTTPS_PROXY");
        Ok(Self { address: Secret::new(text), unclear, bypass: bypass.to_owned(), matcher: Arc::new(matcher) })
    }

    /// Reads `HTTPS_PROXY`, else `ALL_PROXY`, and `NO_PROXY`, each in small letters first, as curl does. Empty is unset.
    ///
    /// # Errors
    /// When an address is not one of an HTTP proxy; the error names the variable.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Option<Self>> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| lookup(name).filter(|text| !text.trim().is_empty()).map(|text| (*name, text)))
        };
        let Some((name, address)) = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]) else {
            return Ok(None);
        };
        let bypass = first(&["no_proxy", "NO_PROXY"]).map(|(_, bypass)| bypass).unwrap_or_default();
        let proxy = Self::new(&Secret::new(address), &bypass).with_context(|| format!("could not use `{name}`"))?;
        Ok(Some(Self { unclear: proxy.unclear.map(|_| name), ..proxy }))
    }

    /// Returns the proxy that a request goes through, if it does.
    pub(super) fn hop(&self, uri: &Uri) -> Option<Hop> {
        if is_loopback(uri.host()?) {
            return None;
        }
        let found = self.matcher.intercept(uri)?;
        let wire = if found.uri().scheme_str() == Some("https") { Wire::Tls } else { Wire::Plain };
        let standard = if wire == Wire::Tls { 443 } else { 80 };
        Some(Hop {
            host: bare(found.uri().host()?).to_owned(),
            port: found.uri().port_u16().unwrap_or(standard),
            wire,
            unclear: self.unclear,
            authorization: found.basic_auth().cloned(),
        })
    }

    /// Returns the same decision in the HTTP client's terms.
    pub(super) fn for_client(&self) -> Result<reqwest::Proxy> {
        let rules = self.clone();
        let address = Url::parse(self.address.expose()).context("the proxy's address cannot be read")?;
        Ok(reqwest::Proxy::custom(move |url| {
            let uri = url.as_str().parse().ok()?;
            rules.hop(&uri).map(|_| address.clone())
        }))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("bypass", &self.bypass).finish_non_exhaustive()
    }
}

/// A proxy that a request goes through.
#[derive(Clone)]
pub(super) struct Hop {
    /// Its name or address, without brackets.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// The variable that it is called by, where its name is not to be shown.
    unclear: Option<&'static str>,
    /// How the bytes travel to it.
    pub(super) wire: Wire,
    /// What it is shown, when its address holds credentials.
    pub(super) authorization: Option<HeaderValue>,
}

impl Hop {
    /// What it is called: by its name, or by where that was said.
    pub(super) fn called(&self) -> String {
        match self.unclear {
            None => format!("the proxy `{}`", self.host),
            Some(variable) => format!("the proxy that `{variable}` names"),
        }
    }

    /// The same, with its port.
    pub(super) fn at(&self) -> String {
        match self.unclear {
            None => format!("the proxy `{}`", self.place()),
            Some(_) => format!("{} ({})", self.called(), self.place()),
        }
    }

    /// Where it listens, as far as that is shown.
    pub(super) fn place(&self) -> String {
        match self.unclear {
            None => format!("{}:{}", self.host, self.port),
            Some(_) => format!("port {}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Option<Proxy>> {
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Proxy::from_variables(|wanted| variables.iter().find(|(name, _)| name == wanted).map(|(_, v)| v.clone()))
    }

    fn hop(proxy: &Proxy, address: &str) -> Option<String> {
        proxy.hop(&address.parse().unwrap()).map(|hop| format!("{}:{}", hop.host, hop.port))
    }

    #[test]
    fn the_usual_variables_are_read_and_small_letters_win() {
        let proxy = from(&[("HTTPS_PROXY", "http://b:2"), ("https_proxy", "a:1")]).unwrap().unwrap();
        assert_eq!(hop(&proxy, "https://sso.acme.dev").as_deref(), Some("a:1"));
        let proxy = from(&[("https_proxy", "p:1"), ("no_proxy", " "), ("NO_PROXY", "acme.dev")]).unwrap().unwrap();
        assert_eq!(hop(&proxy, "https://acme.dev"), None, "an empty variable hides the one in capitals");
        let proxy = from(&[("https_proxy", ""), ("ALL_PROXY", "https://c")]).unwrap().unwrap();
        assert_eq!(hop(&proxy, "https://sso.acme.dev").as_deref(), Some("c:443"));
        assert!(from(&[("NO_PROXY", "*")]).unwrap().is_none());
    }

    #[test]
    fn loopback_and_listed_hosts_are_reached_without_the_proxy() {
        let proxy = from(&[("HTTPS_PROXY", "p:1"), ("NO_PROXY", ".acme.dev, 10.0.0.0/8")]).unwrap().unwrap();
        for direct in
            ["https://localhost", "https://127.0.0.3:8443", "https://[::1]", "https://a.acme.dev", "https://10.1.2.3"]
        {
            assert_eq!(hop(&proxy, direct), None, "{direct}");
        }
        assert!(hop(&proxy, "https://api.github.com").is_some());
    }

    #[test]
    fn credentials_are_sent_but_never_shown() {
        let proxy = from(&[("HTTPS_PROXY", "http://ada:canary%21@p:1")]).unwrap().unwrap();
        let hop = proxy.hop(&"https://sso.acme.dev".parse().unwrap()).unwrap();
        assert_eq!(hop.called(), "the proxy `p`");
        assert_eq!(hop.authorization.unwrap(), "Basic YWRhOmNhbmFyeSE=");
        assert!(!format!("{proxy:?}").contains("canary"));
        for bad in ["socks5://ada:canary@p:1", "http://ada:canary@:x"] {
            let error = format!("{:#}", from(&[("ALL_PROXY", bad)]).unwrap_err());
            assert!(error.contains("`ALL_PROXY`") && !error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn what_may_be_a_secret_in_the_place_of_a_proxy_is_called_by_its_variable() {
        let hop = |value: &str| {
            let proxy = from(&[("https_proxy", value)]).unwrap().unwrap();
            proxy.hop(&"https://sso.acme.dev".parse().unwrap()).unwrap()
        };
        for value in ["Canary7Zq2", "ada:canary@Canary7Zq2", " canary.acme.dev "] {
            let (called, at) = (hop(value).called(), hop(value).at());
            assert_eq!(
                (called.as_str(), at.as_str()),
                ("the proxy that `https_proxy` names", "the proxy that `https_proxy` names (port 80)")
            );
        }
        assert_eq!(hop("proxy:3128").at(), "the proxy `proxy:3128`");
        assert_eq!(hop("http://proxy").at(), "the proxy `proxy:80`");
    }
}
