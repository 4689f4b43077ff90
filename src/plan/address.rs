//! Addresses: where a provider is, and how an address is read and shown.

use anyhow::{Context, Result, anyhow};
use url::Url;

use crate::answers::file::Address;

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

/// Writes an address as people do, without the slash that ends a bare host.
pub fn show(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
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
}
