//! Links out of the portal's folder: what is changed behind one has to be named, and nothing of it is shown.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::look::{Portal, led_by};
use crate::here::folder_of;
use crate::leaving::{Leaving, is_by_name};
use crate::migrate::Migration;
use crate::write::Changes;

/// Refuses a link out of its folder that nobody named: whoever said yes could not know of it.
pub(super) fn stays_or_was_named(portal: &Portal, name: &str, path: &Path) -> Result<()> {
    let folder = fs::canonicalize(folder_of(Path::new(name))).context("could not find the folder")?;
    let name_of = Path::new(name);
    let is_named = portal.named.iter().any(|named| is_by_name(named, name_of));
    if is_named || path.starts_with(&folder) && led_by(&portal.folder, name_of).is_none() {
        return Ok(());
    }
    bail!(
        "`{name}` leads out of its folder, to {}; nothing was written: name it to have it changed there, or remove the link",
        path.display()
    )
}

/// What is said of files that are named, and that lie where a link leads.
pub(super) fn led(portal: &Portal, migration: &Migration) -> Vec<String> {
    let led = migration.texts.keys().filter_map(|name| led_by(&portal.folder, Path::new(name)));
    led.map(|led| format!("{led}: what is changed is {}, of which nothing is shown", led.target.display())).collect()
}

/// Those links, with what keeps what they lead to out of git and of images: of none of these a line is shown.
pub(super) fn unseen(portal: &Portal, migration: &Migration, changes: &Changes, root: &Path) -> Vec<Leaving> {
    let mut links: Vec<_> = migration.texts.keys().filter_map(|name| led_by(&portal.folder, Path::new(name))).collect();
    let folders: Vec<_> = links.iter().filter_map(|link| Some(link.target.parent()?.to_owned())).collect();
    let guards = changes.list().iter().filter(|change| change.is_guard()).map(|change| root.join(&change.path));
    let beside = guards.filter(|path| folders.iter().any(|folder| path.parent() == Some(folder)));
    links.extend(beside.map(|path| Leaving { link: path.clone(), target: path.clone(), path }));
    links
}
