//! The names that variables have on the other side.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use super::{Found, meaning};
use crate::contract::Target;
use crate::contract::names::{self, Same};
use crate::credential::Secret;

/// Variables and their names on the other side; and those that are set there already, by the old name.
pub(super) struct Names {
    pub(super) renamed: BTreeMap<String, String>,
    pub(super) taken: BTreeMap<String, String>,
}

/// Finds the variables of a portal that are called otherwise on the other side.
pub(super) fn names(found: &Found, to: Target) -> Names {
    let set: BTreeSet<String> =
        found.settings.iter().map(|setting| setting.name.clone()).chain(found.kept.clone()).collect();
    let referred = found.overlays.iter().flat_map(|overlay| meaning::references(&overlay.root));
    let mut all = Names { renamed: BTreeMap::new(), taken: BTreeMap::new() };
    for old in set.iter().cloned().chain(referred) {
        let Some(new) = other_name(&old, found.image.target, to).filter(|new| *new != old) else { continue };
        if set.contains(&new) && set.contains(&old) {
            all.taken.insert(old, new);
        } else {
            all.renamed.insert(old, new);
        }
    }
    all
}

/// Refuses to move what has another value by the name that it would have: the new image would read that one, and nobody can tell which is meant.
///
/// # Errors
/// With both names.
pub(super) fn refuse_another_value(found: &Found, names: &Names) -> Result<()> {
    let value = |name: &String| found.values.get(name);
    let differ = |(old, new): &(&String, &String)| value(old).zip(value(new)).is_some_and(|(was, is)| was != is);
    match names.taken.iter().find(differ) {
        Some((old, new)) => bail!(
            "`{new}` is set already, and it is not what `{old}` is, which has that name afterwards; nothing was written: remove the one that is \
             not wanted and run again"
        ),
        None => Ok(()),
    }
}

/// Tells whether something of the portal still refers to a variable that keeps its name.
pub(super) fn is_referred(found: &Found, name: &str) -> bool {
    let refers = |text: &Secret| {
        let behind = text.expose().split(name).skip(1);
        let before = text.expose().split(name);
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        before.zip(behind).any(|(before, behind)| before.ends_with(['$', '{']) && ends(behind))
    };
    found.overlays.iter().any(|overlay| meaning::references(&overlay.root).contains(name))
        || found.texts.values().any(refers)
}

/// The names of the layers of the old image, whatever is set.
pub(super) fn of_layers(value: &serde_yaml::Value, from: Target, to: Target) -> BTreeMap<String, String> {
    let all = meaning::references(value).into_iter();
    all.filter_map(|old| other_name(&old, from, to).filter(|new| *new != old).map(|new| (old, new))).collect()
}

/// The name that a variable has in portals of another target.
pub(super) fn other_name(old: &str, from: Target, to: Target) -> Option<String> {
    let of = |same: &'static Same, side: Target| {
        if side == Target::V2 { same.preset.as_deref() } else { same.profile.as_deref() }
    };
    let same = names::same(old).find(|same| of(same, from) == Some(old))?;
    of(same, to).map(str::to_owned)
}
