//! A folder that was made for a run and that nobody wants when nothing is in it.
#![expect(clippy::disallowed_methods, reason = "a folder that stayed empty is removed")]

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, iter};

static EMPTY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder that goes away with this value, or with the program when it is stopped before, unless something is in it by then; and those
/// around it that were not there, either. The innermost comes first.
#[derive(Debug)]
#[must_use = "the folder goes away as soon as this is dropped"]
pub(crate) struct Hollow(Vec<PathBuf>);

/// Names such a folder, which need not be there yet.
pub(crate) fn goes_when_empty(path: &Path) -> Hollow {
    let around = path.ancestors().skip(1).take_while(|above| !above.as_os_str().is_empty() && !above.exists());
    let all: Vec<_> = iter::once(path).chain(around).map(Path::to_owned).collect();
    EMPTY.lock().unwrap_or_else(PoisonError::into_inner).extend(all.iter().cloned());
    Hollow(all)
}

impl Drop for Hollow {
    fn drop(&mut self) {
        EMPTY.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| !self.0.contains(path));
        // The system removes none that holds anything.
        self.0.iter().for_each(|path| _ = fs::remove_dir(path));
    }
}

/// Removes what is empty. To be called when the program is about to end, and has tidied up.
pub(super) fn clear() {
    EMPTY.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|path| _ = fs::remove_dir(path));
}
