//! What the portal's own code brings beside its configuration, told from its text alone. Nothing of it is run, and what cannot be told
//! is not taken for a no.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

mod added;
mod belonging;
mod brackets;
mod developed;
mod loaded;
mod pages;
mod proxied;
mod resolver;
mod resolving;
mod text;

pub(super) use self::loaded::{Loaded, loaded};
pub(super) use self::pages::Guests;
pub(super) use self::resolving::{Everybody, LetIn};
use self::text::{asks_for, has_package, holds, reads, without_comments};

const FACTS: &str = embedded!("backstage/code");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    folders: Folders,
    begins: String,
    discovers: Vec<String>,
    module: String,
    modules: BTreeMap<String, String>,
    names: Vec<String>,
    shows: Vec<String>,
    offers: Vec<String>,
    declares: Vec<String>,
    makes: Vec<String>,
    refers: String,
    guests: Vec<String>,
    offering: Vec<String>,
    several: String,
    guest: Vec<String>,
    app: String,
    page: String,
    replaces: Vec<String>,
    weighs: Vec<String>,
    asking: Vec<String>,
    decides: Vec<String>,
    known: Vec<String>,
    answers: Vec<String>,
    alone: Vec<String>,
    entities: Vec<String>,
    deployed: String,
    developed: String,
    developing: Vec<String>,
    administers: Vec<String>,
    proxying: proxied::Words,
    resolving: resolving::Words,
}

/// Where the code lies, seen from the configuration.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folders {
    /// The backend's.
    pub backend: String,
    /// The pages'.
    pub app: String,
    /// Folders with a folder for each plugin of the portal's own, or other package.
    pub plugins: Vec<String>,
    /// The folder of a package with what starts it alone.
    pub harness: String,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// Where the code lies, seen from the configuration.
pub fn folders() -> &'static Folders {
    &facts().folders
}

/// The code of a portal, as far as it was seen; empty where it was not.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// The backend's, all of it.
    backend: Option<String>,
    /// What the backend adds whose text is not here.
    unseen: Vec<added::Unseen>,
    /// The files that say what the sign-in page shows.
    page: Option<String>,
    /// All of the pages'.
    app: String,
    /// What else of it there is: plugins of the portal's own.
    plugins: String,
    /// Whether it is a package that has no backend.
    alone: bool,
}

impl Code {
    /// Code that was not seen.
    pub const fn unseen() -> Self {
        Self { backend: None, unseen: Vec::new(), page: None, app: String::new(), plugins: String::new(), alone: false }
    }

    /// Tells whether some of it was seen.
    pub fn is_seen(&self) -> bool {
        self.backend.is_some() || self.page.is_some()
    }

    /// Code by the texts of its files; nothing where they are not here, or not all of them.
    pub fn of(backend: Option<Vec<String>>, app: Option<Vec<String>>) -> Self {
        let plain = |texts: Vec<String>| texts.iter().map(|text| without_comments(text)).collect::<Vec<_>>();
        let app = app.map(plain);
        let shows = |text: &&String| holds(text, &facts().shows);
        let page = app.as_ref().map(|texts| texts.iter().filter(shows).cloned().collect::<Vec<_>>().join("\n"));
        let backend = backend.map(plain).map(|texts| texts.join("\n"));
        Self {
            unseen: backend.as_deref().map(added::unseen).unwrap_or_default(),
            backend,
            page,
            app: app.unwrap_or_default().join("\n"),
            plugins: String::new(),
            alone: false,
        }
    }

    /// The same with the portal's own plugins, as far as they were seen.
    #[must_use]
    pub fn with_plugins(self, texts: &[String]) -> Self {
        let plain: Vec<_> = texts.iter().map(|text| without_comments(text)).collect();
        Self { plugins: plain.join("\n"), ..self }
    }

    /// The same with what its own `package.json` says it is.
    #[must_use]
    pub fn with_role(self, role: &str) -> Self {
        Self { alone: facts().alone.iter().any(|known| known == role), ..self }
    }

    /// The same of a folder that keeps plugins alone, and no backend.
    #[must_use]
    pub fn of_plugins(self) -> Self {
        Self { alone: true, ..self }
    }

    /// Tells whether a backend answers pages by `backend.cors`; nothing when its code was not seen.
    pub fn answers_by_cors(&self) -> Option<bool> {
        match self.backend.as_deref() {
            Some(backend) => Some(holds(backend, &facts().answers)),
            None => self.alone.then_some(false),
        }
    }

    /// Tells whether code names a route of the configuration: it then reads by itself what is there.
    pub fn names(&self, route: &str) -> bool {
        [self.backend.as_deref().unwrap_or_default(), &self.app, &self.plugins].iter().any(|text| reads(text, route))
    }

    /// Tells whether the backend is put together from modules; nothing when it was not seen.
    pub fn is_of_modules(&self) -> Option<bool> {
        let backend = self.backend.as_deref()?;
        Some(backend.contains(&facts().begins))
    }

    /// Tells whether a provider's resolvers come from the configuration alone, as Backstage's own module takes them; nothing when that
    /// cannot be told.
    pub fn takes_resolvers_of(&self, provider: &str) -> Option<bool> {
        let backend = self.modules()?;
        Some(backend.contains(&module_of(provider)) && self.is_added(backend, provider))
    }

    /// Tells whether the backend has a provider: by Backstage's module, or by code that names it; nothing when that cannot be told.
    pub fn has_provider(&self, provider: &str) -> Option<bool> {
        let backend = self.modules()?;
        let is_there = self.is_added(backend, provider) || names(backend, provider);
        (is_there || !self.may_bring_more("auth")).then_some(is_there)
    }

    /// Tells whether a provider is only there in development: its code runs behind a question for that.
    pub fn has_in_development_alone(&self, provider: &str) -> bool {
        let Some(backend) = self.modules() else { return false };
        let is_there = |text: &str| self.is_added(text, provider) || names(text, provider);
        is_there(backend) && !is_there(&developed::deployed(backend)) && !self.may_bring_more("auth")
    }

    /// Tells whether the backend adds a plugin or module; nothing when that cannot be told.
    pub fn adds(&self, package: &str) -> Option<bool> {
        let backend = self.modules()?;
        let is_there = has_package(backend, package);
        (is_there || !self.may_bring_more(added::plugin_of(package))).then_some(is_there)
    }

    /// Tells whether the backend surely adds a plugin that reads who administers (`permission.rbac`).
    pub fn adds_administrators(&self) -> bool {
        facts().administers.iter().any(|package| self.adds(package) == Some(true))
    }

    /// Tells whether the backend's code has one of some words.
    pub fn mentions(&self, words: &[String]) -> bool {
        self.backend.as_deref().is_some_and(|backend| holds(backend, words))
    }

    /// Whom the backend's own resolver of a provider takes everybody for who signs in there: a user, or nobody in particular where the
    /// text does not name one. Nothing where it looks at the person, or that cannot be told.
    pub(super) fn takes_everybody_for(&self, provider: &str) -> Option<Everybody> {
        resolving::takes_everybody_for(&developed::deployed(self.backend.as_deref()?), provider)
    }

    /// What whoever has an account at a provider gets, where the backend's own resolver lets them in without asking anybody.
    pub(super) fn lets_in(&self, provider: &str) -> Option<LetIn> {
        resolving::lets_in(&developed::deployed(self.backend.as_deref()?), provider)
    }

    /// The same where the configuration names a resolver that the backend makes by itself.
    pub(super) fn lets_in_by(&self, provider: &str, resolver: &str) -> Option<LetIn> {
        resolving::lets_in_by(&developed::deployed(self.backend.as_deref()?), provider, resolver)
    }

    /// Tells whether code may bring entities, or say when they are read.
    pub fn brings_entities(&self) -> bool {
        self.is_of_modules() == Some(false)
            || self.backend.as_deref().is_some_and(|backend| holds(backend, &facts().entities))
    }

    /// Tells whether the backend surely is one of old that asks nobody who sends a request.
    pub(super) fn answers_anybody(&self) -> bool {
        self.is_of_modules() == Some(false) && self.backend.as_deref().is_some_and(|text| !holds(text, &facts().asking))
    }

    /// Tells whether code may read a key of the configuration: it names the key, or asks for a block that it is in, or for a key of its
    /// name in whatever block.
    pub fn may_read(&self, route: &str) -> bool {
        let texts = [self.backend.as_deref().unwrap_or_default(), &self.app, &self.plugins];
        let above = std::iter::successors(route.rsplit_once('.'), |(above, _)| above.rsplit_once('.'));
        let last = route.rsplit('.').next().unwrap_or(route);
        let asked: Vec<_> = above.map(|(above, _)| above).chain([last]).collect();
        texts.iter().any(|text| reads(text, route) || asked.iter().any(|name| asks_for(text, name)))
    }

    /// The backend, when its modules are those that its text adds.
    fn modules(&self) -> Option<&str> {
        let backend = self.backend.as_deref()?;
        (backend.contains(&facts().begins) && !holds(backend, &facts().discovers)).then_some(backend)
    }

    /// Tells whether something is added that may bring more for a plugin (`auth`), which no text here names.
    fn may_bring_more(&self, plugin: &str) -> bool {
        self.unseen.iter().any(|added| added.may_bring(plugin))
    }

    /// A module that is only imported for a part of it is written behind `from`.
    fn is_added(&self, backend: &str, provider: &str) -> bool {
        let module = module_of(provider);
        let added = |(at, _): (usize, &str)| {
            let before = backend[..at].trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '-'));
            !before.trim_end_matches(['\'', '"']).trim_end().ends_with("from")
        };
        backend.match_indices(module.as_str()).any(added) || default_of(backend, &module)
    }
}

/// Tells whether the whole of a module is imported by a name of its own (`import github from '…'`), which is then added.
fn default_of(text: &str, module: &str) -> bool {
    let lines = text.lines().filter(|line| line.contains(module));
    lines.into_iter().any(|line| {
        line.trim_start().strip_prefix("import ").is_some_and(|rest| !rest.starts_with('{') && !rest.contains('{'))
    })
}

/// The package of Backstage's own module of a provider.
pub(super) fn module_of(provider: &str) -> String {
    let name = facts().modules.get(provider).map_or(provider, String::as_str);
    facts().module.replace("{}", name)
}

fn names(text: &str, provider: &str) -> bool {
    has_form(text, &facts().names, provider)
}

fn has_form(text: &str, forms: &[String], provider: &str) -> bool {
    forms.iter().any(|form| text.contains(&form.replace("{}", provider)))
}

#[cfg(test)]
mod tests;
