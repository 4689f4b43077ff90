//! Which release of Backstage a portal has: the one that a person names, else what the checkout around the files says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::answers::file::Target;
use crate::contract::release::checkout::{self, LOCKS, PACKAGES, STAMP, STARTS};
use crate::contract::release::{Release, Version, started};
use crate::here::folder_of;
use crate::intake::{self, Kind};
use crate::validate::Input;

/// How far up a checkout's root is looked for.
const HIGHEST: usize = 8;

/// Finds out which release is meant, and which one the portal has now.
pub(crate) fn tell(input: &mut Input, meant: Option<Release>) {
    let now = match input.portal.target {
        Target::Backstage => of_checkout(input),
        _ => meant.as_ref().map(|_| Release::of_image()),
    };
    let upgrades = meant.as_ref().zip(now.as_ref()).is_some_and(|(meant, now)| !meant.is(now));
    input.portal.upgrades_from = now.clone().filter(|_| upgrades);
    input.portal.release = match (meant, now) {
        (Some(meant), _) => Some(meant),
        (None, now) => now,
    };
}

fn of_checkout(input: &Input) -> Option<Release> {
    let first = input.files.first()?;
    let folders = folders(folder_of(Path::new(&first.name)));
    let packages = folders.iter().find_map(|folder| locked(folder));
    let stamp = folders.iter().find_map(|folder| checkout::stamped(&text(&folder.join(STAMP), Kind::ANSWERS)?));
    match (stamp, packages) {
        (Some(stamp), packages) => {
            let packages = packages.map(|(_, packages)| packages).unwrap_or_default();
            Some(Release::said(stamp, STAMP).with(packages))
        }
        (None, Some((lock, packages))) => Release::locked(packages, lock),
        (None, None) => None,
    }
    .or_else(|| folders.iter().find_map(|folder| ranged(folder)))
    .or_else(|| by_start(input, &folders))
}

/// The folder, and those above it up to the root of its repository; only the folder, when it is in none.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::path::absolute(folder) else { return vec![folder.to_path_buf()] };
    let above: Vec<_> = folder.ancestors().take(HIGHEST).collect();
    let root = above.iter().position(|folder| folder.join(".git").exists());
    above[..=root.unwrap_or(0)].iter().map(|folder| folder.to_path_buf()).collect()
}

fn locked(folder: &Path) -> Option<(&'static str, BTreeMap<String, Version>)> {
    let found = LOCKS.iter().find_map(|lock| Some((*lock, text(&folder.join(lock), Kind::LOCK)?)));
    found.map(|(lock, text)| (lock, checkout::locked(&text)))
}

/// The release by what the lists of packages ask for.
fn ranged(folder: &Path) -> Option<Release> {
    let asked = |list: &&str| Release::ranged(&checkout::ranged(&text(&folder.join(list), Kind::ANSWERS)?), list);
    PACKAGES.iter().find_map(asked)
}

/// The image that is started: by the files themselves, else by those that lie beside them.
fn by_start(input: &Input, folders: &[PathBuf]) -> Option<Release> {
    let given = input.files.iter().filter_map(|file| file.text.as_ref().ok());
    let mut given = given.filter_map(|text| started::release(text.expose()));
    let beside = || {
        let paths = folders.iter().flat_map(|folder| STARTS.iter().map(|name| folder.join(name)));
        paths.filter_map(|path| text(&path, Kind::EDITED)).find_map(|text| started::release(&text))
    };
    given.next().or_else(beside)
}

fn text(path: &Path, kind: Kind) -> Option<String> {
    intake::text_if_there(path, kind).ok().flatten().map(|text| text.expose().to_owned())
}
