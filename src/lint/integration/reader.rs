//! The catalog's providers: which of their blocks are read, and through which integration.

use super::{Host, is_gone};
use crate::config::{Node, Value};
use crate::contract::integration::{CatalogSpec, facts};
use crate::lint::Subject;

/// A provider of the catalog.
#[derive(Clone)]
pub(in crate::lint) struct Reader<'a> {
    /// Its kind (`githubOrg`).
    pub(in crate::lint) provider: &'static str,
    /// What is known about its kind.
    pub(in crate::lint) spec: &'static CatalogSpec,
    /// Where it is (`catalog.providers.github.default`).
    pub(in crate::lint) route: String,
    /// The block.
    pub(in crate::lint) node: &'a Node,
    /// Whether it stands below an id.
    pub(in crate::lint) keyed: bool,
}

impl<'a> Reader<'a> {
    /// The integration that it reads through, with its host and where that stands.
    pub(in crate::lint) fn through(&self) -> Option<(&'static str, Host<'a>, &'a Node)> {
        let kind = self.spec.integration.as_deref()?;
        if let Some(key) = &self.spec.address {
            let address = self.node.get(key)?;
            return Some((kind, Host::of_url(address)?, address));
        }
        let spec = facts().integrations.get(kind)?;
        let key = self.spec.host.as_deref()?;
        match self.node.get(key) {
            Some(node) => Some((kind, Host::of(node)?, node)),
            None if spec.host_required || is_gone(self.node, key) => None,
            None => Some((kind, Host::Known(spec.host.as_str()), self.node)),
        }
    }

    /// Where it is said that people are to be read as well, unless the backend's own code surely adds nothing that does.
    pub(in crate::lint) fn people(&self, subject: &Subject<'_>) -> Option<&'a Node> {
        let on = self.node.get("orgEnabled").filter(|on| on.boolean() == Some(true))?;
        let unread = self.spec.people.as_deref().is_some_and(|module| subject.code().adds(module) == Some(false));
        (!unread).then_some(on)
    }

    /// The organisations that it reads.
    pub(in crate::lint) fn organizations(&self) -> Vec<&'a Node> {
        let values = self.spec.organizations.iter().filter_map(|key| self.node.get(key));
        values.flat_map(|node| if node.is_list() { node.items().collect() } else { vec![node] }).collect()
    }
}

/// The blocks of every provider of the catalog that is known here, but those that nobody reads, and those that the portal's own code
/// reads in a way of its own.
pub(in crate::lint) fn readers<'a>(subject: &Subject<'a>) -> Vec<Reader<'a>> {
    let Some(providers) = subject.config.get("catalog.providers") else { return Vec::new() };
    let own = |provider: &str| subject.code().names(&format!("catalog.providers.{provider}"));
    let read = facts().catalog.iter().filter(|(provider, spec)| !is_left_out(subject, spec) && !own(provider));
    read.flat_map(|(provider, spec)| blocks(providers, provider, spec)).collect()
}

/// The providers of the catalog whose blocks nobody reads, as the backend's own code surely adds no module for them.
pub(in crate::lint) fn unread<'a>(subject: &Subject<'a>) -> Vec<(&'static str, &'a Node)> {
    let Some(providers) = subject.config.get("catalog.providers") else { return Vec::new() };
    let left_out = facts().catalog.iter().filter(|(_, spec)| is_left_out(subject, spec));
    left_out.filter_map(|(provider, _)| Some((provider.as_str(), providers.get(provider)?))).collect()
}

/// Tells whether the backend's own code surely has nothing that reads a provider of the catalog.
fn is_left_out(subject: &Subject<'_>, spec: &CatalogSpec) -> bool {
    let code = subject.code();
    !code.brings_entities() && spec.module.as_deref().is_some_and(|module| code.adds(module) == Some(false))
}

fn blocks<'a>(providers: &'a Node, provider: &'static str, spec: &'static CatalogSpec) -> Vec<Reader<'a>> {
    let Some(node) = providers.get(provider) else { return Vec::new() };
    let route = format!("catalog.providers.{provider}");
    let reader = |route: String, node, keyed| Reader { provider, spec, route, node, keyed };
    if node.is_list() {
        let items = node.items().filter(|item| item.is_map()).enumerate();
        return items.map(|(index, item)| reader(format!("{route}.{index}"), item, false)).collect();
    }
    // A block of its own has plain values; one that only holds blocks is keyed by id.
    let is_block = |value: &Node| value.is_map() || matches!(value.value, Value::Null);
    let plain = node.all_entries().any(|(key, value)| key == "schedule" || !is_block(value));
    if plain {
        return vec![reader(route, node, false)];
    }
    node.entries().map(|(id, block)| reader(format!("{route}.{id}"), block, true)).collect()
}
