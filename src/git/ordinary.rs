//! What git reads of a repository has to be ordinary files: where something is a pipe, git would wait for it without an end.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::find::bytes;

/// What belongs to one checkout.
const OWN: [&str; 1] = ["index"];
/// What all checkouts share.
const COMMON: [&str; 2] = ["packed-refs", "shallow"];
/// What stands in a folder of objects.
const OF_OBJECTS: [&str; 4] =
    ["info/alternates", "info/commit-graph", "info/commit-graphs/commit-graph-chain", "pack/multi-pack-index"];

/// More than all folders that objects are borrowed from have names.
const LARGEST_ALTERNATES: u64 = 1 << 20;
/// Git borrows no further.
const DEEPEST: usize = 6;

/// Refuses what git would read for any question.
///
/// # Errors
/// What is there and is no ordinary file.
pub(super) fn checkout(own: &Path, common: &Path) -> Result<()> {
    OWN.iter().try_for_each(|name| one(&own.join(name)))?;
    COMMON.iter().try_for_each(|name| one(&common.join(name)))?;
    OF_OBJECTS.iter().try_for_each(|name| one(&common.join("objects").join(name)))
}

/// Refuses what git would read for objects, also in folders that they are borrowed from.
///
/// # Errors
/// What is there and is no ordinary file.
pub(super) fn objects(folder: &Path) -> Result<()> {
    to_depth(folder, DEEPEST)
}

fn to_depth(folder: &Path, left: usize) -> Result<()> {
    OF_OBJECTS.iter().try_for_each(|name| one(&folder.join(name)))?;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // Loose objects by the first byte of their names, and packs.
        let name = entry.file_name();
        if name.len() == 2 || name == "pack" {
            all_in(&entry.path())?;
        }
    }
    all_in(&folder.join("info/commit-graphs"))?;
    let borrowed = bytes(&folder.join("info/alternates"), LARGEST_ALTERNATES)?.unwrap_or_default();
    let borrowed = String::from_utf8_lossy(&borrowed).into_owned();
    let mut borrowed = borrowed.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if left == 0 {
        return Ok(());
    }
    borrowed.try_for_each(|name| to_depth(&folder.join(name), left - 1))
}

fn all_in(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            one(&entry.path())?;
        }
    }
    Ok(())
}

/// Refuses what would hold git up; what is not there does not, and neither does a folder among others.
fn one(path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() && !about.is_dir() => bail!("{} is no ordinary file", path.display()),
        _ => Ok(()),
    }
}
