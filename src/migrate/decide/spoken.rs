//! The old image's layers in the words of the other side.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use crate::contract::{self, Target, image as of_image, preset};
use crate::migrate::{Found, is_plain, meaning, names, references};

/// The old image's layers in the words of the other side: its names of variables, and what its start script alone would fill.
pub(super) fn spoken_there(layers: &Value, found: &Found, to: Target, set: &BTreeSet<String>) -> Value {
    let mut spoken = meaning::with_names(layers, &names::of_layers(layers, found.image.target, to));
    let profile = found.image.profile.as_deref();
    if is_plain(to) {
        let free = profile
            .into_iter()
            .flat_map(of_image::falls_back)
            .filter(|(name, other)| !set.contains(*name) && set.contains(*other));
        let free: BTreeMap<String, String> = free.map(|(name, other)| (name.to_owned(), other.to_owned())).collect();
        spoken = meaning::with_names(&spoken, &free);
    }
    let texts: BTreeMap<_, _> =
        profile.into_iter().flat_map(of_image::filled_by_itself).filter(|(name, _)| !set.contains(*name)).collect();
    let optional = optional();
    let routes: Vec<_> = meaning::leaves(&spoken).into_iter().map(|(route, leaf)| (route, leaf.clone())).collect();
    for (route, leaf) in routes {
        let Some(text) = leaf.as_str() else { continue };
        let name = references::sole(&leaf);
        if let Some(filled) = name.and_then(|name| texts.get(name)).filter(|_| to != Target::V1) {
            meaning::set(&mut spoken, &route, serde_yaml::from_str(filled).unwrap_or_else(|_| Value::from(*filled)));
        } else if is_never_filled(text) || name.is_some_and(|name| optional.contains(name) && !set.contains(name)) {
            meaning::set(&mut spoken, &route, Value::Null);
        }
    }
    without_nothing(spoken)
}

/// A default without `:-` is a part of the name that is looked up, which nobody can set.
fn is_never_filled(text: &str) -> bool {
    let inside = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inside.and_then(|inside| inside.split_once(':')).is_some_and(|(_, default)| !default.starts_with('-'))
}

/// A configuration without `null`, as layers of an image hide nothing.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Mapping(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Mapping(kept.map(|(key, value)| (key, without_nothing(value))).collect())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(without_nothing).collect()),
        other => other,
    }
}

/// Variables that the layers of the images name and do not need.
pub(super) fn optional() -> BTreeSet<String> {
    let presets = preset::all().iter().flat_map(|preset| &preset.variables).filter(|(_, variable)| !variable.required);
    let unused = contract::all().iter().flat_map(|contract| &contract.variables).filter(|(_, spec)| spec.unused);
    presets.map(|(name, _)| name.clone()).chain(unused.map(|(name, _)| name.to_string())).collect()
}
