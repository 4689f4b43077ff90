//! Addresses: where a provider is, and how an address is read and shown.

use anyhow::{Context, Result, anyhow, ensure};
use url::Url;

use crate::answers::file::{Address, is_host};
use crate::remark::Remark;

/// Where a provider is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// For people's browsers.
    pub url: Url,
    /// For programs.
    pub api_url: Url,
}

/// Reads an address and cuts its trailing slash.
///
/// # Errors
/// When the text is no http(s) address, or holds a password; it is not repeated then.
pub fn parse_address(text: &str) -> Result<Url> {
    let address = Address::new(text).map_err(|why| anyhow!("it {why}"))?;
    Url::parse(address.as_str()).context("it is no address")
}

/// Reads the address of a provider whose schemes are these; of one that is on the web when there are none.
///
/// # Errors
/// When the text is no address of these schemes, or holds a password; it is not repeated then.
pub fn parse_place(text: &str, schemes: &[String]) -> Result<Url> {
    if schemes.is_empty() {
        return parse_address(text);
    }
    let url = Url::parse(text.trim().trim_end_matches('/')).context("it is no address")?;
    ensure!(schemes.iter().any(|scheme| scheme == url.scheme()), "it does not begin with {}", forms(schemes));
    ensure!(url.host_str().is_some_and(|host| !host.is_empty()), "it names no host");
    ensure!(url.host_str().is_some_and(is_host), "it has more than letters, digits, `.`, `-` and `_` in its host");
    ensure!(
        url.username().is_empty() && url.password().is_none(),
        "it holds a user name; there is a question for that"
    );
    ensure!(
        matches!(url.path(), "" | "/") && url.query().is_none(),
        "it goes on after the host; only the host belongs here"
    );
    Ok(url)
}

fn forms(schemes: &[String]) -> String {
    schemes.iter().map(|scheme| format!("{scheme}://")).collect::<Vec<_>>().join(" or ")
}

/// Writes an address as people do, without the slash that ends a bare host.
pub fn show(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// Tells whether an address can only be reached from its own machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // Of a scheme that is not the web's, an address of numbers is read as a name.
        Some(url::Host::Domain(name)) => {
            let numbers = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
            numbers || name == "localhost" || name.ends_with(".localhost")
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What is odd about the address of a portal for production, and what to do about it.
pub fn odd_for_production(portal: &Url) -> Option<Remark> {
    let (at, url) = (show(portal), "`--portal-url");
    if is_loopback(portal) {
        let says = format!("a portal for production, and nobody but this machine reaches {at}");
        return Some(Remark::new(says, format!("say the address that people will type: {url}`")));
    }
    let says = format!(
        "a portal for production, and {at} is not encrypted: its cookies can be read on the way, and many providers refuse its callback"
    );
    (portal.scheme() == "http").then(|| {
        Remark::new(says, format!("serve it over https, and say so: {url} {}`", at.replacen("http", "https", 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_password_in_it_is_refused_without_showing_it() {
        let text =
            parse_address("https://ada:CANARY@portal.acme.dev").err().map(|e| format!("{e:#}")).unwrap_or_default();
        assert!(!text.is_empty() && !text.contains("CANARY"), "{text}");
    }

    #[test]
    fn a_host_of_another_scheme_is_held_to_the_same_letters() {
        let schemes = ["ldaps".to_owned()];
        assert!(parse_place("ldaps://ldap.acme.dev:636", &schemes).is_ok());
        assert!(parse_place("ldaps://ldap${name}.acme.dev", &schemes).is_err());
    }
}
