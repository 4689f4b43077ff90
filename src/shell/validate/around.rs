//! What lies around the files: their modes, what git knows of them, and private keys beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::git::{Told, ask as git};
use crate::intake::{self, Kind};
use crate::lint::{Around, Kept};
use crate::secrecy::token_of;

/// Looks around files, by the names that they were given by. Git is only asked about those that are made to hold secrets.
pub(super) fn look<'n>(
    files: impl Iterator<Item = &'n str>,
    env_files: impl Iterator<Item = &'n str> + Clone,
) -> Around {
    let mut around = Around::default();
    for name in env_files.clone() {
        around.kept.insert(name.to_owned(), kept(Path::new(name)));
    }
    let folders: BTreeSet<PathBuf> = files.chain(env_files).map(|name| folder(Path::new(name)).to_path_buf()).collect();
    for path in folders.iter().flat_map(|folder| keys(folder)) {
        around.key_files.insert(path.display().to_string(), kept(&path));
    }
    around
}

pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn kept(path: &Path) -> Kept {
    let tracked = git::tracks(path);
    let ignored = if tracked == Told::No { git::ignores(path) } else { Told::NoRepository };
    let from_root = if tracked == Told::NoRepository { None } else { from_root(path) };
    Kept { mode: mode(path), tracked, ignored, from_root }
}

fn from_root(path: &Path) -> Option<String> {
    let within = fs::canonicalize(folder(path)).ok()?;
    let root = git::root(&within)?;
    let folders = within.strip_prefix(fs::canonicalize(root).ok()?).ok()?.to_str()?.replace('\\', "/");
    let name = path.file_name()?.to_str()?;
    Some(if folders.is_empty() { name.to_owned() } else { format!("{folders}/{name}") })
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).ok().map(|about| about.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_path: &Path) -> Option<u32> {
    None
}

/// Private keys in a folder, by their first line; what is below it is not looked at.
fn keys(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let likely = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pem" || ending == "key");
    let is_key = |path: &PathBuf| {
        intake::text(path, Kind::KEY).is_ok_and(|text| token_of(text.expose()) == Some("a private key"))
    };
    let mut keys: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    keys.retain(|path| likely(path) && is_key(path));
    keys.sort();
    keys
}
