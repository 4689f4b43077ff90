//! GitHub Apps. An App's number says what the sandbox of another run has to know of it: a hash of its name, and the set of
//! features that its permissions are enough for.

use url::Url;

use super::features::{self, Features, Permissions};
use super::manifest::Manifest;
use super::notes;
use super::world::ORGANIZATION;
use crate::credential::Secret;

/// The lowest number.
const FIRST: u64 = 1_000_000;
/// How many hashes of names there are.
const NAMES: u64 = 1 << 12;
/// How many sets of features there are.
const SETS: u64 = 1 << features::MOST;
/// What the client ids of GitHub Apps begin with.
const CLIENT: &str = "Iv23li";
/// How many letters come between that and the number.
const LETTERS: usize = 8;

/// Who an App belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The organisation.
    Organization,
    /// The person who made it.
    Person,
}

/// A GitHub App.
#[derive(Clone, Debug)]
pub(super) struct App {
    pub(super) id: u64,
    pub(super) owner: Owner,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) url: String,
    /// Where people may come back to; nobody knows for an App of an earlier run.
    pub(super) callbacks: Option<Vec<Url>>,
    pub(super) permissions: Permissions,
    pub(super) installed: bool,
}

impl App {
    /// Makes an App of a manifest.
    pub(super) fn made(owner: Owner, manifest: Manifest, features: &Features) -> Self {
        let (slug, permissions) = (slug(&manifest.name), manifest.permissions());
        Self {
            id: FIRST + hash(&slug) * SETS + features.within(&permissions),
            owner,
            slug,
            name: manifest.name,
            description: manifest.description,
            url: manifest.url.to_string(),
            callbacks: Some(manifest.callback_urls),
            permissions,
            installed: false,
        }
    }

    /// Recalls the App that an earlier run made, when the number can be one. Its name is forgotten, unless it is the one
    /// that the wizard gives.
    pub(super) fn recalled(id: u64, features: &Features, web: &str) -> Option<Self> {
        let place = id.checked_sub(FIRST).filter(|place| *place < NAMES * SETS)?;
        let permissions = features.permissions(place % SETS);
        if features.within(&permissions) != place % SETS {
            return None;
        }
        let usual = format!("{ORGANIZATION}-devportal");
        let name = if hash(&usual) == place / SETS { usual } else { format!("app-{id}") };
        Some(Self {
            id,
            owner: Owner::Organization,
            slug: name.clone(),
            name,
            description: None,
            url: web.to_owned(),
            callbacks: None,
            permissions,
            installed: true,
        })
    }

    /// Reads the number out of what an App calls itself: the number, or its client id.
    pub(super) fn number_in(called: &str) -> Option<u64> {
        called.parse().ok().or_else(|| {
            let number = notes::from_base62(called.strip_prefix(CLIENT)?.get(LETTERS..)?)?;
            (client_id(number) == called).then_some(number)
        })
    }

    /// Tells whether another App of this name would be mistaken for this one.
    pub(super) fn takes(&self, name: &str) -> bool {
        let slug = slug(name);
        self.slug == slug || (self.id - FIRST) / SETS == hash(&slug)
    }

    /// What its secrets are made from.
    pub(super) fn identity(&self) -> String {
        identity(self.id)
    }

    pub(super) fn client_id(&self) -> String {
        client_id(self.id)
    }

    pub(super) fn client_secret(&self) -> Secret {
        notes::client_secret(&self.identity())
    }

    pub(super) fn installation_id(&self) -> u64 {
        self.id + 50_000_000
    }
}

fn identity(id: u64) -> String {
    format!("GitHub App {id}")
}

fn client_id(id: u64) -> String {
    format!("{CLIENT}{}{}", notes::client_letters(&identity(id), LETTERS), notes::base62(id))
}

fn hash(slug: &str) -> u64 {
    notes::hash(slug) % NAMES
}

/// The name as it stands in addresses.
fn slug(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let letters: String = name.chars().map(letter).collect();
    letters.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "http://127.0.0.1:1";

    fn made(name: &str, set: u64) -> App {
        let features = Features::read().unwrap();
        let permissions = serde_json::to_string(&features.permissions(set)).unwrap();
        let manifest = format!(
            r#"{{"name":"{name}","url":"https://p.test","redirect_url":"{WEB}","default_permissions":{permissions}}}"#
        );
        App::made(Owner::Organization, Manifest::read(&manifest).unwrap(), &features)
    }

    #[test]
    fn an_app_of_an_earlier_run_is_recalled_by_its_number_or_its_client_id() {
        let features = Features::read().unwrap();
        for set in 0..16 {
            let app = made("Acme Portal", set);
            for called in [app.id.to_string(), app.client_id()] {
                let recalled = App::recalled(App::number_in(&called).unwrap(), &features, WEB).unwrap();
                assert_eq!(
                    (recalled.id, recalled.permissions, recalled.installed),
                    (app.id, app.permissions.clone(), true)
                );
            }
        }
        assert_eq!(App::recalled(made("acme-devportal", 3).id, &features, WEB).unwrap().slug, "acme-devportal");
    }

    #[test]
    fn a_number_that_no_app_can_have_recalls_nothing() {
        let features = Features::read().unwrap();
        for id in [0, 998_877, FIRST - 1, FIRST + SETS - 1, FIRST + NAMES * SETS, u64::MAX] {
            assert!(App::recalled(id, &features, WEB).is_none(), "{id}");
        }
        let client_id = made("a", 0).client_id();
        assert_eq!(client_id.len(), 20);
        for called in ["", "Iv23li", "Ov23liABCDEFGHIJKLMN", "Iv23liÄÄÄÄÄÄÄ", &client_id.replace("Iv23li", "Iv23lj")]
        {
            assert!(App::number_in(called).is_none(), "{called}");
        }
        let mut other = client_id.into_bytes();
        other[7] = if other[7] == b'a' { b'b' } else { b'a' };
        assert!(App::number_in(&String::from_utf8(other).unwrap()).is_none());
    }

    #[test]
    fn an_address_holds_only_letters_digits_and_single_dashes() {
        assert_eq!(slug("Acme  Portal (2)!"), "acme-portal-2");
    }
}
