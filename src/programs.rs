//! Where other programs may be looked for: in folders that are nobody's but the machine's and the person's, never in what came with a
//! checkout.
#![expect(clippy::disallowed_methods, reason = "an edge: the folder that we stand in, and whether it is in a checkout")]

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::canonical::canonical;
use crate::intake::{self, Kind};

/// The folders of a PATH that are not a checkout's: an entry that is relative leads to whatever folder we stand in, and one below a
/// checkout (`node_modules/.bin`) holds what came with it.
pub(crate) fn outside(path: &OsStr, checkouts: &[PathBuf]) -> Vec<PathBuf> {
    let checkouts: Vec<_> = checkouts.iter().map(|at| real(at)).collect();
    env::split_paths(path).filter(|folder| folder.is_absolute() && !is_below(folder, &checkouts)).collect()
}

/// Tells whether a program, by its whole path, is one that came with a checkout.
pub(crate) fn came_with(program: &Path, checkouts: &[PathBuf]) -> bool {
    let checkouts: Vec<_> = checkouts.iter().map(|at| real(at)).collect();
    !program.is_absolute() || is_below(program, &checkouts)
}

/// The folder that we stand in, and the checkouts that it is a part of.
pub(crate) fn here() -> Vec<PathBuf> {
    let Ok(folder) = env::current_dir() else { return Vec::new() };
    let checkouts = checkouts(&folder);
    [folder].into_iter().chain(checkouts).collect()
}

/// The checkout that a folder is in, and those that this one came with or belongs to: the superprojects of a submodule, and the repository
/// of a linked worktree.
pub(crate) fn checkouts(folder: &Path) -> Vec<PathBuf> {
    let mut roots = folder.ancestors().filter(|above| above.join(GIT).exists());
    let Some(root) = roots.next() else { return Vec::new() };
    let whole = pointed(root).and_then(|git| canonical(&git).ok()).unwrap_or_default();
    let owners = whole.ancestors().filter(|above| above.file_name().is_some_and(|name| name == GIT));
    let owners: Vec<_> = owners.filter_map(Path::parent).collect();
    let above = roots.filter(|above| above.join(".gitmodules").exists());
    [root].into_iter().chain(owners).chain(above).map(Path::to_owned).collect()
}

const GIT: &str = ".git";
/// Longer than any path.
const LONGEST: u64 = 16 << 10;

/// The git folder of a checkout that has it elsewhere.
fn pointed(root: &Path) -> Option<PathBuf> {
    let text = intake::text(&root.join(GIT), Kind::ordinary(LONGEST)).ok()?;
    Some(root.join(text.expose().strip_prefix("gitdir:")?.trim()))
}

fn is_below(path: &Path, checkouts: &[PathBuf]) -> bool {
    // Everything is below the root of all files.
    let mut checkouts = checkouts.iter().filter(|at| at.parent().is_some());
    let places = [path.to_owned(), real(path)];
    checkouts.any(|root| places.iter().any(|place| place.starts_with(root)))
}

fn real(path: &Path) -> PathBuf {
    canonical(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_folders_outside_of_checkouts_are_looked_in() {
        let found = |path: &str, checkout: &str| outside(OsStr::new(path), &[PathBuf::from(checkout)]);
        assert_eq!(found(".::bin:/usr/bin:../x", "/nowhere"), [PathBuf::from("/usr/bin")]);
        assert_eq!(found("/srv/portal/bin:/srv/portals:/usr/bin", "/srv/portal").len(), 2);
        assert_eq!(found("/usr/bin", "/"), [PathBuf::from("/usr/bin")]);
    }

    #[test]
    fn a_program_of_the_checkout_that_we_stand_in_is_told_from_others() {
        let here = here();
        assert!(came_with(&here[0].join("less"), &here) && came_with(Path::new("./less"), &here));
        assert!(!came_with(Path::new("/usr/bin/less"), &here));
    }
}
