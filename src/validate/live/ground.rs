//! What every credential stands on: the configuration, the portal's addresses, and which sign-in block is asked for.

use std::collections::BTreeSet;

use url::Url;

use super::address;
use crate::answers::file::Target;
use crate::config::{Node, Value};
use crate::contract;
use crate::contract::sign_in::sign_in;
use crate::credential::{CredentialKind, Purpose};
use crate::lint::Subject;
use crate::providers::Wanted;

/// Where the portal is, unless it is said.
const PORTAL: &str = "http://localhost:7007";

/// The configuration, and what it says of the portal itself.
pub(super) struct Ground<'s> {
    /// The configuration with everything around it.
    pub(super) subject: &'s Subject<'s>,
    portal: Option<Url>,
    backend: Option<Url>,
}

/// A part of the configuration, with its key.
pub(super) type Block<'n> = (String, &'n Node);

impl<'s> Ground<'s> {
    /// Reads what is said of the portal.
    pub(super) fn of(subject: &'s Subject<'s>) -> Self {
        let said = |route: &str| subject.config.get(route).and_then(Node::text).and_then(address::read);
        let backend = said("backend.baseUrl");
        let portal = said("app.baseUrl").or_else(|| backend.clone());
        Self { subject, portal, backend }
    }

    /// The entries of a list.
    pub(super) fn listed(&self, route: &str) -> Vec<Block<'s>> {
        let list = self.subject.config.get(route);
        list.map(|list| items(route, list)).unwrap_or_default()
    }

    /// The blocks of a catalog provider, keyed or not.
    pub(super) fn catalog(&self, kind: &'s str) -> Vec<Block<'s>> {
        let route = format!("catalog.providers.{kind}");
        let named = |id: &str| if id == kind { route.clone() } else { format!("{route}.{id}") };
        let list = self.subject.config.get(&route).filter(|node| node.is_list());
        match list {
            Some(list) => items(&route, list),
            None => self.subject.catalog_providers(kind).into_iter().map(|(id, block)| (named(id), block)).collect(),
        }
    }

    /// The block of a sign-in provider that the browser asks for. The directory's goes by `NODE_ENV` instead.
    pub(super) fn sign_in(&self, provider: &str) -> Option<Block<'s>> {
        let route = format!("auth.providers.{provider}");
        let blocks = self.subject.config.get(&route)?;
        let by_process = sign_in().provider(provider).is_some_and(|facts| facts.by_process);
        let asked = if by_process { self.node_env() } else { self.environment() };
        let (environment, block) = match asked {
            Some(asked) => blocks.entries().find(|(environment, _)| *environment == asked)?,
            // Nobody says which is asked for, so it must be the only one.
            None => Some(blocks.entries().collect::<Vec<_>>()).filter(|all| all.len() == 1)?.pop()?,
        };
        block.is_map().then(|| (format!("{route}.{environment}"), block))
    }

    fn environment(&self) -> Option<&str> {
        let asked = self.subject.config.get("auth.environment");
        let untold = asked.is_some_and(|asked| asked.is_hole() && asked.assumed().is_none());
        (!untold).then(|| self.subject.environment())
    }

    /// The images run in production; elsewhere it is whatever the process says.
    fn node_env(&self) -> Option<&str> {
        let images = self.subject.portal.target != Target::Backstage;
        let usual = if images { Some("production") } else { None };
        let complete = self.subject.variables.complete.then_some("development");
        self.subject.variables.value("NODE_ENV").or(usual).or(complete)
    }

    /// What is wanted of a credential, by the features that serve its purposes.
    pub(super) fn wanted(
        &self,
        provider: &str,
        kind: CredentialKind,
        purposes: &BTreeSet<Purpose>,
        (url, api_url): (&Url, &Url),
    ) -> Wanted {
        let mut wanted = Wanted {
            credential: String::new(),
            kind,
            purposes: purposes.clone(),
            url: url.clone(),
            api_url: api_url.clone(),
            portal: self.portal.clone().or_else(|| Url::parse(PORTAL).ok()).unwrap_or_else(|| url.clone()),
            callback: None,
            settings: Default::default(),
            scopes: Default::default(),
            permissions: Default::default(),
            name: "devportal".to_owned(),
        };
        let features = contract::provider(provider).map(|spec| spec.features).unwrap_or_default();
        for (name, feature) in features.iter().filter(|(_, feature)| !feature.optional) {
            if !purposes.contains(&feature.purpose) {
                continue;
            }
            // A GitHub App has permissions in place of scopes.
            if kind != CredentialKind::GithubApp {
                for scope in &feature.scopes {
                    wanted.scopes.entry(scope.clone()).or_default().insert(name.clone());
                }
            }
            wanted.permissions.extend(feature.permissions.clone());
        }
        wanted
    }

    /// Where a sign-in provider sends people back to.
    pub(super) fn callback(&self, provider: &str, block: &Node) -> Option<Url> {
        match block.get("callbackUrl") {
            Some(said) => said.text().and_then(address::read),
            None => {
                let mut url = self.backend.clone()?;
                url.set_path(&format!("{}/api/auth/{provider}/handler/frame", url.path().trim_end_matches('/')));
                Some(url)
            }
        }
    }
}

/// The entries of a list with their keys.
pub(super) fn items<'n>(route: &str, list: &'n Node) -> Vec<Block<'n>> {
    match &list.value {
        Value::List(items) => {
            let all = items.iter().enumerate().filter(|(_, item)| item.is_there());
            all.map(|(index, item)| (format!("{route}.{index}"), item)).collect()
        }
        Value::Map(_) => vec![(route.to_owned(), list)],
        _ => Vec::new(),
    }
}
