//! What a portal's configuration means, put together apart from the program: the image's layers, the operator's, and the names of variables.

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::contract::image;
use devportal_auth::contract::names;
use serde_yaml::{Mapping, Value};

use crate::portals::Told;
use crate::program::Desk;

/// Puts the layers of a portal together.
pub(crate) fn portal(desk: &Desk, told: Told, layers: &[image::File]) -> Value {
    let own = match told {
        Told::Helm => {
            let values: Value = serde_yaml::from_str(&desk.read("portal/values.yaml")).unwrap();
            values["upstream"]["backstage"].get("appConfig").cloned().unwrap_or_default()
        }
        _ if desk.path("portal/app-config.local.yaml").exists() => {
            serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap()
        }
        _ => Value::Null,
    };
    let mut root = Value::Mapping(Mapping::new());
    for (_, text) in layers {
        over(&mut root, &serde_yaml::from_str(text).unwrap());
    }
    if own.is_mapping() {
        over(&mut root, &own);
    }
    root
}

fn over(lower: &mut Value, upper: &Value) {
    match (lower, upper) {
        (Value::Mapping(lower), Value::Mapping(upper)) => {
            for (key, value) in upper {
                match lower.get_mut(key) {
                    Some(below) => over(below, value),
                    None => _ = lower.insert(key.clone(), value.clone()),
                }
            }
        }
        (lower, upper) => *lower = upper.clone(),
    }
}

/// Every value by its path, with variables by the names of the second generation; blocks that the sign-in page never asks for left out, and
/// one entry without a name for any list of one.
pub(crate) fn by_path(root: &Value, set: &BTreeSet<String>, to_presets: bool) -> BTreeMap<String, String> {
    let asked = root["auth"]["environment"].as_str().unwrap_or_default().to_owned();
    let mut paths = BTreeMap::new();
    walk(root, String::new(), &mut |path, value| {
        let other = ["development", "production"].into_iter().filter(|other| !asked.is_empty() && *other != asked);
        let dead =
            other.into_iter().any(|other| path.starts_with("auth.providers.") && path.split('.').nth(3) == Some(other));
        let path = path.replace("catalog.providers.githubOrg.0.", "catalog.providers.githubOrg.");
        let value = if to_presets { renamed(value) } else { value.to_owned() };
        // What the first image's start script fills in.
        let value = value.replace("${LDAP_TLS_REJECT_UNAUTHORIZED}", "true").replace("${LDAP_SYNC_FREQUENCY}", "PT1H");
        if !dead && is_filled(&value, set) {
            paths.insert(path, value);
        }
    });
    paths
}

/// Backstage takes away what refers to a variable that is not set, and takes all of `${NAME:default}` for a name.
fn is_filled(text: &str, set: &BTreeSet<String>) -> bool {
    let inside = text.split("${").skip(1).filter_map(|rest| rest.split('}').next());
    inside.into_iter().all(|inside| inside.contains(":-") || set.contains(inside))
}

fn walk(value: &Value, path: String, see: &mut dyn FnMut(&str, &str)) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Null => {}
        Value::Mapping(map) => map.iter().for_each(|(key, value)| walk(value, below(key.as_str().unwrap()), see)),
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(place, item)| walk(item, below(&place.to_string()), see))
        }
        scalar => see(&path, serde_yaml::to_string(scalar).unwrap().trim()),
    }
}

fn renamed(text: &str) -> String {
    let mut text = text.to_owned();
    let found: BTreeSet<String> =
        text.split("${").skip(1).filter_map(|rest| rest.split(['}', ':']).next()).map(str::to_owned).collect();
    for name in found {
        let same = names::same(&name).find(|same| same.profile.as_deref() == Some(&name));
        if let Some(preset) = same.and_then(|same| same.preset.as_deref()) {
            text = text.replace(&format!("${{{name}"), &format!("${{{preset}"));
        }
    }
    text
}

/// The paths that are not the same, after keys got the names that a report gives them.
pub(crate) fn differing(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    reports: &[&str],
) -> BTreeSet<String> {
    let moved = |report: &&str| report.lines().filter_map(row).filter(|(old, _)| old.contains('.')).collect::<Vec<_>>();
    let moves: Vec<_> = reports.iter().map(moved).collect();
    let renamed = |path: &String| moves.iter().fold(path.clone(), |path, moved| new_path(&path, moved));
    let by_new_names: BTreeMap<String, &String> = before.iter().map(|(path, value)| (renamed(path), value)).collect();
    let all: BTreeSet<&String> = by_new_names.keys().chain(after.keys()).collect();
    all.into_iter().filter(|path| by_new_names.get(*path).copied() != after.get(*path)).cloned().collect()
}

/// A row of two names (`| `a` | `b` |`).
fn row(line: &str) -> Option<(String, String)> {
    let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix("` |")?.split("` | `").collect();
    let [old, new] = cells[..] else { return None };
    Some((old.to_owned(), new.to_owned()))
}

fn new_path(path: &str, moved: &[(String, String)]) -> String {
    let fits = |old: &String| path == old || path.strip_prefix(old.as_str()).is_some_and(|rest| rest.starts_with('.'));
    match moved.iter().find(|(old, _)| fits(old)) {
        Some((old, new)) => format!("{new}{}", &path[old.len()..]),
        None => path.to_owned(),
    }
}

/// The path that something had before a move.
pub(crate) fn earlier(path: &str, report: &str) -> String {
    let moved: Vec<_> =
        report.lines().filter_map(row).filter(|(old, _)| old.contains('.')).map(|(old, new)| (new, old)).collect();
    new_path(path, &moved)
}

/// Tells whether a report names a path, or something above it.
pub(crate) fn is_named(path: &str, report: &str) -> bool {
    let otherwise = report.split("## What is otherwise afterwards").nth(1).unwrap_or_default();
    let names: BTreeSet<&str> = otherwise.split('`').skip(1).step_by(2).collect();
    let keys: Vec<&str> = path.split('.').collect();
    (1..=keys.len()).any(|length| names.contains(keys[..length].join(".").as_str()))
}
