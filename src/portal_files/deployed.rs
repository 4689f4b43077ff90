//! Looks for what in the same checkout deploys a portal with configuration of its own: in the folders that are usual for it, beside the
//! portal and above it. So many files, so many bytes, so deep, and never through a link.

use std::fs;
use std::path::{Path, PathBuf};

use crate::contract::carriers::carriers;
use crate::git::ask as git;
use crate::here::here;
use crate::intake::{self, Kind};
use crate::secrecy::is_trial;
use crate::validate;

/// Manifests and templates that are written by hand are smaller.
const FILE: Kind = Kind::ordinary(256 << 10);
/// The most files that are looked at. What may lie over a portal is told where there are more.
const MOST: usize = 2_000;
/// How deep folders are looked into.
const DEEPEST: usize = 6;
/// How far above the portal a checkout's root is looked for.
const HIGHEST: usize = 4;

/// What was found, and whether all was looked at.
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    /// The folder in which there were too many.
    pub(super) unsearched: Option<PathBuf>,
}

/// The files that deploy a portal, whose image is started with some files, with more configuration than those, and are none of them.
pub(super) fn over(folder: &Path, files: &[String]) -> Found {
    let mut left = Some(MOST);
    let folders = around(folder)
        .into_iter()
        .flat_map(|above| carriers().deployments.folders.iter().map(move |name| above.join(name)).collect::<Vec<_>>());
    let (mut found, mut unsearched) = (Vec::new(), None);
    let fits = |text: &str| validate::lies_over(text, files);
    for path in folders.filter(|path| is_folder(path)) {
        search(&path, DEEPEST, &mut Search { left: &mut left, found: &mut found, fits: &fits });
        if left.is_none() {
            unsearched = Some(path);
            break;
        }
    }
    let given: Vec<_> = files.iter().filter_map(|file| fs::canonicalize(file).ok()).collect();
    found.retain(|path| !is_trial(&path.display().to_string()));
    found.retain(|path| !fs::canonicalize(path).is_ok_and(|path| given.contains(&path)));
    Found { files: found, unsearched }
}

/// The files in the usual folders below a portal's that deploy one, whatever they lay over it.
pub(super) fn below(folder: &Path, fits: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let (mut left, mut found) = (Some(MOST), Vec::new());
    let folders = carriers().deployments.folders.iter().map(|name| folder.join(name));
    for path in folders.filter(|path| is_folder(path)) {
        search(&path, DEEPEST, &mut Search { left: &mut left, found: &mut found, fits });
    }
    found
}

/// The files in a folder and not far below it that fit.
pub(super) fn near(folder: &Path, fits: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let (mut left, mut found) = (Some(MOST), Vec::new());
    search(here(folder), NEAR, &mut Search { left: &mut left, found: &mut found, fits });
    found.into_iter().map(|path| path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path)).collect()
}

/// How deep overlays lie below a portal's folder.
const NEAR: usize = 4;

/// How many files may still be looked at (nothing where there were more), what is looked for in a text, and what was found.
struct Search<'s> {
    left: &'s mut Option<usize>,
    found: &'s mut Vec<PathBuf>,
    fits: &'s dyn Fn(&str) -> bool,
}

/// The folder of a portal and those above it, up to the checkout's root; it alone where there is none.
fn around(folder: &Path) -> Vec<PathBuf> {
    let here = here(folder);
    let mut found = vec![folder.to_path_buf()];
    let Some(root) = git::root(here) else { return found };
    let Ok(whole) = fs::canonicalize(here) else { return found };
    let above = whole.ancestors().skip(1).take_while(|path| path.starts_with(&root)).take(HIGHEST);
    let ups = above.scan(folder.to_path_buf(), |path, _| {
        *path = up(path);
        Some(path.clone())
    });
    found.extend(ups);
    found
}

/// The folder above one, in the words in which that was named.
fn up(path: &Path) -> PathBuf {
    match path.file_name() {
        Some(_) => path.parent().unwrap_or(Path::new("")).to_path_buf(),
        None => path.join(".."),
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
}

fn search(folder: &Path, depth: usize, ground: &mut Search<'_>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(kind) = entry.file_type() else { continue };
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if kind.is_dir() && depth > 0 && !name.starts_with('.') && name != "node_modules" {
            search(&path, depth - 1, ground);
        } else if kind.is_file() && carriers().deployments.endings.iter().any(|ending| name.ends_with(ending.as_str()))
        {
            *ground.left = ground.left.and_then(|left| left.checked_sub(1));
            if ground.left.is_none() {
                return;
            }
            let text = intake::text(&path, FILE).ok();
            if text.is_some_and(|text| (ground.fits)(text.expose())) {
                ground.found.push(path);
            }
        }
    }
}
