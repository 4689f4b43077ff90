//! A git folder of our own that borrows a repository's index and objects. Git started with it reads nothing of the
//! repository's configuration, so that nothing there can name a program: of no version of git has to be known what it
//! would run. Who owns the files does not matter then either.
#![expect(clippy::disallowed_methods, reason = "what git is to read is put into the folder of our own")]

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::find::{Repository, bytes};
use crate::scratch;

/// More than a configuration, a list of exclusions or the borders of a shallow clone ever have.
const LARGEST: u64 = 8 << 20;

/// The folder, for as long as git is asked.
pub(super) struct Borrowed<'r> {
    pub(super) repository: &'r Repository,
    folder: TempDir,
}

impl<'r> Borrowed<'r> {
    pub(super) fn from(repository: &'r Repository) -> Result<Self> {
        let borrowed = Self { repository, folder: scratch::folder("devportal-auth-git-")? };
        borrowed.furnish().context("could not furnish a git folder")?;
        Ok(borrowed)
    }

    fn furnish(&self) -> Result<()> {
        for folder in ["refs", "objects", "info", "nowhere"] {
            fs::create_dir(self.path().join(folder))?;
        }
        self.put("HEAD", b"ref: refs/heads/none\n")?;
        self.put("nothing", b"")?;
        let theirs = bytes(&self.repository.common.join("config"), LARGEST)?.unwrap_or_default();
        self.put("config", configuration(&String::from_utf8_lossy(&theirs)).as_bytes())?;
        for name in ["info/exclude", "shallow"] {
            if let Some(theirs) = bytes(&self.repository.common.join(name), LARGEST)? {
                self.put(name, &theirs)?;
            }
        }
        Ok(())
    }

    /// Writes a file into the folder.
    pub(super) fn put(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.path().join(name);
        fs::write(&path, content)?;
        Ok(path)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Tells whether the commits before some are not here.
    pub(super) fn is_shallow(&self) -> bool {
        fs::metadata(self.path().join("shallow")).is_ok_and(|about| about.len() > 0)
    }
}

/// What has to be said for the borrowed objects to be read: how they are named. Nothing else is taken over.
fn configuration(theirs: &str) -> String {
    let mut section = "";
    let mut format = None;
    for line in theirs.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.eq_ignore_ascii_case("[extensions]")
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("objectformat")
        {
            format = ["sha1", "sha256"].into_iter().find(|known| value.trim().eq_ignore_ascii_case(known));
        }
    }
    match format {
        Some(format) => format!("[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = {format}\n"),
        None => "[core]\nrepositoryformatversion = 0\n".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_format_of_the_objects_is_taken_over() {
        let theirs = "[core]\n\tfsmonitor = /tmp/x\n[Extensions]\n\tobjectFormat = sha256\n\tpartialClone = origin\n";
        let ours = configuration(theirs);
        assert_eq!(ours, "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n");
        for theirs in ["", "[core]\nobjectformat = sha256\n", "[extensions]\nobjectformat = x\n[core]\npager = y\n"] {
            assert_eq!(configuration(theirs), "[core]\nrepositoryformatversion = 0\n");
        }
    }
}
