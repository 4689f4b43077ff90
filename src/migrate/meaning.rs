//! What configuration means without anybody's values: maps over maps, with `${NAME}` as it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::{Mapping, Value};

use super::references::{references_in, renamed};

/// Keys that lead to something; a number stands for an item of a list.
pub type Route = Vec<String>;

/// Puts one layer over another: maps merge, everything else replaces, `null` stays and hides.
pub(super) fn over(lower: &Value, upper: &Value) -> Value {
    let (Value::Mapping(lower), Value::Mapping(upper)) = (lower, upper) else { return upper.clone() };
    let mut all = lower.clone();
    for (key, value) in upper {
        let value = lower.get(key).map_or_else(|| value.clone(), |below| over(below, value));
        all.insert(key.clone(), value);
    }
    Value::Mapping(all)
}

/// Puts layers over each other, the lowest first.
pub(super) fn all<'v>(layers: impl IntoIterator<Item = &'v Value>) -> Value {
    layers.into_iter().fold(Value::Mapping(Mapping::new()), |lower, upper| over(&lower, upper))
}

/// Finds what a route leads to; nothing where there is nothing, or `null`.
pub(super) fn at<'v, S: AsRef<str>>(root: &'v Value, route: &[S]) -> Option<&'v Value> {
    let step = |here: &'v Value, key: &S| match here {
        Value::Sequence(items) => items.get(key.as_ref().parse::<usize>().ok()?),
        here => here.get(key.as_ref()),
    };
    route.iter().try_fold(root, step).filter(|value| !value.is_null())
}

/// Tells whether a route stands there, also with `null`.
pub(super) fn has<S: AsRef<str>>(root: &Value, route: &[S]) -> bool {
    route.iter().try_fold(root, |here, key| here.get(key.as_ref())).is_some()
}

/// Puts a value at a route; what is on the way becomes a map.
pub(super) fn put<S: AsRef<str>>(root: &mut Value, route: &[S], value: Value) {
    let Some((first, rest)) = route.split_first() else {
        *root = value;
        return;
    };
    if !root.is_mapping() {
        *root = Value::Mapping(Mapping::new());
    }
    if let Value::Mapping(map) = root {
        put(map.entry(Value::from(first.as_ref())).or_insert(Value::Null), rest, value);
    }
}

/// Gives another value to what stands at a route, also in lists; nothing where nothing stands.
pub(super) fn set(root: &mut Value, route: &[String], value: Value) {
    let Some((key, rest)) = route.split_first() else {
        *root = value;
        return;
    };
    let below = match root {
        Value::Sequence(items) => key.parse::<usize>().ok().and_then(|place| items.get_mut(place)),
        root => root.get_mut(key.as_str()),
    };
    if let Some(below) = below {
        set(below, rest, value);
    }
}

/// Takes away what a route leads to, and the maps that would be left empty.
pub(super) fn take<S: AsRef<str>>(root: &mut Value, route: &[S]) {
    let (Some((first, rest)), Value::Mapping(map)) = (route.split_first(), root) else { return };
    let goes = match map.get_mut(first.as_ref()) {
        Some(below) if !rest.is_empty() => {
            take(below, rest);
            below.as_mapping().is_some_and(Mapping::is_empty)
        }
        Some(_) => true,
        None => false,
    };
    if goes {
        map.shift_remove(first.as_ref());
    }
}

/// Gives a key another name, where it stands.
pub(super) fn rename(root: &mut Value, above: &[String], old: &str, new: &str) {
    let map = above.iter().try_fold(root, |here, key| here.get_mut(key.as_str())).and_then(Value::as_mapping_mut);
    let Some(map) = map else { return };
    let renamed = |key: &Value| if key.as_str() == Some(old) { Value::from(new) } else { key.clone() };
    *map = map.iter().map(|(key, value)| (renamed(key), value.clone())).collect();
}

/// The entries of a map by their names.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_mapping().into_iter().flatten().filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// Visits every value that is no map or list, with its route.
pub(super) fn leaves(value: &Value) -> Vec<(Route, &Value)> {
    let mut found = Vec::new();
    gather(value, &mut Vec::new(), &mut found);
    found
}

fn gather<'v>(value: &'v Value, route: &mut Route, found: &mut Vec<(Route, &'v Value)>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Mapping(_) => entries(value).map(|(key, value)| (key.to_owned(), value)).collect(),
        Value::Sequence(items) => items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    if below.is_empty() {
        found.push((route.clone(), value));
    }
    for (key, value) in below {
        route.push(key);
        gather(value, route, found);
        route.pop();
    }
}

/// Where two configurations are not the same: topmost, with what stands on each side. `null` and nothing are the same.
pub(super) fn differences<'v>(
    before: &'v Value,
    after: &'v Value,
) -> Vec<(Route, Option<&'v Value>, Option<&'v Value>)> {
    let mut found = Vec::new();
    compare(Some(before), Some(after), &mut Vec::new(), &mut found);
    found
}

type Found<'v> = Vec<(Route, Option<&'v Value>, Option<&'v Value>)>;

fn compare<'v>(before: Option<&'v Value>, after: Option<&'v Value>, route: &mut Route, found: &mut Found<'v>) {
    let there = |side: Option<&'v Value>| side.filter(|value| !is_nothing(value));
    let (before, after) = (there(before), there(after));
    let keys: Vec<String> = match (before, after) {
        (Some(Value::Mapping(_)), Some(Value::Mapping(_))) => {
            let names = before.into_iter().chain(after).flat_map(entries).map(|(key, _)| key.to_owned());
            let mut seen = BTreeSet::new();
            names.filter(|name| seen.insert(name.clone())).collect()
        }
        (Some(Value::Sequence(one)), Some(Value::Sequence(other))) if one.len() == other.len() => {
            (0..one.len()).map(|place| place.to_string()).collect()
        }
        (None, None) => return,
        (Some(before), Some(after)) if before == after => return,
        _ => {
            found.push((route.clone(), before, after));
            return;
        }
    };
    for key in keys {
        let [before, after] = [before, after].map(|side| side.and_then(|side| child(side, &key)));
        route.push(key);
        compare(before, after, route, found);
        route.pop();
    }
}

fn child<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        value => value.get(key),
    }
}

/// `null`, and maps of nothing else.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Mapping(map) => map.values().all(is_nothing),
        _ => false,
    }
}

/// The variables that a configuration refers to.
pub(super) fn references(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (route, leaf) in leaves(value) {
        let Some(text) = leaf.as_str() else { continue };
        found.extend(references_in(text).map(|one| one.name.to_owned()));
        if route.last().is_some_and(|key| key == "$env") {
            found.insert(text.to_owned());
        }
    }
    found
}

/// The variables without which a configuration loses something: those that have no default there.
pub(super) fn needed(value: &Value) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    for (route, leaf) in leaves(value) {
        let Some(text) = leaf.as_str() else { continue };
        needed.extend(references_in(text).filter(|one| !one.has_default).map(|one| one.name.to_owned()));
        if route.last().is_some_and(|key| key == "$env") {
            needed.insert(text.to_owned());
        }
    }
    needed
}

/// A configuration without the texts that need a variable which nobody sets: these count for nothing, whatever stands around them.
pub(super) fn without_holes(value: &Value, set: &BTreeSet<String>) -> Value {
    let is_hole = |value: &Value| value.is_string() && !needed(value).is_subset(set);
    match value {
        Value::Mapping(map) => {
            let kept = map.iter().filter(|(_, value)| !is_hole(value));
            Value::Mapping(kept.map(|(key, value)| (key.clone(), without_holes(value, set))).collect())
        }
        Value::Sequence(items) => {
            Value::Sequence(items.iter().filter(|item| !is_hole(item)).map(|item| without_holes(item, set)).collect())
        }
        other => other.clone(),
    }
}

/// The same with everything that a configuration refers to.
pub(super) fn with_names(value: &Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::from(renamed(text, names)),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| with_names(item, names)).collect()),
        Value::Mapping(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), entry_with_names(key, value, names)))
            .collect::<Mapping>()
            .into(),
        other => other.clone(),
    }
}

/// The same with every text that says something else then.
pub(super) fn with_texts(value: &Value, new: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::from(new(text)),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| with_texts(item, new)).collect()),
        Value::Mapping(map) => {
            map.iter().map(|(key, value)| (key.clone(), with_texts(value, new))).collect::<Mapping>().into()
        }
        Value::Tagged(tagged) => {
            let mut tagged = tagged.clone();
            tagged.value = with_texts(&tagged.value, new);
            Value::Tagged(tagged)
        }
        other => other.clone(),
    }
}

fn entry_with_names(key: &Value, value: &Value, names: &BTreeMap<String, String>) -> Value {
    match (key.as_str(), value.as_str()) {
        (Some("$env"), Some(name)) => Value::from(names.get(name).map_or(name, String::as_str)),
        _ => with_names(value, names),
    }
}

#[cfg(test)]
mod tests {
    use super::super::references::sole;
    use super::*;

    #[test]
    fn a_variable_is_needed_where_one_place_has_no_default_for_it() {
        let of = |text: &str| needed(&Value::from(text)).into_iter().collect::<Vec<_>>();
        assert_eq!(of("${A:-x} ${AB}"), ["AB"]);
        assert_eq!(of("${A:-x} ${A}"), ["A"]);
        assert_eq!(of("${ A :-x} $${B}"), [""; 0]);
    }

    fn yaml(text: &str) -> Value {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn differences_are_told_by_their_topmost_place_and_nothing_is_null() {
        let [before, after] = ["a: {b: 1, c: [1, 2]}\nd: null\ne: 1", "a: {b: 1, c: [1, 3]}\nf: {g: 1}"].map(yaml);
        let routes: Vec<_> = differences(&before, &after).iter().map(|(route, ..)| route.join(".")).collect();
        assert_eq!(routes, ["a.c.1", "e", "f"]);
    }

    #[test]
    fn variables_get_other_names_in_references_alone() {
        let names = [("A".to_owned(), "LONG".to_owned())].into();
        // The loader trims what is between the braces.
        assert_eq!(renamed("${A} $${A} ${A:-x} A ${ A } ${AB}", &names), "${LONG} $${A} ${LONG:-x} A ${ LONG } ${AB}");
        assert_eq!((sole(&yaml("' ${ A } '")), references(&yaml("x: ${ A }"))), (Some("A"), ["A".to_owned()].into()));
        let value = with_names(&yaml("x: {$env: A}\ny: ['${A}']"), &names);
        assert_eq!(value, yaml("x: {$env: LONG}\ny: ['${LONG}']"));
        assert_eq!(references(&value), ["LONG".to_owned()].into());
    }

    #[test]
    fn what_is_taken_away_leaves_no_empty_maps() {
        let mut value = yaml("a: {b: {c: 1}}\nd: 1");
        take(&mut value, &["a", "b", "c"]);
        assert_eq!(value, yaml("d: 1"));
    }
}
