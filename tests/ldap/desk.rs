//! What every test needs: a directory, an account, and what is wanted of it.

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::providers::{Provider, Wanted};
use devportal_auth::sandbox::directory::{Directory, Kind, PASSWORD, Rules};
use url::Url;

/// A directory, and what is wanted of it.
pub(crate) struct Desk {
    pub(crate) directory: Directory,
    pub(crate) ldap: Ldap,
    pub(crate) wanted: Wanted,
    pub(crate) fields: Fields,
}

/// A directory with the sandbox's people.
pub(crate) fn desk(kind: Kind) -> Desk {
    desk_with(Rules::new(kind))
}

/// A directory with rules of its own.
pub(crate) fn desk_with(rules: Rules) -> Desk {
    let kind = rules.kind;
    let directory = Directory::start_with(rules).unwrap();
    let wanted = wanted(directory.url().clone(), kind);
    let fields = account(kind.reader(), PASSWORD);
    Desk { directory, ldap: Ldap::new(http()), wanted, fields }
}

pub(crate) fn http() -> Http {
    Http::new(HttpOptions { timeout: std::time::Duration::from_secs(5), ..HttpOptions::default() }).unwrap()
}

pub(crate) fn account(dn: &str, password: &str) -> Fields {
    [("dn", dn), ("password", password)]
        .map(|(field, value)| (field.to_owned(), Secret::new(value)))
        .into_iter()
        .collect()
}

/// What a profile wants of a directory.
pub(crate) fn wanted(url: Url, kind: Kind) -> Wanted {
    let mut settings = BTreeMap::from([
        ("users-base".to_owned(), kind.users_base().to_owned()),
        ("groups-base".to_owned(), kind.groups_base().to_owned()),
    ]);
    if kind == Kind::ActiveDirectory {
        for (field, value) in [
            ("directory", "active-directory"),
            ("user-attribute", "sAMAccountName"),
            ("users-filter", "(objectClass=user)"),
            ("groups-filter", "(objectClass=group)"),
        ] {
            settings.insert(field.to_owned(), value.to_owned());
        }
    }
    Wanted {
        credential: String::new(),
        kind: CredentialKind::BindAccount,
        purposes: BTreeSet::from([Purpose::Authentication, Purpose::OrgData]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("https://portal.acme.test").unwrap(),
        callback: None,
        settings,
        scopes: BTreeMap::new(),
        permissions: BTreeMap::new(),
        name: "devportal".to_owned(),
    }
}

impl Desk {
    /// Changes a setting.
    pub(crate) fn set(mut self, field: &str, value: &str) -> Self {
        self.wanted.settings.insert(field.to_owned(), value.to_owned());
        self
    }

    /// Proves the account; the directory must have known every request.
    pub(crate) async fn prove(&self) -> Proof {
        let proof = self.ldap.prove(&self.wanted, &self.fields).await;
        assert_eq!(self.directory.unexpected(), [""; 0]);
        assert!(!format!("{proof:?}").contains(PASSWORD), "the password is in the proof");
        proof
    }

    /// Looks at the directory.
    pub(crate) async fn look(&self) -> Proof {
        let proof = self.ldap.look(&self.wanted, &Fields::default()).await;
        assert_eq!(self.directory.unexpected(), [""; 0]);
        proof
    }
}

/// The step of a name.
pub(crate) fn step<'p>(proof: &'p Proof, name: &str) -> &'p Step {
    proof.steps.iter().find(|step| step.name == name).unwrap_or_else(|| panic!("no step `{name}` in {proof:?}"))
}
