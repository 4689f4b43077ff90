//! Objects of Kubernetes that hold values: ConfigMaps and Secrets, and what makes Secrets in the cluster.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::super::node::{Node, Value};
use super::super::place::Place;
use super::super::text::Text;
use super::embedded::unpacked;
use super::environment::{plain, said};
use super::{
    Carried, Carrier, Setting, helm, is_app_config, is_configuration_by_its_keys, is_yaml, keys, later, operator,
};
use crate::contract::carriers::carriers;
use crate::credential::Secret;

/// A ConfigMap or Secret.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    entries: IndexMap<String, Entry>,
    /// Whether there may be more in it than is known.
    open: bool,
}

/// One value of an object.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Nothing when it is made in the cluster, or is no text.
    pub(super) value: Option<Secret>,
    pub(super) place: Place,
}

/// All objects of all files, by name.
pub(super) struct Objects<'c> {
    config_maps: BTreeMap<&'c str, Object>,
    secrets: BTreeMap<&'c str, Object>,
    /// ConfigMaps that something names as configuration, whatever the keys in them are.
    configuration: BTreeSet<&'c str>,
}

/// Tells whether a document is an object of Kubernetes. Entities of the catalog have the same form.
pub(super) fn is_object(root: &Node) -> bool {
    let version = root.get("apiVersion").and_then(said);
    let kind = root.get("kind").and_then(said);
    matches!((version, kind), (Some(version), Some(_)) if !version.starts_with("backstage.io/"))
}

/// The group and the version of an object's kind.
pub(super) fn version(root: &Node) -> &str {
    root.get("apiVersion").and_then(said).unwrap_or_default()
}

/// The kind of an object.
pub(super) fn kind(root: &Node) -> &str {
    root.get("kind").and_then(said).unwrap_or_default()
}

/// The items of a list of objects, which need not repeat what the list says; nothing where it is none.
pub(super) fn items(root: &Node) -> Option<Vec<Node>> {
    let (one, items) = (kind(root).strip_suffix("List")?, root.get("items")?);
    let named = |item: &Node| {
        let mut item = item.clone();
        if let Value::Map(entries) = &mut item.value
            && !one.is_empty()
        {
            let kind = || Node::new(Value::Text(Text::new(one)), item.place, None);
            entries.entry("kind".to_owned()).or_insert_with(kind);
        }
        item
    };
    Some(items.items().map(named).collect())
}

/// The name of an object.
pub(super) fn name(root: &Node) -> &str {
    root.get("metadata.name").and_then(said).unwrap_or_default()
}

/// The objects of a file, those inside of others too.
pub(super) fn of(carrier: &Carrier) -> impl Iterator<Item = &Node> {
    carrier.inside.objects.iter()
}

impl<'c> Objects<'c> {
    pub(super) fn of(carriers: &'c [Carrier]) -> Self {
        let (config_maps, secrets, configuration) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let mut objects = Self { config_maps, secrets, configuration };
        for root in carriers.iter().flat_map(of) {
            match kind(root) {
                "ConfigMap" => objects.config_maps.entry(name(root)).or_default().take(config_map(root)),
                "Secret" => objects.secrets.entry(name(root)).or_default().take(secret(root)),
                "Backstage" if operator::is_resource(root) => {
                    objects.configuration.extend(operator::configuration(root).filter_map(said));
                }
                "ExternalSecret" => {
                    let target = root.get("spec.target.name").and_then(said).unwrap_or_else(|| name(root));
                    objects.secrets.entry(target).or_default().take(external(root));
                }
                "SealedSecret" => {
                    let target = root.get("spec.template.metadata.name").and_then(said).unwrap_or_else(|| name(root));
                    objects.secrets.entry(target).or_default().take(sealed(root));
                }
                _ => {}
            }
        }
        objects
    }

    pub(super) fn secret(&self, name: &str) -> Option<&Object> {
        self.secrets.get(name)
    }

    pub(super) fn config_map(&self, name: &str) -> Option<&Object> {
        self.config_maps.get(name)
    }

    /// Tells whether a key of a ConfigMap is a file of configuration: by its name, by what names the map, or by what is in it.
    pub(super) fn configures(&self, map: &str, key: &str, text: &str) -> bool {
        is_app_config(key) || is_yaml(key) && (self.configuration.contains(map) || is_configuration(map, text))
    }
}

impl Object {
    /// Lays another part of the same object over it.
    fn take(&mut self, over: Self) {
        self.entries.extend(over.entries);
        self.open |= over.open;
    }

    /// Its keys, when all of them are known and a key is none of them. Of an object with a variable in the place of a value, something else
    /// makes the one that is applied, and may give it more.
    pub(super) fn all_but(&self, key: &str) -> Option<Vec<String>> {
        let is_variable =
            |value: &Secret| value.expose().trim().strip_prefix("${").is_some_and(|rest| rest.ends_with('}'));
        let is_template = self.entries.values().any(|entry| entry.value.as_ref().is_some_and(is_variable));
        let is_known = !self.open && !is_template && !self.entries.contains_key(key);
        is_known.then(|| self.entries.keys().cloned().collect())
    }

    pub(super) fn value(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Makes variables of everything in it. Keys that are no names of variables are left out, as Kubernetes does.
    pub(super) fn set(&self, prefix: &str, carried: &mut Carried) {
        carried.open |= self.open;
        let named = self.entries.iter().filter(|(key, _)| is_variable(key));
        carried.variables.extend(named.map(|(key, entry)| Setting {
            name: format!("{prefix}{key}"),
            value: entry.value.clone(),
            written: None,
            place: entry.place,
            spelled: None,
        }));
    }
}

/// Tells whether a text has several of the keys that only configuration has, or one in a map that a portal is named in. Others have `app`, too.
fn is_configuration(map: &str, text: &str) -> bool {
    let core: Vec<_> = keys(text).filter(|key| helm::CONFIGURATION.contains(key)).collect();
    let is_of_portal = || core.iter().any(|key| *key != "app") && carriers().speaks_of_portal(map);
    (core.len() > 1 || is_of_portal()) && is_configuration_by_its_keys(text)
}

fn is_variable(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && !is_app_config(key)
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The values of a ConfigMap, as key and value.
pub(super) fn config_map(root: &Node) -> Object {
    let data = root.get("data").into_iter().flat_map(Node::all_entries);
    let entries = data.filter_map(|(key, node)| entry(key, plain(node), node));
    Object { entries: entries.collect(), open: false }
}

/// The values of a Secret; `stringData` wins.
pub(super) fn secret(root: &Node) -> Object {
    let plainly = root.get("stringData").into_iter().flat_map(Node::all_entries);
    let packed = root.get("data").into_iter().flat_map(Node::all_entries);
    let mut entries: IndexMap<_, _> = plainly.filter_map(|(key, node)| entry(key, plain(node), node)).collect();
    for (key, node) in packed {
        let value = || decoded(node).filter(|value| !is_encrypted(value)).map(Secret::new);
        entries.entry(key.to_owned()).or_insert_with(|| Entry { value: value(), place: node.place });
    }
    // The cluster fills in a service account's token, and what fills in an empty one is elsewhere (kubernetes.io, "Secrets", 1.34).
    let open = entries.is_empty() || root.get("type").and_then(said) == Some("kubernetes.io/service-account-token");
    Object { entries, open }
}

fn entry(key: &str, value: Option<String>, node: &Node) -> Option<(String, Entry)> {
    let value = value?;
    let known = !is_encrypted(&value) && !later::is_open(node);
    Some((key.to_owned(), Entry { value: known.then(|| Secret::new(value)), place: node.place }))
}

/// The text that a value of `data` stands for.
pub(super) fn decoded(node: &Node) -> Option<String> {
    String::from_utf8(unpacked(&plain(node)?)?).ok()
}

/// Encrypted in place, as SOPS does.
pub(super) fn is_encrypted(value: &str) -> bool {
    value.starts_with("ENC[")
}

/// What an operator fetches from a vault: the keys are known, the values are not.
fn external(root: &Node) -> Object {
    let items = root.get("spec.data").into_iter().flat_map(Node::items);
    let known = items.filter_map(|item| {
        let key = item.get("secretKey")?;
        Some((said(key)?.to_owned(), Entry { value: None, place: key.place }))
    });
    let template = root.get("spec.target.template.data").into_iter().flat_map(Node::entries);
    let made = template.map(|(key, node)| (key.to_owned(), Entry { value: None, place: node.head() }));
    let merges = root.get("spec.target.creationPolicy").and_then(said) == Some("Merge");
    let open = merges || root.get("spec.dataFrom").is_some_and(|all| all.items().next().is_some());
    Object { entries: known.chain(made).collect(), open }
}

fn sealed(root: &Node) -> Object {
    let items = root.get("spec.encryptedData").into_iter().flat_map(Node::entries);
    let entries = items.map(|(key, node)| (key.to_owned(), Entry { value: None, place: node.head() }));
    Object { entries: entries.collect(), open: false }
}
