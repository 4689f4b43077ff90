//! An address as a person writes it: checked, but kept as text, so that it is written as it was read.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};
use url::Url;

/// An `http` or `https` address without a password, query or fragment, and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Checks an address. The refusal does not repeat it, because it may hold a password.
    ///
    /// # Errors
    /// When it is no such address, with the reason.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().trim_end_matches('/');
        if !text.contains("://") {
            return Err("must begin with `https://`, such as `https://portal.acme.example`");
        }
        let url = Url::parse(text).map_err(|_| "must be an address such as `https://portal.acme.example`")?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err("must be an address that begins with `https://` or `http://`");
        }
        if !url.host_str().is_some_and(is_host) {
            return Err("must have a host of letters, digits, `.`, `-` and `_`");
        }
        if matches!(url.host_str(), Some("http" | "https")) && url.path().starts_with("//") {
            return Err("must begin with `https://` once");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("must end with its path, without `?` or `#`");
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Tells whether a text is a host as one is looked up: a name, or an address of numbers. `url` takes more, such as `$` and braces, which
/// Backstage would fill in and a shell would run.
pub(crate) fn is_host(text: &str) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let of_numbers = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(numbers) => of_numbers(numbers),
        None => !text.is_empty() && text.chars().all(of_name),
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

/// Not derived: a visitor refuses at the value, so that the message names its place and not the object around it.
impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Checked;
        impl Visitor<'_> for Checked {
            type Value = Address;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Address, E> {
                Address::new(text).map_err(E::custom)
            }
        }
        from.deserialize_str(Checked)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Address {
    fn schema_name() -> Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri", "pattern": "^https?://[^/?#@]+(/[^?#]*)?$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_something_would_fill_in_or_run_is_none() {
        for host in ["po${name}.dev", "po$(name).dev", "a;b.dev", "a'b.dev", "a&b.dev", "{a,b}.dev", "a`b`.dev"] {
            let why = Address::new(&format!("https://{host}/x")).unwrap_err();
            assert!(why.starts_with("must "), "{host}: {why}");
        }
    }

    #[test]
    fn an_address_is_kept_as_written_but_for_the_slash_at_its_end() {
        for (text, kept) in [
            ("https://github.com", "https://github.com"),
            ("https://sso.acme.example/auth/", "https://sso.acme.example/auth"),
            ("http://localhost:7007", "http://localhost:7007"),
            ("https://Büro.acme_1.example", "https://Büro.acme_1.example"),
            ("http://[::1]:7007", "http://[::1]:7007"),
            ("https://10.0.0.7", "https://10.0.0.7"),
        ] {
            assert_eq!(Address::new(text).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for text in ["", "CANARY", "ftp://CANARY", "https://", "https://CANARY:x@host", "https://host/?CANARY"] {
            let why = Address::new(text).unwrap_err();
            assert!(why.starts_with("must "), "{text}: {why}");
            assert!(!why.contains("CANARY"));
        }
    }
}
