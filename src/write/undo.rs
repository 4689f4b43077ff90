//! Puts everything back, the last thing first.
#![expect(clippy::disallowed_methods, reason = "what a failed write made is taken away again")]

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use tempfile::NamedTempFile;

use super::apply::rename;
use super::disk::words;

/// What has been done and must be undone if a later step fails.
#[derive(Default)]
pub(super) struct Undo(Vec<Step>);

/// One thing that was done.
pub(super) enum Step {
    /// A folder was made.
    Folder(PathBuf),
    /// A file was made.
    Created(PathBuf),
    /// A file took the place of an old one, which is kept aside.
    Replaced { target: PathBuf, old: NamedTempFile },
}

impl Undo {
    /// Remembers something that was done.
    pub(super) fn note(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Remembers folders that were made, the outermost first.
    pub(super) fn folders(&mut self, created: Vec<PathBuf>) {
        self.0.extend(created.into_iter().map(Step::Folder));
    }

    /// Undoes everything it can, last step first, and tells of what it could not.
    pub(super) fn run(self) -> Result<()> {
        let stuck: Vec<String> =
            self.0.into_iter().rev().filter_map(|step| step.undo().err()).map(|e| e.to_string()).collect();
        if stuck.is_empty() { Ok(()) } else { Err(anyhow!(stuck.join("; "))) }
    }
}

impl Step {
    fn undo(self) -> Result<()> {
        let (result, path) = match self {
            Self::Folder(path) => (fs::remove_dir(&path), path),
            Self::Created(path) => (fs::remove_file(&path), path),
            Self::Replaced { target, old } => (rename(old, &target), target),
        };
        result.map_err(|error| anyhow!("`{}` could not be put back: {}", path.display(), words(&error)))
    }
}
