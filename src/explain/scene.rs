//! What depends on the portal: where it is, by whom people sign in, and where that is.

use std::collections::BTreeMap;

use crate::answers::file::AnswersFile;
use crate::contract::system::systems;
use crate::contract::{self, concepts};
use crate::credential::Purpose;

/// The portal that a page is shown for; an example, where none is known.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The provider that people sign in by.
    pub provider: String,
    /// The portal's address, without a slash at its end.
    pub portal: String,
    /// Where providers are, when they are not at their usual address.
    pub places: BTreeMap<String, String>,
    /// Plain settings, by the provider's word (`realm`, `tenant`).
    pub settings: BTreeMap<String, String>,
    /// Whether it is a real portal's.
    pub real: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            provider: "github".to_owned(),
            portal: "https://portal.acme.dev".to_owned(),
            places: BTreeMap::new(),
            settings: BTreeMap::new(),
            real: false,
        }
    }
}

impl Scene {
    /// The portal of a file of answers; what it leaves open stays an example.
    pub fn of(answers: &AnswersFile) -> Self {
        let contracts = contract::all();
        let main = contracts.iter().find(|contract| Some(&contract.name) == answers.profile.as_ref());
        let signs_in = answers.purposes.authentication.as_ref().map(|means| means.provider.clone());
        let provider = signs_in.or_else(|| main.map(|contract| contract.provider.clone()));
        let usual = Self::default();
        let mut scene = Self {
            provider: provider.unwrap_or(usual.provider),
            portal: answers.portal.url.as_ref().map_or(usual.portal, |url| url.as_str().to_owned()),
            places: BTreeMap::new(),
            settings: BTreeMap::new(),
            real: true,
        };
        for (name, place) in &answers.providers {
            scene.places.extend(place.url.as_ref().map(|url| (name.clone(), url.as_str().to_owned())));
        }
        let own = contracts.iter().filter(|contract| contract.provider == scene.provider);
        for (field, variable) in own.flat_map(|contract| &contract.settings) {
            scene.settings.extend(answers.values.get(variable).map(|value| (field.clone(), value.clone())));
        }
        scene
    }

    /// The same portal with another provider.
    #[must_use]
    pub fn with(&self, provider: &str) -> Self {
        Self { provider: provider.to_owned(), ..self.clone() }
    }

    /// What a provider's place is filled with; what is not known stays.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        // An address may hold places of its own, so those that hold others come first.
        for (place, value) in self.values() {
            filled = filled.replace(&format!("<{place}>"), &value);
        }
        filled
    }

    /// The provider's key of sign-in.
    pub(super) fn key(&self) -> String {
        let contracts = contract::all();
        let own = contracts.iter().filter(|contract| contract.provider == self.provider);
        own.filter_map(|contract| contract.signs_in_as.clone()).next().unwrap_or_else(|| self.provider.clone())
    }

    fn values(&self) -> Vec<(String, String)> {
        let contracts = contract::all();
        let main =
            contracts.iter().find(|contract| contract.provider == self.provider && contract.signs_in_as.is_some());
        let spec = contract::provider(&self.provider).ok();
        let key = main.and_then(|contract| contract.signs_in_as.clone());
        let callback = main.and_then(|contract| contract.credentials.values().find_map(|spec| spec.callback.clone()));
        let scopes = spec
            .iter()
            .flat_map(|spec| spec.features.values())
            .filter(|feature| feature.purpose == Purpose::Authentication);
        let scopes: Vec<_> = scopes.flat_map(|feature| feature.scopes.iter().cloned()).collect();
        let url = self.places.get(&self.provider).cloned().or_else(|| spec.as_ref().and_then(|spec| spec.url.clone()));
        let url = url.or_else(|| self.settings.get(crate::plan::BASE_URL).cloned());
        // A place that nobody filled names its variable: left as it is, another provider's address would come to stand there.
        let asked = main.and_then(|contract| contract.settings.get(crate::plan::BASE_URL));
        let url = url.or_else(|| asked.map(|variable| format!("<{variable}>")));
        let mut values = vec![
            ("authorize-url".to_owned(), concepts::signing_in().addresses.get(&self.provider).cloned()),
            ("callback".to_owned(), callback.map(|path| format!("<portal-url>{path}"))),
            ("provider-title".to_owned(), spec.map(|spec| spec.title)),
            ("key".to_owned(), key),
            ("scopes".to_owned(), (!scopes.is_empty()).then(|| scopes.join(" "))),
            ("portal-url".to_owned(), Some(self.portal.clone())),
            ("provider-url".to_owned(), url),
        ];
        values.extend(self.settings.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
        values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The way in which people sign in by the provider.
    pub(super) fn flow(&self) -> &'static [concepts::Step] {
        let row = systems().iter().find(|system| system.name == self.provider);
        let is_in_front = row.and_then(|row| row.signs_in.as_ref()?.front.as_ref()).is_some();
        let way = match self.provider.as_str() {
            "ldap" => "directory",
            _ if is_in_front => "proxy",
            _ => "oauth",
        };
        concepts::signing_in().flows.get(way).map(Vec::as_slice).unwrap_or_default()
    }
}
