//! What names of hosts say of where they lead.

use std::sync::OnceLock;

use serde::Deserialize;

const TEXT: &str = embedded!("backstage/hosts");

/// What is known of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// The ends of names that no server of the internet has, and of those that stand for an address.
    pub private: Vec<String>,
}

impl Hosts {
    /// Tells whether a name is one that no server of the internet has.
    pub fn is_private(&self, name: &str) -> bool {
        self.private.iter().any(|end| name.strip_suffix(end.as_str()).is_some_and(|rest| rest.ends_with('.')))
    }
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
    }
}
