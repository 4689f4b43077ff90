//! The issuer as somebody wrote it. People paste it with a slash or without, or the address of its description.

use url::Url;

use crate::proof::{Aspect, Step};
use crate::providers::Wanted;

/// The setting that holds the issuer, and the step that says whether it is one.
pub(super) const BASE_URL: &str = "base-url";
/// What the steps about it rest on.
pub(super) const WHERE: Aspect<'static> = Aspect::new("base-url", &[BASE_URL]);

const WELL_KNOWN: &str = "/.well-known/";
const DESCRIPTION: &str = "/.well-known/openid-configuration";

/// Where an issuer is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    written: String,
    url: Url,
    description: Url,
}

impl Address {
    /// Reads the issuer's address.
    ///
    /// # Errors
    /// When it is none; as the step that says so.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Step> {
        let written = wanted.setting(BASE_URL).unwrap_or(wanted.url.as_str()).trim();
        parse(written).ok_or_else(|| {
            Step::invalid(WHERE, "the issuer is not an http or https address")
                .hint("write it like `https://login.acme.dev`; the server's console calls it `issuer`")
        })
    }

    /// Reads what a configuration writes.
    pub(super) fn written(text: &str) -> Option<Self> {
        parse(text.trim())
    }

    /// The issuer's address, without its description's path.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The issuer's address, as text without a slash at its end.
    pub(super) fn shown(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Where the server describes itself.
    pub(super) fn description(&self) -> &Url {
        &self.description
    }

    /// Tells whether a server that calls itself so is the one that was asked. A slash at the end matters to issuers, but
    /// not to where they are asked.
    pub(super) fn is(&self, issuer: &str) -> bool {
        issuer.trim_end_matches('/') == self.shown()
    }

    /// Tells whether it was written as the issuer writes itself.
    pub(super) fn is_written(&self, issuer: &str) -> bool {
        self.written == issuer
    }

    /// Tells whether the name leads to the same scheme, host and port.
    pub(super) fn is_on_the_same_server(&self, issuer: &str) -> bool {
        Url::parse(issuer).is_ok_and(|issuer| issuer.origin() == self.url.origin())
    }
}

fn parse(written: &str) -> Option<Address> {
    let mut url = Url::parse(written).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let mut description = url.clone();
    let path = url.path().to_owned();
    match path.find(WELL_KNOWN) {
        // Azure AD B2C names its policy in the query, so whoever gave the whole address keeps it.
        Some(at) => url.set_path(&path[..at]),
        None => {
            description.set_path(&format!("{}{DESCRIPTION}", path.trim_end_matches('/')));
            description.set_query(None);
        }
    }
    url.set_query(None);
    Some(Address { written: written.to_owned(), url, description })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_pasted_leads_to_the_same_description() {
        for written in [
            "https://login.acme.dev/tenant",
            "https://login.acme.dev/tenant/",
            "https://ada:pw@login.acme.dev/tenant?x=1#y",
            "https://login.acme.dev/tenant/.well-known/openid-configuration",
        ] {
            let address = parse(written).unwrap();
            assert_eq!(
                address.description().as_str(),
                "https://login.acme.dev/tenant/.well-known/openid-configuration"
            );
            assert_eq!(address.shown(), "https://login.acme.dev/tenant", "{written}");
        }
        for written in ["", "login.acme.dev", "ftp://login.acme.dev", "mailto:ada@acme.dev"] {
            assert!(parse(written).is_none(), "{written}");
        }
    }

    #[test]
    fn a_policy_in_the_query_of_a_whole_address_is_kept() {
        let address = parse("https://acme.b2clogin.com/x/v2.0/.well-known/openid-configuration?p=B2C_1").unwrap();
        assert_eq!(address.description().query(), Some("p=B2C_1"));
    }

    #[test]
    fn a_slash_at_the_end_is_the_same_issuer_written_in_another_way() {
        let address = parse("https://acme.auth0.com").unwrap();
        assert!(address.is("https://acme.auth0.com/") && !address.is_written("https://acme.auth0.com/"));
        assert!(!address.is("https://acme.auth0.com/other"));
        assert!(address.is_on_the_same_server("https://acme.auth0.com/other"));
        assert!(!address.is_on_the_same_server("http://acme.auth0.com/"));
    }
}
