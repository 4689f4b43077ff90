//! By which text the catalog's module knows an entry, and finds it again where others name it
//! (`@backstage/plugin-catalog-backend-module-ldap` 0.12.9). Entries that do not carry it leave everybody without groups.

use ldap3::Scope;

use super::entry::{Entry, ID};
use super::setup::Setup;
use super::wire::Connection;
use crate::contract::directories::directories;
use crate::proof::Step;

/// What an entry's own name is taken from.
#[derive(Clone, Debug)]
pub(super) struct KnownBy {
    /// The attribute, as the module asks for it.
    attribute: String,
    /// How the directory writes it, where an entry was seen.
    spelling: Option<Option<String>>,
}

impl KnownBy {
    /// Finds out, by one entry as the module sees it.
    pub(super) async fn of(connection: &mut Connection, setup: &Setup) -> Self {
        let attribute = setup.dn_attribute.as_deref().unwrap_or_else(|| connection.about.known_by());
        let mut known = Self { attribute: attribute.to_owned(), spelling: None };
        if known.asked().is_some() {
            let (base, filter) = (setup.users_base.as_str(), setup.users_filter.as_str());
            let found = connection.some(base, Scope::Subtree, filter, &["*", "+"], 1).await;
            let entry = found.ok().and_then(|(entries, _)| entries.into_iter().next());
            known.spelling = entry.map(|entry| entry.spelling(attribute).map(str::to_owned));
        }
        known
    }

    /// Whether entries surely do not carry it, in these letters.
    fn is_lacking(&self) -> bool {
        self.spelling.as_ref().is_some_and(|spelling| spelling.as_deref() != Some(&self.attribute))
    }

    /// What follows when entries do not carry it.
    pub(super) fn lacking(&self, connection: &Connection) -> Option<Step> {
        let attribute = &self.attribute;
        let but = match self.spelling.as_ref().filter(|_| self.is_lacking())? {
            Some(other) => format!("entries call it `{other}`"),
            None => format!("entries of {} have no `{attribute}`", connection.about.title()),
        };
        let says = format!(
            "the catalog's module knows entries by `{attribute}`, and {but}: everybody would be without groups"
        );
        let name = &directories().known_by.of_every_answer;
        let hint = format!("write `vendor: {{ dnAttributeName: {name} }}` beside `users`");
        Some(Step::insufficient("memberOf", says).hint(hint))
    }

    /// The attribute that has to be asked for; none where it is the name that every answer has.
    pub(super) fn asked(&self) -> Option<&str> {
        Some(self.attribute.as_str()).filter(|attribute| *attribute != directories().known_by.of_every_answer)
    }

    /// The texts by which the module finds an entry: its name, as it is and in small letters, what names it among its neighbours, and its
    /// number.
    pub(super) fn keys(&self, entry: &Entry, naming: &str) -> Vec<String> {
        let name = match self.asked() {
            _ if self.is_lacking() => None,
            Some(attribute) => entry.text(attribute),
            None => Some(entry.dn.clone()),
        };
        let lower = name.as_ref().map(|name| name.to_lowercase());
        name.into_iter().chain(lower).chain(entry.text(naming)).chain(entry.text(ID)).collect()
    }
}
