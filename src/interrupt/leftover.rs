//! Files that are only there while something is waited for, and that must not outlive the program.
#![expect(clippy::disallowed_methods, reason = "a file that was there for a moment is removed")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static LEFT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that goes away with this value, or with the program when it is stopped before.
#[derive(Debug)]
pub(crate) struct Leftover(PathBuf);

/// Makes such a file. While it is being made, the program is not stopped; once it is being stopped, none is made.
///
/// # Errors
/// When it could not be made; what there is of it is removed.
pub(crate) fn goes_away(path: &Path, make: impl FnOnce() -> io::Result<()>) -> io::Result<Leftover> {
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.push(path.to_owned());
    let made = make();
    drop(left);
    let leftover = Leftover(path.to_owned());
    made.map(|()| leftover)
}

impl Leftover {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
        _ = fs::remove_file(&self.0);
        left.retain(|path| *path != self.0);
    }
}

/// Removes what is left. To be called when the program is about to end; nothing new can be named from then on.
pub(super) fn clear() {
    let left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.iter().for_each(|path| _ = fs::remove_file(path));
    std::mem::forget(left);
}
