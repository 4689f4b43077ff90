//! What changes while the sandbox runs: Apps that were made and installed, codes that wait, scopes that were granted.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::app::{App, Owner};
use super::bodies::Here;
use super::features::Features;
use super::landed::Landed;
use super::manifest::Manifest;
use super::mood::{Mood, Trouble};
use super::notes::{self, Notes};
use super::strange::Strange;
use crate::credential::Secret;

/// A manifest that a person confirmed and whose code was not used yet.
struct Confirmed {
    owner: Owner,
    manifest: Manifest,
}

/// Everything that changes.
pub(super) struct State {
    pub(super) here: Here,
    pub(super) notes: Notes,
    /// What the classic token may do: what its page asked for last.
    pub(super) scopes: BTreeSet<String>,
    /// Where the OAuth App sends people back to: what its page asked for last.
    pub(super) callback: Option<String>,
    pub(super) strange: Strange,
    /// Where somebody was sent back to who made an App.
    pub(super) landed: Landed,
    /// What is wrong here, if anything.
    pub(super) mood: Mood,
    features: Features,
    apps: BTreeMap<u64, App>,
    waiting: BTreeMap<String, Confirmed>,
    confirmed: usize,
}

impl State {
    pub(super) fn new(here: Here) -> Result<Self> {
        let features = Features::read()?;
        Ok(Self {
            here,
            notes: Notes::new(),
            scopes: features.scopes(),
            callback: None,
            strange: Strange::default(),
            landed: Landed::default(),
            mood: Mood::default(),
            features,
            apps: BTreeMap::new(),
            waiting: BTreeMap::new(),
            confirmed: 0,
        })
    }

    /// Keeps a manifest that was confirmed and returns the code for it.
    pub(super) fn confirm(&mut self, owner: Owner, manifest: Manifest) -> String {
        self.confirmed += 1;
        let code = notes::code(self.confirmed);
        self.waiting.insert(code.clone(), Confirmed { owner, manifest });
        code
    }

    /// Makes the App of a code, which then is used up. Of two confirmed under one name, the second gets another.
    pub(super) fn convert(&mut self, code: &str) -> Option<&App> {
        let Confirmed { owner, mut manifest } = self.waiting.remove(code)?;
        manifest.name = self.free_name(&manifest.name);
        let app = App::made(owner, manifest, &self.features);
        Some(self.apps.entry(app.id).or_insert(app))
    }

    /// The first name like this one that no App has. At GitHub names are unique, and the person edits a taken one.
    pub(super) fn free_name(&self, wanted: &str) -> String {
        let taken = |name: &String| self.apps.values().any(|app| app.takes(name));
        let numbered = (2..).map(|number| format!("{}-{number}", wanted.chars().take(30).collect::<String>()));
        std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    pub(super) fn app_called(&self, slug: &str) -> Option<&App> {
        self.apps.values().find(|app| app.slug == slug)
    }

    /// The App that an installation's token belongs to.
    pub(super) fn app_with_token(&self, token: &str) -> Option<&App> {
        let has = |app: &&App| app.installed && token == notes::installation_token(app.installation_id());
        self.apps.values().find(has)
    }

    /// The App that calls itself by this number or client id, here or in an earlier run.
    pub(super) fn app_signing(&mut self, issuer: &str) -> Option<&App> {
        let id = App::number_in(issuer)?;
        if !self.apps.contains_key(&id) {
            self.apps.insert(id, App::recalled(id, &self.features, &self.here.web)?);
        }
        self.apps.get(&id)
    }

    /// Installs an App on the organisation.
    pub(super) fn install(&mut self, slug: &str) -> Option<&App> {
        let app = self.apps.values_mut().find(|app| app.slug == slug)?;
        // An owner agrees when asked again.
        let waits = self.mood.now() == Some(Trouble::Uninstalled);
        if waits {
            self.mood.set(None);
        }
        app.installed |= !waits;
        Some(app)
    }

    /// The secret of a client, whether an OAuth App's or a GitHub App's.
    pub(super) fn client_secret(&mut self, client_id: &str) -> Option<Secret> {
        if client_id == self.notes.client_id {
            return Some(self.notes.client_secret.clone());
        }
        self.app_signing(client_id).filter(|app| app.client_id() == client_id).map(App::client_secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State::new(Here { web: "http://127.0.0.1:1".into(), api: "http://127.0.0.1:1/api/v3".into() }).unwrap()
    }

    #[test]
    fn a_code_makes_one_app_and_no_second() {
        let mut state = state();
        let manifest = r#"{"name":"Acme Portal","url":"https://p.test","redirect_url":"http://127.0.0.1:1/x"}"#;
        let code = state.confirm(Owner::Organization, Manifest::read(manifest).unwrap());
        assert_eq!(state.convert(&code).unwrap().slug, "acme-portal");
        assert!(state.convert(&code).is_none());
        assert_eq!(state.free_name("Acme Portal"), "Acme Portal-2");
        assert_eq!(state.free_name("Other"), "Other");
    }
}
