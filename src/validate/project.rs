//! Files that compose reads together: all that they name is seen from the folder of the first one, wherever the others lie.

use crate::config::{Attached, Files};

/// The files beside configuration, with those of compose seen as compose sees them.
pub(super) struct Together<'f> {
    /// Where files are read from.
    pub(super) files: &'f dyn Files,
    /// The files that compose reads together.
    pub(super) project: Vec<String>,
}

impl Together<'_> {
    /// The file whose folder counts for what another one names.
    fn seen<'n>(&'n self, from: &'n str) -> &'n str {
        match self.project.first() {
            Some(first) if self.project.iter().any(|one| one == from) => first,
            _ => from,
        }
    }
}

impl Files for Together<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        self.files.attached(self.seen(from), path)
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        self.files.keeping(self.seen(from), object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        self.files.is_outside(self.seen(from), name)
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        self.files.comes_later(self.seen(from), path)
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        self.files.is_ignored(self.seen(from), path)
    }
}
