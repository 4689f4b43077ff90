//! How a journal is begun, taken up or only looked at.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};

use super::place::{Place, Room};
use super::record::Record;
use super::{Journal, Keeping, Pending, Standing, read};
use crate::secrets::StoreName;

impl Journal {
    /// Begins a run in an output folder, which is made when it is missing.
    ///
    /// # Errors
    /// When another run is at work there, an earlier run left something that must not be lost (see [`Journal::pending`]),
    /// its journal cannot be read, or the folder cannot be written.
    pub fn start(out: &Path, store: StoreName) -> Result<Self> {
        Self::start_with(out, store, BTreeMap::new())
    }

    /// Begins a run of which something is known from its first moment on, such as that it is of the sandbox.
    ///
    /// # Errors
    /// As [`Journal::start`].
    pub fn start_with(out: &Path, store: StoreName, choices: BTreeMap<String, String>) -> Result<Self> {
        let place = Place::make(out)?;
        let lock = place.lock()?;
        if let Some(pending) = read(&place)?.and_then(|record| record.pending(&place)).filter(Pending::is_held) {
            bail!(
                "an earlier run was interrupted and left {}; go on with `--resume`, or remove {} if nothing of it is wanted",
                pending.describe(),
                place.journal().display()
            );
        }
        let keeping = Keeping::OnDisk(lock);
        let mut record = Record::new(store);
        record.choices = choices;
        let mut journal =
            Self { place, record, saved: false, refuge: None, rescued: None, standing: Standing::default(), keeping };
        journal.save(Room::Left)?;
        Ok(journal)
    }

    /// Takes an interrupted run up again, or gives nothing when there is none.
    ///
    /// # Errors
    /// When another run is at work there, or the journal cannot be read.
    pub fn resume(out: &Path) -> Result<Option<Self>> {
        let Some(place) = Place::find(out)? else { return Ok(None) };
        if read(&place)?.is_none() {
            return Ok(None);
        }
        let lock = place.lock()?;
        // Read under the lock: the run that held it may have just finished.
        let keeping = Keeping::OnDisk(lock);
        Ok(read(&place)?.map(|record| Self {
            place,
            record,
            saved: true,
            refuge: None,
            rescued: None,
            standing: Standing::default(),
            keeping,
        }))
    }

    /// Begins a run that changes nothing: its journal is kept nowhere.
    pub fn imagine(out: &Path, store: StoreName) -> Self {
        let keeping = Keeping::Nowhere(None);
        Self {
            place: Place::of(out),
            record: Record::new(store),
            saved: true,
            refuge: None,
            rescued: None,
            standing: Standing::default(),
            keeping,
        }
    }

    /// Looks at an interrupted run as [`Journal::resume`] takes it up, for a run that changes nothing: the journal on the disk stays as
    /// it is, whatever becomes of this one. Gives nothing when there is none.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn look(out: &Path) -> Result<Option<Self>> {
        let Some(place) = Place::find(out)? else { return Ok(None) };
        Ok(read(&place)?.map(|record| {
            let keeping = Keeping::Nowhere(record.pending(&place));
            Self { place, record, saved: true, refuge: None, rescued: None, standing: Standing::default(), keeping }
        }))
    }

    /// Tells what an earlier run left that must not be lost, without opening its journal.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn pending(out: &Path) -> Result<Option<Pending>> {
        let Some(place) = Place::find(out)? else { return Ok(None) };
        Ok(read(&place)?.and_then(|record| record.pending(&place)))
    }
}
