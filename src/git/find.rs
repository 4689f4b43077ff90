//! Finds the repository around a file by looking for `.git` upwards. Git is not asked: it would take a bare repository
//! that lies in a subfolder for one, and its failure does not tell "none" from "not allowed".
#![expect(clippy::disallowed_methods, reason = "what belongs to a repository is made in a folder of our own")]

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::ordinary;
use crate::intake::{self, Kind, Unread};

/// Longer than any path, and than what stands in the small files of a git folder.
const LONGEST_PATH: u64 = 16 << 10;

/// A repository on the disk.
pub(super) struct Repository {
    /// The folder with the files.
    pub(super) root: PathBuf,
    /// What belongs to this checkout: its index, its head.
    pub(super) own: PathBuf,
    /// What all checkouts share: objects, references, exclusions.
    pub(super) common: PathBuf,
}

impl Repository {
    /// Finds the repository around a real path, or nothing where there is none.
    ///
    /// # Errors
    /// When there is a `.git` that cannot be understood.
    pub(super) fn around(path: &Path) -> Result<Option<Self>> {
        for folder in path.ancestors().skip(1) {
            let git = folder.join(".git");
            match fs::metadata(&git) {
                Ok(about) if about.is_dir() => return Self::of(folder, git).map(Some),
                Ok(about) if about.is_file() => return Self::of(folder, pointed(folder, &git)?).map(Some),
                Ok(_) => bail!("{} is neither a folder nor a file", git.display()),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    if fs::symlink_metadata(&git).is_ok() {
                        bail!("{} is a link that leads nowhere", git.display());
                    }
                }
                Err(error) => return Err(error).with_context(|| format!("could not look at {}", git.display())),
            }
        }
        Ok(None)
    }

    /// A tree that lies in none, taken for one without any commit: the folder around a path whose `.gitignore` is the nearest, with what
    /// belongs to a repository in a folder of our own. Nothing where no folder has one.
    ///
    /// # Errors
    /// When that folder cannot be furnished.
    pub(super) fn of_tree(path: &Path, ours: &Path) -> Result<Option<Self>> {
        let Some(root) = path.ancestors().skip(1).find(|folder| folder.join(".gitignore").is_file()) else {
            return Ok(None);
        };
        fs::create_dir(ours.join("objects"))?;
        Ok(Some(Self { root: root.to_owned(), own: ours.to_owned(), common: ours.to_owned() }))
    }

    /// A file by its place in the repository, in a form that no question takes for anything but a path.
    pub(super) fn named(&self, path: &Path) -> OsString {
        let Ok(place) = path.strip_prefix(&self.root) else { return path.as_os_str().to_owned() };
        // Git's names have `/` on every system.
        place.components().fold(OsString::from("."), |mut named, part| {
            named.push("/");
            named.push(part);
            named
        })
    }

    /// Refuses what git would read on the way to a file and wait for without an end.
    ///
    /// # Errors
    /// When a `.gitignore` above it is neither a file nor a folder.
    pub(super) fn refuse_pipes(&self, path: &Path) -> Result<()> {
        let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        for file in above.map(|folder| folder.join(".gitignore")) {
            if fs::metadata(&file).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
                bail!("{} is no ordinary file", file.display());
            }
        }
        Ok(())
    }

    fn of(root: &Path, own: PathBuf) -> Result<Self> {
        let common = match small(&own.join("commondir"))? {
            Some(shared) => own.join(shared.trim_end()),
            None => own.clone(),
        };
        if !own.join("HEAD").exists() || !common.join("objects").is_dir() {
            bail!("{} is no git folder", own.display());
        }
        ordinary::checkout(&own, &common)?;
        let whole = |path: PathBuf| fs::canonicalize(&path).with_context(|| format!("{}", path.display()));
        Ok(Self { root: root.to_owned(), own: whole(own)?, common: whole(common)? })
    }
}

/// Follows the `.git` file of a worktree or a submodule.
fn pointed(folder: &Path, file: &Path) -> Result<PathBuf> {
    let text = small(file)?.unwrap_or_default();
    let path = text.strip_prefix("gitdir:").ok_or_else(|| anyhow!("{} names no git folder", file.display()))?;
    Ok(folder.join(path.trim()))
}

/// Reads one of the small files, or nothing where it is not.
fn small(path: &Path) -> Result<Option<String>> {
    let Some(bytes) = bytes(path, LONGEST_PATH)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| anyhow!("{} is no text", path.display()))
}

/// Reads a file of a git folder, or nothing where it is not; one that is no file or too large is an error.
pub(super) fn bytes(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    match intake::read(path, Kind::ordinary(most)) {
        Ok(taken) => Ok(Some(taken.bytes.to_vec())),
        Err(Unread::Missing | Unread::Astray) => Ok(None),
        Err(why) => bail!("{} {why}", path.display()),
    }
}
