//! What a directory tells of itself in its root (RFC 4512, 5.1), as far as it may be read.

use super::entry::Entry;
use crate::contract::directories::{Dialect, directories};
use crate::distinguished::canonical;

/// The control by which a directory says why it refuses a password (draft-behera-ldap-password-policy).
pub(super) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// What is known of the directory.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// Whether its root was read.
    pub(super) is_known: bool,
    /// Which directory it is, when it is one of those that are known.
    pub(super) dialect: Option<&'static Dialect>,
    /// Who made it, in its own words.
    pub(super) vendor: Option<String>,
    /// The tops of what it holds.
    pub(super) contexts: Vec<String>,
    /// The first of these, for Active Directory.
    pub(super) default_context: Option<String>,
    /// Where its schema is.
    pub(super) schema: Option<String>,
    /// Whether it knows [`PASSWORD_POLICY`].
    pub(super) says_why: bool,
}

impl About {
    /// The attributes that are asked for.
    pub(super) fn asked() -> Vec<&'static str> {
        let own = ["namingContexts", "defaultNamingContext", "subschemaSubentry", "supportedControl", "vendorName"];
        own.into_iter().chain(Dialect::told_by()).collect()
    }

    /// Reads the root.
    pub(super) fn of(root: &Entry) -> Self {
        let says = |attribute: &str, value: &str| root.texts(attribute).iter().any(|said| said == value);
        Self {
            is_known: true,
            dialect: Dialect::of(|attribute| root.texts(attribute)),
            vendor: root.text("vendorName"),
            contexts: root.texts("namingContexts"),
            default_context: root.text("defaultNamingContext"),
            schema: root.text("subschemaSubentry"),
            says_why: says("supportedControl", PASSWORD_POLICY),
        }
    }

    /// Tells whether it is Active Directory.
    pub(super) fn is_active_directory(&self) -> bool {
        self.dialect.is_some_and(Dialect::is_active_directory)
    }

    /// What the catalog's module knows entries by, without being told.
    pub(super) fn known_by(&self) -> &'static str {
        self.dialect.map_or(&directories().known_by.usually, Dialect::known_by)
    }

    /// Tells whether an entry surely is in none of what it holds. Nothing is sure where one of these names is none, as the empty one, below
    /// which everything may be.
    pub(super) fn lies_outside(&self, dn: &str) -> bool {
        let contexts: Option<Vec<_>> = self.contexts.iter().map(|context| canonical(context)).collect();
        let (Some(dn), Some(contexts)) = (canonical(dn), contexts) else { return false };
        let is_in = |context: &String| dn == *context || dn.ends_with(&format!(",{context}"));
        !contexts.is_empty() && !contexts.iter().any(is_in)
    }

    /// The first of what it holds.
    pub(super) fn roots(&self) -> String {
        let roots: Vec<_> = self.contexts.iter().take(3).map(|context| format!("`{context}`")).collect();
        roots.join(", ")
    }

    /// What it is called.
    pub(super) fn title(&self) -> String {
        match (self.dialect, &self.vendor) {
            (Some(dialect), _) => dialect.title.clone(),
            (None, Some(vendor)) => format!("`{vendor}`"),
            (None, None) => "an LDAP directory".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_lies_outside_only_when_no_spelling_of_its_name_is_below_what_a_directory_holds() {
        let about = |contexts: &[&str]| About {
            contexts: contexts.iter().map(|context| (*context).to_owned()).collect(),
            ..About::default()
        };
        let acme = about(&["cn=config", "DC=acme,DC=dev"]);
        for inside in ["dc=acme,dc=dev", "ou=P , dc=acme,dc=dev", r"ou=P,dc=\61cme,dc=dev", "cn=x,CN = Config"] {
            assert!(!acme.lies_outside(inside), "{inside}");
        }
        for outside in ["ou=P,dc=acne,dc=dev", "ou=P,odc=acme,dc=dev", "dc=dev"] {
            assert!(acme.lies_outside(outside), "{outside}");
        }
        // What is no name, and what holds everything or has no name itself.
        assert!(!acme.lies_outside("people") && !acme.lies_outside(""));
        for contexts in [&[][..], &[""], &["dc=x", "odd"]] {
            assert!(!about(contexts).lies_outside("ou=P,dc=acme,dc=dev"), "{contexts:?}");
        }
    }
}
