//! Where a path really leads: whoever changes a checkout puts a link in the way of a file, and whoever names the file named no link.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::canonical::canonical;
use crate::git::ask as git;
use crate::here::folder_of;

/// A link in the way of a path, by which the path leads out of where that link is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The path, as it was named.
    pub path: PathBuf,
    /// The link: the path itself, or a folder above it.
    pub link: PathBuf,
    /// Where the path really leads.
    pub target: PathBuf,
}

/// Finds the first link by which a path leads out of the checkout that the link is in; where there is none, out of the folder that we are in,
/// or of a file's own. A link above all of these is the machine's, as that of a folder for all temporary files.
///
/// Nothing where every link stays, and where they cannot be followed: then nothing is written there either.
pub(crate) fn leaving(path: &Path) -> Option<Leaving> {
    // Behind a last `/` or `/.`, a link is not one any more.
    let path: PathBuf = path.components().collect();
    let target = canonical(&path).ok()?;
    let mut links: Vec<_> = path.ancestors().filter(|way| fs::read_link(way).is_ok()).collect();
    links.reverse();
    let is_file = |link: &Path| link == path && !target.is_dir();
    let leads = |link: &Path| canonical(link).unwrap_or_else(|_| target.clone());
    let leaves = |link: &&Path| {
        let around = around(link, is_file(link));
        around.is_some_and(|around| !target.starts_with(&around) && !leads(link).starts_with(&around))
    };
    let link = links.into_iter().find(leaves)?.to_owned();
    Some(Leaving { path, link, target })
}

impl Leaving {
    /// The folder that the link is in: the last one on the way that is where it seems to be.
    pub(crate) fn folder(&self) -> &Path {
        folder_of(&self.link)
    }
}

impl fmt::Display for Leaving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        if self.link == self.path {
            write!(f, "`{path}` is a link")
        } else {
            write!(f, "`{path}` lies behind the link `{}`", self.link.display())
        }
    }
}

/// Tells whether two paths are one name: a link is another than what it leads to, and than another link to the same.
pub(crate) fn is_by_name(one: &Path, other: &Path) -> bool {
    let stands = |path: &Path| Some((fs::canonicalize(folder_of(path)).ok()?, path.file_name()?.to_owned()));
    one == other || stands(one).is_some_and(|one| Some(one) == stands(other))
}

/// Tells whether a file that is there lies outside of the checkout of another one; where there is none, outside of the folder that we are in,
/// or of the other one's own when that is elsewhere.
pub(crate) fn lies_outside(of: &Path, file: &Path) -> bool {
    let (Ok(target), Some(root)) = (fs::canonicalize(file), around(of, true)) else { return false };
    !target.starts_with(root)
}

/// What a link may not lead out of.
fn around(link: &Path, is_file: bool) -> Option<PathBuf> {
    let folder = fs::canonicalize(folder_of(link)).ok()?;
    if let Some(checkout) = git::root(&folder) {
        return Some(checkout);
    }
    // A repository that cannot be understood begins somewhere above: nothing beside the link is surely in it.
    if folder.ancestors().any(|above| above.join(".git").symlink_metadata().is_ok()) {
        return Some(folder);
    }
    let here = fs::canonicalize(".").ok().filter(|here| folder.starts_with(here));
    here.or_else(|| is_file.then_some(folder))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A checkout with a folder `inside`, and a folder `outside` beside it.
    fn checkout() -> (tempfile::TempDir, PathBuf) {
        let all = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(all.path()).unwrap();
        for folder in ["checkout/.git/objects", "checkout/.git/refs", "checkout/inside", "outside"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("checkout/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
        (all, root)
    }

    #[test]
    fn a_link_out_of_the_checkout_is_found_wherever_it_stands_in_the_path_and_however_that_is_written() {
        let (_all, root) = checkout();
        let at = |name: &str| root.join("checkout").join(name);
        symlink("../outside", at("out")).unwrap();
        symlink("inside", at("in")).unwrap();
        symlink("../outside/new.yaml", at("new.yaml")).unwrap();
        for (name, link, leads) in [
            ("out/b.yaml", "out", "outside/b.yaml"),
            ("out", "out", "outside"),
            ("out/", "out", "outside"),
            ("out/.", "out", "outside"),
            ("inside/../out/not/yet", "inside/../out", "outside/not/yet"),
            ("in/../out/b.yaml", "in/../out", "outside/b.yaml"),
            ("new.yaml", "new.yaml", "outside/new.yaml"),
        ] {
            let found = leaving(&at(name)).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((found.link, found.target), (at(link), root.join(leads)), "{name}");
        }
        // Whoever writes `..` means it.
        let stays =
            ["in/b.yaml", "inside/b.yaml", "in", "not/yet", "out/../checkout/inside/b.yaml", "in/../../outside/b.yaml"];
        for name in stays {
            assert_eq!(leaving(&at(name)), None, "{name}");
        }
    }

    #[test]
    fn a_link_above_the_checkout_is_none_of_it() {
        let (_all, root) = checkout();
        symlink("checkout", root.join("linked")).unwrap();
        symlink(&root, root.join("outside/all")).unwrap();
        for name in ["linked/inside/b.yaml", "outside/all/checkout/inside/b.yaml", "linked", "outside/all/checkout"] {
            assert_eq!(leaving(&root.join(name)), None, "{name}");
        }
        // Outside of all checkouts a file still does not leave its own folder.
        symlink("../checkout/inside/b.yaml", root.join("outside/b.yaml")).unwrap();
        assert_eq!(leaving(&root.join("outside/b.yaml")).unwrap().target, root.join("checkout/inside/b.yaml"));
    }
}
