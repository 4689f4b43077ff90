//! What names of hosts say of where they lead.

use std::net::Ipv4Addr;
use std::sync::OnceLock;

use serde::Deserialize;

const TEXT: &str = embedded!("backstage/hosts");

/// What is known of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// The ends of names that no server of the internet has.
    pub private: Vec<String>,
    /// Names that lead to this machine, with all below them.
    pub own: Vec<String>,
    /// The ends of names that lead to the address in front of them.
    pub addressed: Vec<String>,
}

impl Hosts {
    /// Tells whether a name is one that no server of the internet has.
    pub fn is_private(&self, name: &str) -> bool {
        self.private.iter().any(|end| before(name, end).is_some())
    }

    /// Tells whether a name leads to this machine, wherever it is asked for.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|own| name == own || before(name, own).is_some())
    }

    /// The address that a name stands for: in its labels, in one of them with dashes, or as eight signs of hexadecimal.
    pub fn address(&self, name: &str) -> Option<Ipv4Addr> {
        let labels: Vec<_> = self.addressed.iter().find_map(|end| before(name, end))?.split('.').collect();
        let dotted = labels.windows(4).filter_map(|four| four.join(".").parse().ok()).next_back();
        dotted.or_else(|| labels.iter().rev().find_map(|label| dashed(label)))
    }

    /// Tells whether a name stands for an address.
    pub fn is_addressed(&self, name: &str) -> bool {
        self.addressed.iter().any(|end| before(name, end).is_some())
    }
}

/// What stands before the end of a name.
fn before<'n>(name: &'n str, end: &str) -> Option<&'n str> {
    name.strip_suffix(end)?.strip_suffix('.')
}

/// `portal-10-0-0-1`, `0a000001`.
fn dashed(label: &str) -> Option<Ipv4Addr> {
    let parts: Vec<_> = label.split('-').collect();
    let four = parts.windows(4).filter_map(|four| four.join(".").parse().ok()).next_back();
    let last = parts.last().filter(|last| last.len() == 8);
    four.or_else(|| Some(Ipv4Addr::from(u32::from_str_radix(last?, 16).ok()?)))
}

/// What is known.
pub fn hosts() -> &'static Hosts {
    static KNOWN: OnceLock<Hosts> = OnceLock::new();
    KNOWN.get_or_init(|| facts!(TEXT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_parse() {
        let read: Hosts = serde_json::from_str(TEXT).unwrap();
        assert!(read.is_private("portal.lan") && !read.is_private("lan") && !read.is_private("portal.acme.dev"));
        assert!(read.is_own("portal.localtest.me") && read.is_own("lvh.me") && !read.is_own("xlvh.me"));
    }

    #[test]
    fn an_address_is_read_out_of_the_names_that_stand_for_one() {
        for (name, address) in [
            ("portal.10.0.0.1.nip.io", "10.0.0.1"),
            ("74.220.18.43.nip.io", "74.220.18.43"),
            ("portal-74-220-18-43.sslip.io", "74.220.18.43"),
            ("portal-0a000001.nip.io", "10.0.0.1"),
        ] {
            assert_eq!(hosts().address(name).map(|ip| ip.to_string()).as_deref(), Some(address), "{name}");
        }
        for name in ["portal.nip.io", "10.0.0.1", "10.0.0.1.acme.dev", "portal.300.1.1.1.nip.io"] {
            assert_eq!(hosts().address(name), None, "{name}");
        }
    }
}
