//! How a run's journal ends: what is needed no more is removed, and what must not be lost stays.

use std::path::Path;

use anyhow::Result;

use super::place::{Place, Room};
use super::{Abandoned, Journal, Keeping, Left, read};

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
    /// When the journal cannot be read or removed.
    pub fn leave(mut self) -> Result<Left> {
        if let Keeping::Nowhere(there_still) = self.keeping {
            return Ok(Left { kept: there_still, ..Left::default() });
        }
        if !self.saved && self.save(Room::Taken).is_err() {
            return Ok(self.leave_unsaved());
        }
        match self.record.pending(&self.place) {
            Some(pending) => Ok(Left { kept: Some(pending), ..Left::default() }),
            None => self.place.clear().map(|()| Left::default()),
        }
    }

    /// Puts what no disk has apart, if that has not been done, and says what there is.
    fn leave_unsaved(mut self) -> Left {
        let left = self.unsaved();
        if left.lost.is_some() && self.rescue(None).is_ok() { self.unsaved() } else { left }
    }
}
