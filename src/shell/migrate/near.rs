//! The files that a portal's own files name, as far as they lie in its folder or a person named them: of what only a stranger's compose file
//! names elsewhere, nothing is read, shown or written.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use super::super::cli::Migrate;
use super::super::end::NotKept;
use crate::config::{Attached, Files};
use crate::here::here;
use crate::portal_files::files;
use crate::validate::Assembled;

/// The disk, as far as a portal reaches.
pub(super) struct Near {
    roots: Vec<PathBuf>,
    named: BTreeSet<PathBuf>,
    /// What lies beyond, each with the file that names it.
    beyond: RefCell<BTreeSet<(String, PathBuf)>>,
}

impl Near {
    /// The folder, those of the files that were named, and these.
    pub(super) fn of(folder: &Path, flags: &Migrate) -> Self {
        let real = |path: &Path| fs::canonicalize(here(path)).ok();
        let files = flags.files.iter().filter(|path| path.is_file());
        let folders = files.clone().filter_map(|path| path.parent());
        Self {
            roots: folders.chain([folder]).filter_map(real).collect(),
            named: files.chain(&flags.env_file).filter_map(|path| real(path)).collect(),
            beyond: RefCell::default(),
        }
    }

    /// Refuses to move a part of a portal: what carriers name beyond the folder belongs to it.
    pub(super) fn refuse_beyond(&self, assembled: &Assembled) -> Result<()> {
        let carriers: BTreeSet<&str> =
            assembled.carried().iter().map(|carried| assembled.sources.name(carried.source)).collect();
        let beyond = self.beyond.borrow();
        let Some((from, path)) = beyond.iter().find(|(from, _)| carriers.contains(from.as_str())) else {
            return Ok(());
        };
        let says = anyhow!(
            "{} is outside of the portal's folder, and only `{from}` names it: it was not looked at, and nothing was written; name it to have \
             it move as well: behind the folder, or with `--env-file` if it holds variables",
            path.display()
        );
        bail!(says.context(NotKept))
    }
}

impl Files for Near {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let whole = Path::new(from).parent().unwrap_or_else(|| Path::new("")).join(path);
        match fs::canonicalize(&whole) {
            Ok(real) if !self.named.contains(&real) && !self.roots.iter().any(|root| real.starts_with(root)) => {
                self.beyond.borrow_mut().insert((from.to_owned(), whole));
                Err("lies outside of the portal's folder".to_owned())
            }
            _ => files::Disk.attached(from, path),
        }
    }

    /// What nobody named is not moved, so it is left unread and said so.
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        files::Disk.comes_later(from, path)
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        files::Disk.is_ignored(from, path)
    }
}
