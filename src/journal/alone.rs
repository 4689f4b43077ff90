//! A run that keeps no journal, and lets no other write beside it.

use std::path::Path;

use anyhow::Result;

use super::lock::Lock;
use super::place::Place;

/// The right to be the only run that writes to a folder, for one that keeps no journal.
#[derive(Debug)]
pub struct Alone {
    place: Place,
    // Dropped after the folder was tidied.
    _lock: Lock,
}

impl Alone {
    /// Keeps every other run out of a folder for as long as this lives.
    ///
    /// # Errors
    /// When another run is at work there, or the folder cannot be written.
    pub fn in_folder(out: &Path) -> Result<Self> {
        let place = Place::make(out)?;
        let lock = place.lock()?;
        Ok(Self { place, _lock: lock })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.place.tidy();
    }
}
