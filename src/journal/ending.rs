//! How a run's journal ends: what is needed no more is removed, and what must not be lost stays.

use std::path::Path;

use anyhow::{Context, Result};

use super::place::{Place, Room};
use super::{Abandoned, Journal, Keeping, Pending, read};

impl Journal {
    /// Ends a cancelled run of this program without its journal, which may be in use: as [`Journal::leave`].
    ///
    /// # Errors
    /// When the journal cannot be read or removed.
    pub fn abandon(out: &Path) -> Result<Abandoned> {
        let Some(place) = Place::find(out)? else { return Ok(Abandoned::Ended) };
        let Some(record) = read(&place)? else { return Ok(Abandoned::Ended) };
        match record.pending(&place) {
            Some(pending) => Ok(Abandoned::Kept(pending)),
            None => place.clear().map(|()| Abandoned::Nothing),
        }
    }

    /// Ends a run whose files are written: removes the journal, and its folder unless something else is in it.
    ///
    /// # Errors
    /// When the journal cannot be removed.
    pub fn finish(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.keeping, Keeping::Nowhere(None)) {
            Keeping::OnDisk(_lock) => self.place.clear(),
            Keeping::Nowhere(_) => Ok(()),
        }
    }

    /// Ends a run that did not get to the end. What must not be lost stays, and is returned; otherwise the journal is
    /// removed as if the run had never been.
    ///
    /// # Errors
    /// When the journal cannot be removed.
    pub fn leave(mut self) -> Result<Option<Pending>> {
        if let Keeping::Nowhere(there_still) = self.keeping {
            return Ok(there_still);
        }
        if !self.saved && self.save(Room::Taken).is_err() {
            // What is told to be kept is what the disk has, here or in the person's own folder.
            let here = read(&self.place)?.and_then(|record| record.pending(&self.place));
            let missed = self.record.pending(&self.place).filter(|pending| here.is_none() && pending.is_held());
            let Some(missed) = missed else { return Ok(here) };
            let what = missed.describe();
            let lost =
                || format!("{what} could be kept nowhere; remove what was made at its provider, and start again");
            return Ok(Some(Pending { file: self.rescue(None).with_context(lost)?, ..missed }));
        }
        match self.record.pending(&self.place) {
            Some(pending) => Ok(Some(pending)),
            None => self.place.clear().map(|()| None),
        }
    }
}
