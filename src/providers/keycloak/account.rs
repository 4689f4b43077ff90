//! Somebody in the realm: what the catalog gets of them, and what sign-in tells of them. A list and a look at one person read the same.

use serde::Deserialize;

use crate::proof::{DirectoryUser, Identity, Sought};

/// A person, in Keycloak's brief form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    id: Option<String>,
    /// The name, in lower case; it may be a mail address.
    pub(super) username: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    enabled: Option<bool>,
}

impl Account {
    /// What a sign-in comes to, before the portal is told of anybody.
    pub(super) fn sought(self) -> Sought {
        let Self { id, username, email, email_verified, enabled } = self;
        match enabled {
            Some(false) => Sought::Nobody(format!("`{}` is disabled in the realm", username.unwrap_or_default())),
            _ => Sought::Found(Identity { username, email, id, mail_verified: email_verified }),
        }
    }

    /// The user that the catalog's module makes; none of somebody without a name.
    pub(super) fn user(self) -> Option<DirectoryUser> {
        let name = catalog_name(self.username.as_deref()?);
        let (email, id) = (self.email.clone(), self.id.clone());
        Some(DirectoryUser { name, email, id, sought: Some(self.sought()), ..DirectoryUser::default() })
    }
}

/// The `metadata.name` that the module gives: every character but letters, digits, `-`, `_` and `.` becomes `-`.
pub(super) fn catalog_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_that_the_catalog_module_gives() {
        assert_eq!(catalog_name("Ops & SRE"), "Ops---SRE");
        assert_eq!(catalog_name("ada.lovelace_1-x"), "ada.lovelace_1-x");
        assert_eq!(catalog_name("ada@acme.dev"), "ada-acme.dev");
        assert_eq!(catalog_name("Zoë"), "Zo-");
    }

    #[test]
    fn sign_in_tells_the_name_as_it_is_and_nothing_of_somebody_disabled() {
        let of = |text: &str| serde_json::from_str::<Account>(text).unwrap().user().unwrap();
        let ada = of(r#"{ "username": "ada@acme.dev", "enabled": true }"#);
        let told = Identity { username: Some("ada@acme.dev".into()), ..Identity::default() };
        assert_eq!((ada.name.as_str(), ada.sought), ("ada-acme.dev", Some(Sought::Found(told))));
        let gone = of(r#"{ "username": "bob", "email": "bob@acme.dev", "enabled": false }"#);
        assert_eq!(gone.sought, Some(Sought::Nobody("`bob` is disabled in the realm".into())));
    }
}
