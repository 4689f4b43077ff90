//! The pages, made of what `templates/` says.

mod concepts;
mod credentials;
mod features;
mod hub;
mod keys;
mod presets;
mod profiles;
mod providers;
mod rules;
mod scopes;
mod table;
mod variables;

use std::sync::OnceLock;

use super::page::{Kind, Page};
use crate::contract::{self, Contract, ProviderSpec};

pub(super) use credentials::named;
pub(super) use hub::{hub_files, hub_plugins, hub_releases};
pub(super) use table::{
    callbacks, credentials_table, directories_table, fronts_table, permission, presets_table, profiles_table,
    resolvers_table, scopes_table, systems_table, table, tokens_table, ways_in_table,
};

/// What pages are made of.
struct Facts {
    contracts: &'static [Contract],
    providers: &'static [ProviderSpec],
}

/// All pages, made when first asked for.
pub fn all() -> &'static [Page] {
    static MADE: OnceLock<Vec<Page>> = OnceLock::new();
    MADE.get_or_init(make)
}

/// The pages by their kind, in order.
pub fn grouped() -> impl Iterator<Item = (Kind, Vec<&'static Page>)> {
    Kind::ALL.into_iter().map(|kind| (kind, all().iter().filter(|page| page.kind == kind).collect()))
}

fn make() -> Vec<Page> {
    let facts = facts();
    let mut pages = concepts::pages();
    pages.extend(providers::pages(&facts));
    pages.extend(profiles::pages(&facts));
    pages.extend(presets::pages());
    pages.extend(features::pages(&facts));
    pages.extend(credentials::pages(&facts));
    pages.extend(scopes::pages(&facts));
    pages.extend(variables::pages(&facts));
    pages.extend(keys::pages());
    pages.extend(rules::pages());
    pages
}

/// That they parse is held by tests of their own.
fn facts() -> Facts {
    Facts { contracts: contract::all(), providers: contract::providers() }
}

impl Facts {
    /// What people call a provider.
    fn title<'f>(&'f self, provider: &'f str) -> &'f str {
        self.providers.iter().find(|spec| spec.provider == provider).map_or(provider, |spec| spec.title.as_str())
    }
}
