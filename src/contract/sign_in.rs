//! What signing in goes by: providers and their fields, sign-in pages, what resolvers need. Read once, when first asked.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::release::Span;

const TEXT: &str = embedded!("backstage/sign-in");

/// Everything that is known.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SignIn {
    /// What `signInPage` may say, and the provider that the page asks.
    pub pages: IndexMap<String, String>,
    /// The page that is shown otherwise.
    pub fallback: String,
    /// The providers of the image, by their key.
    pub providers: IndexMap<String, Provider>,
    /// Providers that the image has not, and that let in whom a proxy has let in, by their key.
    pub proxies: IndexMap<String, Provider>,
    /// Providers that the image has not, and whether OpenID Connect would do.
    pub elsewhere: BTreeMap<String, bool>,
    /// Resolvers of Backstage's own modules that the tables of their providers do not name, by provider.
    pub modules: BTreeMap<String, Vec<String>>,
    /// Wrong names of providers, and the key that is meant.
    pub meant: BTreeMap<String, String>,
    /// The variable that the session's secret is written with.
    pub session_variable: String,
    /// Providers outside of the image that need a session.
    pub sessions_elsewhere: Vec<String>,
    /// Servers that want `offline_access` for whoever is to stay signed in.
    pub offline: Vec<String>,
    /// Keys below `auth.session` that nobody reads.
    pub ignored_session: Vec<String>,
    /// Keys below `catalog.providers` that bring people.
    pub directories: Vec<String>,
    /// Resolvers of the image's providers, and what they go by.
    pub resolvers: Vec<Resolves>,
    /// Resolvers that one directory alone serves.
    pub annotations: Vec<Annotation>,
    /// Resolvers that images bring, and no module of Backstage's own.
    pub brought: Vec<String>,
    /// Keys that such images alone read.
    pub brought_by: Vec<String>,
    /// Words that files which hold people are called by.
    pub people: Vec<String>,
    /// Groups that the image makes administrators.
    pub administrators: Vec<String>,
    /// Values that are no session secret.
    pub placeholders: Vec<String>,
}

/// A sign-in provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Provider {
    /// Whether no environment stands below it.
    #[serde(default)]
    pub flat: bool,
    /// Fields without which the backend does not start.
    #[serde(default)]
    pub required: Vec<String>,
    /// Other fields that are read as text.
    #[serde(default)]
    pub texts: Vec<String>,
    /// Fields that are maps.
    #[serde(default)]
    pub maps: Vec<String>,
    /// Fields that nobody reads, and what is meant.
    #[serde(default)]
    pub ignored: BTreeMap<String, String>,
    /// Fields that stop the backend, and what they are called now.
    #[serde(default)]
    pub refused: BTreeMap<String, String>,
    /// Fields without which the backend does not start for a time.
    #[serde(default)]
    pub later: IndexMap<String, Span>,
    /// Resolvers that only it has, and since when; those of the image's providers are kept with what they look for.
    #[serde(default)]
    pub resolvers: IndexMap<String, Span>,
    /// What Backstage's own module is called by, where that differs.
    pub called: Option<String>,
    /// The resolvers that the image takes where none is written.
    #[serde(default)]
    pub usual: Vec<String>,
    /// The setting that people are found by, where no resolver can be written.
    pub by_setting: Option<String>,
    /// Whether portals often have it for people's tokens alone.
    #[serde(default)]
    pub tokens: bool,
    /// Whether it needs a session.
    #[serde(default)]
    pub session: bool,
    /// Whether the process chooses among its environments (`NODE_ENV`), and no request can.
    #[serde(default)]
    pub by_process: bool,
    /// Whether it may tell no mail address.
    #[serde(default)]
    pub mailless: bool,
    /// Whether anybody can have an account there.
    pub outsiders: Option<Outsiders>,
}

/// Anybody can have an account, unless a field has a value of the company's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outsiders {
    /// The field.
    pub unless: Option<String>,
    /// Values (or hosts) of it that are everybody's.
    #[serde(default)]
    pub not: Vec<String>,
}

/// A resolver, and what it goes by.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resolves {
    /// The provider whose it is; every one's without.
    pub provider: Option<String>,
    /// Its name.
    pub resolver: String,
    /// What it goes by.
    pub goes_by: GoesBy,
}

/// What of a sign-in a resolver holds against the catalog.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum GoesBy {
    /// The mail address, or the same without its `+tag`.
    Mail,
    /// The mail address in an annotation.
    MailAnnotation,
    /// What stands before the `@`, as a name.
    LocalPart,
    /// The user name.
    Username,
    /// The provider's id.
    Id,
    /// This, which neither a directory nor a look-up tells.
    Hidden(String),
}

impl GoesBy {
    /// Tells whether it is taken from the mail address.
    pub fn is_of_mail(&self) -> bool {
        matches!(self, Self::Mail | Self::MailAnnotation | Self::LocalPart)
    }
}

/// What a resolver needs in the catalog.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Annotation {
    /// The provider whose resolver it is.
    pub provider: String,
    /// The resolver.
    pub resolver: String,
    /// The directory that writes what it looks for; nothing, where only a file of the catalog says it.
    #[serde(default)]
    pub directory: String,
    /// The annotation.
    pub looks_for: String,
}

/// What is known.
pub fn sign_in() -> &'static SignIn {
    static KNOWN: OnceLock<SignIn> = OnceLock::new();
    KNOWN.get_or_init(|| facts!(TEXT))
}

impl SignIn {
    /// Looks a provider up, of the image or not.
    pub fn provider(&self, key: &str) -> Option<&Provider> {
        self.providers.get(key).or_else(|| self.proxies.get(key))
    }

    /// What is known of the resolvers that a provider has, its own and everybody's.
    pub fn resolvers_of(&self, provider: &str) -> impl Iterator<Item = &Resolves> {
        self.resolvers.iter().filter(move |known| known.provider.as_deref().is_none_or(|own| own == provider))
    }

    /// What a resolver that every provider has goes by.
    pub fn goes_by_everywhere(&self, resolver: &str) -> Option<&GoesBy> {
        let mut shared = self.resolvers.iter().filter(|known| known.provider.is_none());
        shared.find(|known| known.resolver == resolver).map(|known| &known.goes_by)
    }

    /// What a provider's resolver goes by, as far as it is known.
    pub fn goes_by(&self, provider: &str, resolver: &str) -> Option<&GoesBy> {
        self.resolvers_of(provider).find(|known| known.resolver == resolver).map(|known| &known.goes_by)
    }

    /// Tells whether VeeCode's images have a provider, so that their backend signs people in by it whatever their page offers.
    pub fn is_known_to_images(&self, key: &str) -> bool {
        self.providers.iter().any(|(name, facts)| name == key || facts.called.as_deref() == Some(key))
    }

    /// What VeeCode's images lack for people to sign in by a provider; nothing where their page offers it, or nobody knows it.
    pub fn lacking(&self, key: &str, title: &str) -> Option<String> {
        let is_known = self.elsewhere.contains_key(key) || self.proxies.contains_key(key);
        match () {
            () if self.page_of(key).is_some() => None,
            () if self.is_known_to_images(key) => {
                Some(format!("the sign-in page of VeeCode's images offers nothing by {title}"))
            }
            () => is_known.then(|| format!("VeeCode's images have no sign-in by {title}")),
        }
    }

    /// Tells whether OpenID Connect would do in the place of a provider that the image has not.
    pub fn is_oidc_instead(&self, key: &str) -> bool {
        self.elsewhere.get(key) == Some(&true)
    }

    /// Tells whether a resolver comes with images alone: Backstage's own module has it not.
    pub fn comes_with_images(&self, resolver: &str) -> bool {
        self.brought.iter().any(|name| name == resolver)
    }

    /// Everything in it that does not hold for every release.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        let all = self.providers.values().chain(self.proxies.values());
        all.flat_map(|provider| provider.later.values().chain(provider.resolvers.values()))
    }

    /// The page that asks a provider.
    pub fn page_of(&self, provider: &str) -> Option<&str> {
        self.pages.iter().find(|(_, asked)| *asked == provider).map(|(page, _)| page.as_str())
    }

    /// The provider that a wrong name means.
    pub fn meant(&self, name: &str) -> Option<&str> {
        let plain: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
        let without = plain.replace('-', "");
        self.meant.get(&plain).or_else(|| self.meant.get(&without)).map(String::as_str)
    }

    /// Tells whether a provider keeps something in a session.
    pub fn needs_session(&self, provider: &str) -> bool {
        self.provider(provider).is_some_and(|facts| facts.session)
            || self.sessions_elsewhere.iter().any(|name| name == provider)
    }
}

impl Provider {
    /// Tells whether a key is a field, which belongs below an environment.
    pub fn has_field(&self, key: &str) -> bool {
        let known = self.required.iter().chain(&self.texts).chain(&self.maps).chain(self.later.keys());
        key == "signIn" || known.into_iter().any(|field| field == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_signing_in_can_be_read() {
        let known: SignIn = serde_json::from_str(TEXT).unwrap();
        assert!(known.pages.values().all(|provider| known.providers.contains_key(provider)));
        assert!(known.pages.contains_key(&known.fallback));
        assert!(known.meant.values().all(|provider| known.providers.contains_key(provider)));
        assert!(known.elsewhere.keys().all(|name| !known.providers.contains_key(name)));
        assert!(known.proxies.iter().all(|(name, facts)| facts.flat && known.elsewhere.contains_key(name)));
    }

    #[test]
    fn what_a_resolver_goes_by_is_known_by_its_provider() {
        const ID: &str = "userIdMatchingUserEntityAnnotation";
        assert_eq!(sign_in().goes_by("gitlab", ID), Some(&GoesBy::Id));
        assert_eq!(sign_in().goes_by("github", ID), Some(&GoesBy::Hidden("GitHub's node id".into())));
        assert_eq!(sign_in().goes_by("oidc", ID), None);
        assert_eq!(sign_in().goes_by("anything", "emailLocalPartMatchingUserEntityName"), Some(&GoesBy::LocalPart));
    }

    #[test]
    fn wrong_names_lead_to_the_provider_that_is_meant() {
        assert_eq!(sign_in().meant("Azure-AD"), Some("microsoft"));
        assert_eq!(sign_in().meant("openid_connect"), Some("oidc"));
        assert_eq!(sign_in().meant("okta"), None);
        assert_eq!(sign_in().page_of("oidc"), Some("keycloak"));
        assert!(sign_in().needs_session("oidc") && !sign_in().needs_session("github"));
    }
}
