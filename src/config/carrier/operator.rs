//! The `Backstage` resource of the operator of Red Hat Developer Hub: it names ConfigMaps and Secrets, and adds what is its own.

use super::super::node::Node;
use super::environment::{list, said, whole};
use super::objects::{Object, Objects, kind, version};
use super::{Carried, Setting, Unread};
use crate::contract::carriers::Way;

/// Tells whether an object is the operator's.
pub(super) fn is_resource(root: &Node) -> bool {
    let group = version(root).split('/').next().unwrap_or_default();
    kind(root) == "Backstage" && root.get("spec").is_some() && (group.contains("rhdh") || group.contains("janus"))
}

/// The ConfigMaps that it puts before the portal as configuration.
pub(super) fn configuration(root: &Node) -> impl Iterator<Item = &Node> {
    root.get("spec.application.appConfig.configMaps")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|map| map.get("name"))
}

pub(super) fn read(root: &Node, objects: &Objects<'_>, carried: &mut Carried) {
    carried.speaks = true;
    // The operator's own Deployment has variables and a first file that nobody wrote here.
    carried.open = true;
    let what = "the operator's own configuration, which lies below".to_owned();
    carried.unread.push(Unread { what, place: root.get("kind").unwrap_or(root).head(), way: Way::Cluster });
    let extra = |key: &str| root.get("spec.application.extraEnvs").and_then(|extra| extra.get(key));
    for map in extra("configMaps").into_iter().flat_map(Node::items) {
        taken(map, |name| objects.config_map(name), carried);
    }
    for secret in extra("secrets").into_iter().flat_map(Node::items) {
        taken(secret, |name| objects.secret(name), carried);
    }
    if let Some(items) = extra("envs") {
        list(items, objects, "a manifest", carried);
    }
    for name in configuration(root) {
        carried.needs_map(name, objects);
    }
}

/// A whole object, or one key of it.
fn taken<'n>(from: &'n Node, find: impl Fn(&str) -> Option<&'n Object>, carried: &mut Carried) {
    let Some(key) = from.get("key").and_then(said) else { return whole(from.get("name"), find, carried) };
    let object = from.get("name").and_then(said).and_then(find);
    let value = object.and_then(|object| object.value(key)).and_then(|entry| entry.value.clone());
    carried.variables.push(Setting {
        name: key.to_owned(),
        value,
        written: None,
        place: from.get("key").unwrap_or(from).place,
        spelled: None,
    });
}
