//! What lies around the files: their modes, what git knows of them, and private keys beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::contract::carriers::carriers;
use crate::git::{Told, ask as git};
use crate::here::folder_of;
use crate::intake::{self, Kind};
use crate::lint::{Around, Kept};
use crate::secrecy::{is_trial, token_of};

/// Looks around files, by the names that they were given by. Git is only asked about those that are made to hold secrets.
pub(crate) fn look<'n>(
    files: impl Iterator<Item = &'n str> + Clone,
    env_files: impl Iterator<Item = &'n str> + Clone,
) -> Around {
    let mut around = Around::default();
    for name in env_files.clone() {
        around.kept.insert(name.to_owned(), kept(Path::new(name)));
    }
    around.trials = files.clone().filter(|name| is_trial_of_chart(Path::new(name))).map(str::to_owned).collect();
    let folders: BTreeSet<PathBuf> =
        files.chain(env_files).map(|name| folder_of(Path::new(name)).to_path_buf()).collect();
    for path in folders.iter().flat_map(|folder| keys(folder)) {
        around.key_files.insert(path.display().to_string(), kept(&path));
    }
    around
}

/// Tells whether a file lies in the folder of values that a chart is tried out with, from wherever one looks.
fn is_trial_of_chart(path: &Path) -> bool {
    let Ok(whole) = fs::canonicalize(folder_of(path)) else { return false };
    let called = whole.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let of_chart = || whole.parent().is_some_and(|above| above.join(&carriers().deployments.chart).is_file());
    is_trial(&format!("{called}/values.yaml")) && of_chart()
}

fn kept(path: &Path) -> Kept {
    let tracked = git::tracks(path);
    let ignored = if tracked == Told::No { git::ignores(path) } else { Told::NoRepository };
    let from_root = if tracked == Told::NoRepository { None } else { from_root(path) };
    Kept { mode: mode(path), tracked, ignored, from_root }
}

fn from_root(path: &Path) -> Option<String> {
    let within = fs::canonicalize(folder_of(path)).ok()?;
    let root = git::root(&within)?;
    let folders = within.strip_prefix(fs::canonicalize(root).ok()?).ok()?.to_str()?.replace('\\', "/");
    let name = path.file_name()?.to_str()?;
    Some(if folders.is_empty() { name.to_owned() } else { format!("{folders}/{name}") })
}

/// Adds private keys that texts name by where they lie in an image, and that git has: a folder of the checkout is copied there.
pub(crate) fn add_keys_named<'t>(folder: &Path, texts: impl Iterator<Item = &'t str>, around: &mut Around) {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ':' | ',' | '{' | '}' | '[' | ']' | '=');
    let words = texts.flat_map(|text| text.split(is_end)).filter(|word| is_key_by_name(Path::new(word)));
    let words: BTreeSet<&str> = words.filter(|word| word.len() <= LONGEST && !word.contains("..")).collect();
    for word in words.into_iter().take(MOST_KEYS) {
        let steps: Vec<_> = word.split('/').filter(|step| !step.is_empty() && *step != ".").collect();
        let ends = (0..steps.len()).map(|first| folder.join(steps[first..].join("/")));
        let Some(path) = ends.into_iter().find(|path| path.symlink_metadata().is_ok_and(|about| about.is_file()))
        else {
            continue;
        };
        let name = path.display().to_string();
        if !around.key_files.contains_key(&name) && is_key(&path) && git::tracks(&path) == Told::Yes {
            around.key_files.insert(name, kept(&path));
        }
    }
}

/// No path is longer, and no portal has as many keys.
const LONGEST: usize = 300;
const MOST_KEYS: usize = 20;

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
    let mut keys: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    keys.retain(|path| is_key_by_name(path) && is_key(path));
    keys.sort();
    keys
}

fn is_key_by_name(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "pem" || ending == "key")
}

fn is_key(path: &Path) -> bool {
    intake::text(path, Kind::KEY).is_ok_and(|text| token_of(text.expose()) == Some("a private key"))
}
