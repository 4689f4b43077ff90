//! A folder that was made for a run and that nobody wants when nothing is in it.
#![expect(clippy::disallowed_methods, reason = "a folder that stayed empty is removed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static EMPTY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder that goes away with this value, or with the program when it is stopped before, unless something is in it by then.
#[derive(Debug)]
#[must_use = "the folder goes away as soon as this is dropped"]
pub(crate) struct Hollow(PathBuf);

/// Names such a folder.
pub(crate) fn goes_when_empty(path: &Path) -> Hollow {
    EMPTY.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    Hollow(path.to_owned())
}

impl Drop for Hollow {
    fn drop(&mut self) {
        EMPTY.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
        // The system removes none that holds anything.
        _ = fs::remove_dir(&self.0);
    }
}

/// Removes what is empty. To be called when the program is about to end, and has tidied up.
pub(super) fn clear() {
    EMPTY.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|path| _ = fs::remove_dir(path));
}
