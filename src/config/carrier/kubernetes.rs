//! Kubernetes manifests: configuration and variables in ConfigMaps and Secrets, and the container that reads them.

use std::collections::BTreeSet;

use super::super::node::{Node, Value};
use super::container::Container;
use super::embedded::{Page, unpacked};
use super::environment::{config_flags, from, list, plain, said};
use super::later::{leave_open, without_lines_of_helm};
use super::objects::{self, Objects, decoded, is_encrypted, kind, name};
use super::portal::{Candidate, Choice, image, starts_itself};
use super::{Carried, Carrier, Embedded, Holder, Mount, Named, OddityKind, is_app_config, last, later, operator};
use crate::contract::carriers::carriers;
use crate::credential::Secret;
use crate::secrecy::is_placeholder;

fn containers(root: &Node) -> impl Iterator<Item = &Node> {
    let listed = carriers().workload(kind(root)).and_then(|workload| root.get(&workload.containers));
    listed.into_iter().flat_map(Node::items)
}

/// What a container is known by: its workload may hold several.
fn known_as(root: &Node, container: &Node) -> String {
    format!("{}/{}", name(root), container.get("name").and_then(said).unwrap_or_default())
}

/// The containers that may be the portal.
pub(super) fn candidates(carrier: &Carrier) -> Vec<Candidate<'_>> {
    let all = objects::of(carrier).flat_map(|root| containers(root).map(move |container| (root, container)));
    all.map(|(root, container)| candidate(root, container)).collect()
}

fn candidate<'n>(root: &Node, container: &'n Node) -> Candidate<'n> {
    let strings = |items: &str, key: &'static str| -> Vec<_> {
        let items = container.get(items).into_iter().flat_map(Node::items);
        items.filter_map(|item| item.get(key).and_then(said)).collect()
    };
    Candidate {
        name: known_as(root, container),
        place: container.get("name").unwrap_or(container).place,
        image: image(container),
        variables: strings("env", "name"),
        commands: ["command", "args"].iter().filter_map(|key| container.get(key)).collect(),
        mounts: strings("volumeMounts", "mountPath"),
        answers: container.get("ports").is_some_and(|ports| ports.items().next().is_some()),
    }
}

/// The names of ConfigMaps and Secrets that a portal has its variables or files from, as what runs it says.
pub(super) fn named(carrier: &Carrier) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut take = |node: &Node, routes: &[&str]| {
        let names = routes.iter().flat_map(|route| node.reach(route)).filter_map(|(_, name)| said(name));
        found.extend(names.map(str::to_owned));
    };
    for root in objects::of(carrier) {
        if operator::is_resource(root) {
            take(root, &OF_OPERATOR);
        }
        let portals: Vec<_> = containers(root).filter(|container| candidate(root, container).is_portal()).collect();
        portals.iter().for_each(|container| take(container, &OF_CONTAINER));
        let pod = carriers().workload(kind(root)).and_then(|workload| workload.containers.rsplit_once('.'));
        if let Some(pod) = pod.and_then(|(above, _)| root.get(above)).filter(|_| !portals.is_empty()) {
            take(pod, &OF_POD);
        }
    }
    found
}

/// Where a container, its pod and the operator's resource name objects with variables or files.
const OF_CONTAINER: [&str; 2] = ["env.-.valueFrom.*.name", "envFrom.-.*.name"];
const OF_POD: [&str; 3] =
    ["volumes.-.secret.secretName", "volumes.-.configMap.name", "volumes.-.projected.sources.-.*.name"];
const OF_OPERATOR: [&str; 2] = ["spec.application.extraEnvs.*.-.name", "spec.application.*.configMaps.-.name"];

pub(super) fn read(
    carrier: &Carrier,
    objects: &Objects<'_>,
    choice: &Choice,
    alone: bool,
    page: &Page<'_>,
    carried: &mut Carried,
) {
    carried.oddities.extend(choice.oddity(carrier.source));
    for root in objects::of(carrier) {
        match kind(root) {
            "ConfigMap" => config_map(root, objects, alone, page, carried),
            "Backstage" if operator::is_resource(root) => operator::read(root, objects, carried),
            "Secret" => secret(root, alone, page, carried),
            "Ingress" => {
                let rules =
                    root.get("spec.rules").into_iter().flat_map(Node::items).filter_map(|rule| rule.get("host"));
                let named = rules.filter_map(|host| Some(Named { name: said(host)?.to_owned(), place: host.place }));
                carried.hosts.extend(named);
            }
            _ => {
                let is_portal = |container: &&Node| choice.name.as_deref() == Some(&known_as(root, container));
                if let Some(container) = containers(root).find(is_portal) {
                    portal(container, objects, carried);
                }
                if choice.name.is_some() {
                    containers(root).filter(|container| in_front(container)).for_each(|front| written(front, carried));
                }
            }
        }
    }
}

/// Tells whether a container is what signs people in before they reach a portal.
fn in_front(container: &Node) -> bool {
    image(container).is_some_and(|image| carriers().fronts.iter().any(|front| last(image).starts_with(front.as_str())))
}

/// What is written out for a container that is not the portal's own.
fn written(container: &Node, carried: &mut Carried) {
    for item in container.get("env").into_iter().flat_map(Node::items) {
        let value = item.get("value").filter(|value| !later::is_open(value));
        let text = value.and_then(plain).filter(|text| !text.contains("$("));
        if let (Some(name), Some(value), Some(text)) = (item.get("name").and_then(said), value, text) {
            carried.wrote(name, &Secret::new(text), value, Holder::Open("a manifest"));
        }
    }
}

fn portal(container: &Node, objects: &Objects<'_>, carried: &mut Carried) {
    carried.speaks = true;
    if let Some(items) = container.get("envFrom") {
        from(items, objects, carried);
    }
    if let Some(items) = container.get("env") {
        list(items, objects, "a manifest", carried);
    }
    let name = container.get("name");
    let [variables, mounts] = ["env", "volumeMounts"].map(|key| container.get(key));
    let place = name.map_or(container.place, |name| name.place);
    let command = container.get("command");
    let commanded = command.or_else(|| container.get("args")).is_some();
    let described = Container::of_lists(name.and_then(said).unwrap_or_default(), place, variables, mounts);
    carried.container = Some(Container { commanded, ..described });
    carried.starts = command.is_some() || !starts_itself(image(container));
    carried.flags = command.into_iter().chain(container.get("args")).flat_map(config_flags).collect();
    let mounts = container.get("volumeMounts").into_iter().flat_map(Node::items);
    let over = mounts.filter_map(|item| item.get("mountPath").and_then(|path| Some((said(path)?, path.place))));
    carried.mounts = over
        .filter(|(path, _)| is_app_config(path))
        .map(|(path, place)| Mount { from: None, over: path.to_owned(), place, trouble: None, later: false })
        .collect();
}

fn config_map(root: &Node, objects: &Objects<'_>, alone: bool, page: &Page<'_>, carried: &mut Carried) {
    for (key, node) in root.get("data").into_iter().flat_map(Node::all_entries) {
        if matches!(node.value, Value::Number(_) | Value::Bool(_)) {
            carried.odd(OddityKind::NotText, node, key);
        }
        let Some(text) = plain(node) else { continue };
        if objects.configures(name(root), key, &text) {
            carried.layers.push(embedded(key, node, &text, page));
        } else if !later::is_open(node) {
            carried.wrote(key, &Secret::new(text), node, Holder::Open("a ConfigMap"));
        }
    }
    if alone {
        speak(&objects::config_map(root), carried);
    }
}

fn secret(root: &Node, alone: bool, page: &Page<'_>, carried: &mut Carried) {
    let holder = Holder::Secret(name(root).to_owned());
    for (key, node) in root.get("stringData").into_iter().flat_map(Node::all_entries) {
        if matches!(node.value, Value::Number(_) | Value::Bool(_)) {
            carried.odd(OddityKind::NotText, node, key);
        }
        let Some(text) = plain(node) else { continue };
        if is_app_config(key) {
            carried.layers.push(embedded(key, node, &text, page));
        } else if !is_encrypted(&text) && !text.contains("{{") {
            carried.wrote(key, &Secret::new(text), node, holder.clone());
        }
    }
    for (key, node) in root.get("data").into_iter().flat_map(Node::all_entries) {
        let Some(packed) = plain(node).filter(|packed| !is_encrypted(packed) && !packed.contains("{{")) else {
            continue;
        };
        if unpacked(&packed).is_none() && !is_placeholder(&packed) {
            carried.odd(OddityKind::NotBase64, node, key);
        }
        let Some(text) = decoded(node) else { continue };
        if is_app_config(key) {
            carried.layers.push(embedded(key, node, &text, page));
        } else {
            carried.wrote(key, &Secret::new(text), node, holder.clone());
        }
    }
    if alone {
        speak(&objects::secret(root), carried);
    }
}

/// A file of configuration in an object. What is still filled in around it, or in it, is unknown.
fn embedded(key: &str, node: &Node, text: &str, page: &Page<'_>) -> Embedded {
    let mut inside = page.embedded(key, node, &without_lines_of_helm(text));
    leave_open(&mut inside.root, "{{");
    if later::is_open(node) && !text.contains("{{") {
        leave_open(&mut inside.root, "${");
    }
    inside
}

/// Nothing says who reads an object, so the portal does. It may well have variables from elsewhere, too.
fn speak(object: &objects::Object, carried: &mut Carried) {
    object.set("", carried);
}
