//! What of the variables around a compose file reaches the portal: what its service is handed, by `env_file` or `environment`. The `.env`
//! beside it is compose's own, to fill the file in with.

use super::carried::plain;
use crate::config::carrier::{Carried, Form, Setting, interpolated, sole_reference};
use crate::config::{Given, Sources, Variables};
use crate::credential::Secret;

/// The file that compose reads by itself.
const OF_COMPOSE: &str = ".env";

/// Keeps apart what compose reads for itself alone. Where something may still hand it on, everything stays as it is.
pub(super) fn keep_apart(carried: &[Carried], sources: &Sources, variables: &mut Variables) {
    let speak = || carried.iter().filter(|carried| carried.speaks);
    let is_told = |carried: &Carried| carried.form == Form::Compose && !carried.open;
    if speak().next().is_none() || !speak().all(is_told) {
        return;
    }
    let beside: Vec<_> = speak().map(|carried| beside(sources.name(carried.source), OF_COMPOSE)).collect();
    let names = |carried: &Carried| {
        let named = carried.env_files.iter().map(|file| self::beside(sources.name(carried.source), &file.path));
        let brought = carried.container.iter().flat_map(|container| &container.brought);
        let mounts = brought.into_iter().any(|named| named.name.ends_with("/.env"));
        mounts || named.into_iter().any(|path| beside.contains(&path))
    };
    if !speak().any(names) {
        variables.keep_apart(|given| given.place.is_some() && beside.contains(&plain(&given.from)));
    }
}

/// A path that a file names, seen from where the file's own name is.
fn beside(file: &str, path: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    plain(&format!("{}{}{path}", folder, if folder.is_empty() { "" } else { "/" }))
}

/// Sets what a carrier sets itself.
pub(super) fn set(carried: &Carried, name: &str, variables: &mut Variables) {
    for setting in &carried.variables {
        let known = |name: &str| variables.given(name).or_else(|| variables.apart(name));
        let filled = filled(setting, &known);
        // What comes from elsewhere may be what is known already.
        if filled.is_none() && setting.value.is_none() && variables.given(&setting.name).is_some() {
            continue;
        }
        let given = filled.unwrap_or_else(|| Given {
            value: setting.value.clone(),
            written: setting.written.clone(),
            from: name.to_owned(),
            place: Some(setting.place),
        });
        variables.set(setting.name.as_str(), given);
    }
}

/// What compose makes of a value with what is set beside it. What only hands another variable on is set where that one is.
fn filled<'v>(setting: &Setting, known: &impl Fn(&str) -> Option<&'v Given>) -> Option<Given> {
    let handed = |name: &str| known(name).filter(|given| given.value.is_some()).cloned();
    let Some(written) = setting.written.as_ref().map(Secret::expose) else {
        // A name alone is handed on as it is.
        return setting.value.is_none().then(|| handed(&setting.name)).flatten();
    };
    if let Some(given) = sole_reference(written).and_then(handed) {
        return Some(given);
    }
    let value = interpolated(written, |name| known(name)?.value.as_ref().map(Secret::expose))?;
    let place = Some(setting.place);
    Some(Given { value: Some(Secret::new(value)), written: setting.written.clone(), from: "compose".to_owned(), place })
}
