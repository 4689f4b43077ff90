//! The words every layer shares: purposes, kinds of credential, variables, and the one type a secret lives in.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What a credential is for. One credential may serve several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Who is the person at the browser? The sign-in page and its session.
    Authentication,
    /// How does the backend call a system? A service's own identity.
    Integration,
    /// Which people and teams exist in the catalog?
    OrgData,
}

impl Purpose {
    /// All purposes, in the order in which people meet them.
    pub const ALL: [Self; 3] = [Self::Authentication, Self::Integration, Self::OrgData];

    /// The kebab-case name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Integration => "integration",
            Self::OrgData => "org-data",
        }
    }

    /// The name that people see.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Authentication => "sign-in",
            Self::Integration => "integration",
            Self::OrgData => "org data",
        }
    }
}

/// The form a credential takes at its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    /// A client id and secret that sign people in.
    OauthClient,
    /// A GitHub App: an id and a private key, and an OAuth client of its own.
    GithubApp,
    /// A token that acts for a person or a service.
    AccessToken,
    /// An application's own identity at Microsoft Entra, without any person: tenant, client id and secret.
    ServicePrincipal,
    /// An account's name with its token or password.
    Account,
    /// A directory account: a distinguished name and its password.
    BindAccount,
    /// What stands in front of the portal and vouches for people. It holds no secret.
    TrustedProxy,
}

impl CredentialKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::OauthClient,
        Self::GithubApp,
        Self::AccessToken,
        Self::ServicePrincipal,
        Self::Account,
        Self::BindAccount,
        Self::TrustedProxy,
    ];

    /// The kebab-case name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::OauthClient => "oauth-client",
            Self::GithubApp => "github-app",
            Self::AccessToken => "access-token",
            Self::ServicePrincipal => "service-principal",
            Self::Account => "account",
            Self::BindAccount => "bind-account",
            Self::TrustedProxy => "trusted-proxy",
        }
    }
}

/// The name of an environment variable that the portal reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Variable(pub String);

impl Variable {
    /// Names a variable.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that must never be shown. It cannot be displayed or serialized, `Debug` hides it, and its memory is wiped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a value into custody.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// Hands the value out to whoever has to send or store it. Never print what this returns.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Counts the characters, which may be shown.
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }

    /// Tells whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Values by variable. All are kept as secrets; only the contract says which may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Variable, Secret>);

impl Answers {
    /// Looks a value up.
    pub fn get(&self, variable: &Variable) -> Option<&Secret> {
        self.0.get(variable)
    }

    /// Keeps a value, replacing an earlier one.
    pub fn insert(&mut self, variable: Variable, value: Secret) {
        self.0.insert(variable, value);
    }

    /// Drops a value.
    pub fn remove(&mut self, variable: &Variable) -> Option<Secret> {
        self.0.remove(variable)
    }

    /// Takes over all values of another set, which win.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Lists variables and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Variable, &Secret)> {
        self.0.iter()
    }

    /// Tells whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Variable, Secret)> for Answers {
    fn from_iter<I: IntoIterator<Item = (Variable, Secret)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// The parts of one credential, by the names that its provider uses (`client-id`, `private-key`, …), never by variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Secret>);

impl Fields {
    /// Looks a part up.
    pub fn get(&self, field: &str) -> Option<&Secret> {
        self.0.get(field)
    }

    /// Returns a part's text, or nothing when it is absent or empty.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).map(Secret::expose).filter(|text| !text.is_empty())
    }

    /// Sets a part.
    pub fn set(&mut self, field: impl Into<String>, value: Secret) {
        self.0.insert(field.into(), value);
    }

    /// Lists the parts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value))
    }
}

impl<K: Into<String>> FromIterator<(K, Secret)> for Fields {
    fn from_iter<I: IntoIterator<Item = (K, Secret)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(field, value)| (field.into(), value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        let secret = Secret::new("CANARY-debug");
        let answers: Answers = [(Variable::new("NAME"), secret.clone())].into_iter().collect();
        assert!(!format!("{secret:?} {answers:?}").contains("CANARY"));
    }

    #[test]
    fn every_kind_that_a_file_may_name_is_listed() {
        let schema = schemars::schema_for!(CredentialKind).to_value().to_string();
        let listed = CredentialKind::ALL.iter().filter(|kind| schema.contains(&format!("\"{}\"", kind.id()))).count();
        assert_eq!(listed, CredentialKind::ALL.len());
        assert_eq!(schema.matches("\"const\"").count(), CredentialKind::ALL.len(), "{schema}");
    }
}
