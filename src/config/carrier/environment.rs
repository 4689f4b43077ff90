//! Lists of variables as charts and Kubernetes write them: `[{name, value}]`, `[{name, valueFrom}]`, and whole objects by `envFrom`.

use super::super::node::{Node, Value};
use super::objects::Objects;
use super::{Carried, Holder, Named, Oddity, OddityKind, Setting, Spelled, Written, later};
use crate::credential::Secret;

/// A plain value as a container would get it; nothing for lists and maps.
pub(super) fn plain(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.written().to_owned()),
        Value::Number(number) => Some(number.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null => Some(String::new()),
        Value::Gone(_) | Value::List(_) | Value::Map(_) | Value::Unseen(_) => None,
    }
}

/// The text as it is written.
pub(super) fn said(node: &Node) -> Option<&str> {
    node.as_text().map(|text| text.written())
}

/// Takes the items of `env`.
pub(super) fn list(items: &Node, objects: &Objects<'_>, holder: &'static str, carried: &mut Carried) {
    for item in items.items() {
        let Some(named) = item.get("name") else { continue };
        let Some(name) = said(named) else { continue };
        let spelled = Some(Spelled { name: named.place, whole: item.place });
        if let Some(reference) = item.get("valueFrom") {
            carried.oddities.extend(unknown_key(reference, objects));
            carried.variables.push(Setting { spelled, ..referred(name, reference, objects) });
            continue;
        }
        let Some(value) = item.get("value") else {
            let (place, value) = (named.place, Some(Secret::new("")));
            carried.variables.push(Setting { name: name.to_owned(), value, written: None, place, spelled });
            continue;
        };
        if matches!(value.value, Value::Number(_) | Value::Bool(_)) {
            carried.odd(OddityKind::NotText, value, name);
        }
        let Some(text) = plain(value) else { continue };
        // `$(OTHER)` is filled by Kubernetes, `{{ … }}` by Helm.
        let known = !text.contains("$(") && !later::is_open(value);
        let secret = Secret::new(text);
        if known {
            carried.wrote(name, &secret, value, Holder::Open(holder));
        }
        carried.variables.push(Setting {
            name: name.to_owned(),
            value: known.then_some(secret),
            written: None,
            place: value.place,
            spelled,
        });
    }
}

fn referred(name: &str, reference: &Node, objects: &Objects<'_>) -> Setting {
    let object = |kind: &str| {
        let from = reference.get(kind)?;
        let (object, key) = (from.get("name").and_then(said)?, from.get("key").and_then(said)?);
        let object = if kind == "secretKeyRef" { objects.secret(object) } else { objects.config_map(object) };
        object?.value(key).and_then(|entry| entry.value.clone())
    };
    let value = object("secretKeyRef").or_else(|| object("configMapKeyRef"));
    Setting { name: name.to_owned(), value, written: None, place: reference.head(), spelled: None }
}

/// A key that is taken from an object which surely has none of this name.
fn unknown_key(reference: &Node, objects: &Objects<'_>) -> Option<Oddity> {
    let kinds = ["secretKeyRef", "configMapKeyRef"];
    let from = kinds.iter().find_map(|kind| reference.get(kind).map(|from| (*kind, from)));
    let (kind, from) = from.filter(|(_, from)| from.get("optional").and_then(Node::boolean) != Some(true))?;
    let (object, key) = (from.get("name").and_then(said)?, from.get("key")?);
    let found = if kind == "secretKeyRef" { objects.secret(object) } else { objects.config_map(object) };
    let has = found.and_then(|found| found.all_but(said(key)?))?;
    let names = [said(key)?.to_owned(), object.to_owned()].into_iter().chain(has).collect();
    Some(Oddity { kind: OddityKind::KeyUnknown, place: key.place, names })
}

/// Takes the items of `envFrom`.
pub(super) fn from(items: &Node, objects: &Objects<'_>, carried: &mut Carried) {
    for item in items.items() {
        let prefix = item.get("prefix").and_then(said).unwrap_or_default();
        let secret = item.get("secretRef.name").and_then(said).and_then(|name| objects.secret(name));
        let object =
            secret.or_else(|| item.get("configMapRef.name").and_then(said).and_then(|n| objects.config_map(n)));
        match object {
            Some(object) => object.set(prefix, carried),
            None => carried.open = true,
        }
    }
}

/// Takes whole Secrets or ConfigMaps by their names.
pub(super) fn whole<'n>(
    names: impl IntoIterator<Item = &'n Node>,
    find: impl Fn(&str) -> Option<&'n super::objects::Object>,
    carried: &mut Carried,
) {
    for name in names {
        match said(name).and_then(&find) {
            Some(object) => object.set("", carried),
            None => carried.open = true,
        }
    }
}

/// The files that a command line names by `--config`.
pub(super) fn config_flags(command: &Node) -> Vec<Named> {
    let words = command_words(command).into_iter().map(|node| (said(node).unwrap_or_default(), node.place));
    configs_named(words).into_iter().map(|(name, place)| Named { name: name.to_owned(), place }).collect()
}

/// The files that words of a command line name by `--config`, each with what stands beside its word.
pub fn configs_named<'w, P: Copy>(words: impl Iterator<Item = (&'w str, P)>) -> Vec<(&'w str, P)> {
    let mut found = Vec::new();
    let mut awaited = false;
    for (words, beside) in words {
        for word in words.split_whitespace() {
            let word = word.trim_matches(['"', '\'', ',', ';', '[', ']']);
            let name = word.strip_prefix("--config=").or(awaited.then_some(word));
            awaited = word == "--config";
            if let Some(name) = name.filter(|name| !name.is_empty() && !name.starts_with('-')) {
                found.push((name, beside));
            }
        }
    }
    found
}

fn command_words(command: &Node) -> Vec<&Node> {
    if command.is_list() { command.items().collect() } else { vec![command] }
}

impl Carried {
    pub(super) fn odd(&mut self, kind: OddityKind, node: &Node, name: &str) {
        self.oddities.push(Oddity { kind, place: node.place, names: vec![name.to_owned()] });
    }

    pub(super) fn wrote(&mut self, name: &str, value: &Secret, node: &Node, holder: Holder) {
        self.written.push(Written { name: name.to_owned(), value: value.clone(), place: node.place, holder });
    }
}
