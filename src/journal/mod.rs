//! What makes `--resume` possible: everything that a provider shows only once is on the disk before the next step.
//!
//! The journal is `.devportal-auth/journal.yaml` in the output folder: mode 0600, in a folder of mode 0700 that git
//! ignores, replaced atomically at each step and removed at the end. A secret is written to it only when the chosen store is
//! `dotenv` or did not take it. Beside it may stand `move.yaml`, the record of a portal's move while that is written.

mod alone;
mod ending;
mod keeping;
mod kept;
mod lock;
mod moving;
mod opening;
mod place;
mod private;
mod record;
mod rescued;
mod standing;
mod unfinished;
mod vouched;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};

pub use alone::Alone;
pub use kept::{Abandoned, Files, Held, Left, MadeThing, Pending, State};
pub use moving::{Moved, Moving};
pub(crate) use place::{BEFORE_MOVE, COPIES, FOLDER};
pub use standing::Standing;

use crate::credential::{Answers, Secret, Variable};
use crate::secrecy;
use crate::secrets::{SecretStore, StoreName};
use lock::Lock;
use place::{Place, Room};
use record::{Entry, Record};

/// The journal of a run. While it is open, no second run can open it.
#[derive(Debug)]
pub struct Journal {
    place: Place,
    record: Record,
    /// Whether everything that is remembered is on the disk.
    saved: bool,
    /// Where the journal is written when its own folder takes it no more.
    refuge: Option<PathBuf>,
    /// Where everything was put when the journal did not take it.
    rescued: Option<PathBuf>,
    standing: Standing,
    keeping: Keeping,
}

/// A journal could not be written, or its folder not made. Says which.
#[derive(Clone, Debug)]
pub struct NotSaved(String);

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a journal is kept.
#[derive(Debug)]
enum Keeping {
    /// On the disk, and held for as long as it is open; dropping it lets the next run in.
    OnDisk(Lock),
    /// Nowhere: what it remembers is gone with it, and the one on the disk is not touched. What that one holds is there still.
    Nowhere(Option<Pending>),
}

impl Journal {
    /// What would be missed if the journal went away now.
    pub fn holds(&self) -> Option<Pending> {
        self.record.pending(&self.place)
    }

    /// Names a folder of the person's own for what cannot be kept in the journal's.
    #[must_use]
    pub fn with_refuge(self, folder: Option<PathBuf>) -> Self {
        Self { refuge: folder, ..self }
    }

    /// Takes the room on the disk that the journal will need, before anything is made: what a provider shows once can then be kept
    /// although the disk fills up meanwhile.
    ///
    /// # Errors
    /// When there is no such room, or the run changes nothing and so has none.
    pub fn make_room(&self) -> Result<()> {
        match self.keeping {
            Keeping::OnDisk(_) => self.place.reserve(),
            Keeping::Nowhere(_) => bail!("this run keeps nothing of what it would make"),
        }
    }

    /// Tells whether everything that is remembered is on the disk.
    pub fn is_saved(&self) -> bool {
        self.saved
    }

    /// Tries once more to write everything.
    ///
    /// # Errors
    /// When the journal still cannot be written.
    pub fn save_again(&mut self) -> Result<()> {
        self.save(Room::Taken)?;
        self.forget_rescued();
        Ok(())
    }

    /// Writes everything to a new file outside of the journal's folder: in this one, or in the refuge. In the journal's place, it is a journal.
    ///
    /// # Errors
    /// When there is no such folder, or it does not take it either.
    pub fn rescue(&mut self, folder: Option<&Path>) -> Result<PathBuf> {
        let folder = folder.or(self.refuge.as_deref()).context("there is no other folder")?;
        let apart = self.record.apart(self.place.whose());
        let file = place::write_apart(folder, apart.write()?.as_bytes())?;
        // Now it is kept better.
        self.forget_rescued();
        self.rescued = Some(file.clone());
        self.standing.note(Some(self.unsaved()));
        Ok(file)
    }

    /// Removes what was rescued, once it is kept better.
    fn forget_rescued(&mut self) {
        self.rescued.take().iter().for_each(|file| place::forget(file));
    }

    /// The store that the run uses.
    pub fn store(&self) -> StoreName {
        self.record.store
    }

    /// The journal's file.
    pub fn file(&self) -> PathBuf {
        self.place.journal()
    }

    /// The choices made so far, by the question's key.
    pub fn choices(&self) -> &BTreeMap<String, String> {
        &self.record.choices
    }

    /// Remembers a choice. Never a secret: those are [`Held`].
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn record_choice(&mut self, key: &str, answer: &str) -> Result<()> {
        let earlier = self.record.choices.insert(key.to_owned(), answer.to_owned());
        if earlier.as_deref() == Some(answer) { Ok(()) } else { self.save(Room::Left) }
    }

    /// Remembers that a credential is about to be created, with the parts that were chosen for it beforehand, so that a
    /// second try finds its own work.
    ///
    /// # Errors
    /// When the journal cannot be written or the store does not take the parts.
    pub fn record_intent(&mut self, credential: &str, prepared: &Held, store: &mut dyn SecretStore) -> Result<()> {
        self.record.entry(credential).state = State::Intent;
        self.keep(prepared, store)
    }

    /// Keeps a provider's one-time code while it is exchanged. It stands in the journal whatever the store is.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn record_code(&mut self, credential: &str, code: &Secret) -> Result<()> {
        secrecy::learn(code);
        let entry = self.record.entry(credential);
        entry.state = State::Code;
        entry.code = Some(code.clone());
        self.save(Room::Left)
    }

    /// Remembers that something exists, and keeps its parts before anything else is tried.
    ///
    /// # Errors
    /// When the journal cannot be written, or the store did not take a secret; then the secret is kept in the journal.
    pub fn record_created(&mut self, made: &MadeThing, parts: &Held, store: &mut dyn SecretStore) -> Result<()> {
        *self.record.entry(&made.credential) = Entry {
            credential: made.credential.clone(),
            state: State::Created,
            name: Some(made.name.clone()),
            page: made.page.clone(),
            ends: made.ends.clone(),
            callback: made.callback.clone(),
            code: None,
        };
        // It is made, and no mere answer any more.
        let parts_of = |held: &Answers| held.iter().map(|(variable, _)| variable.to_string()).collect::<Vec<_>>();
        for part in [parts_of(&parts.plain), parts_of(&parts.secret)].concat() {
            self.record.typed.remove(&part);
        }
        self.keep_in(Room::Taken, parts, store)
    }

    /// Remembers that a credential works.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn record_proven(&mut self, credential: &str) -> Result<()> {
        self.record.entry(credential).state = State::Proven;
        self.save(Room::Left)
    }

    /// Forgets a credential that was never made, or was undone at its provider, and the parts that were kept for it.
    ///
    /// # Errors
    /// When the journal cannot be written, or the store does not drop a part.
    pub fn record_undone(&mut self, credential: &str, parts: &[Variable], store: &mut dyn SecretStore) -> Result<()> {
        self.record.credentials.retain(|entry| entry.credential != credential);
        for part in parts {
            self.record.values.remove(part);
            self.record.secrets.remove(part);
            if self.record.stored.remove(part) {
                store.remove(part)?;
            }
        }
        self.save(Room::Left)
    }

    /// How far a credential has come, or nothing when it was not begun.
    pub fn state(&self, credential: &str) -> Option<State> {
        self.record.find(credential).map(|entry| entry.state)
    }

    /// The one-time code of a credential whose exchange was interrupted.
    pub fn code(&self, credential: &str) -> Option<&Secret> {
        self.record.find(credential)?.code.as_ref()
    }

    /// What was made so far, in the order in which it was begun.
    pub fn created(&self) -> Vec<MadeThing> {
        self.record.made()
    }

    /// Remembers what is about to be written while it is written. A run that is killed in the midst of it is taken up with the same
    /// values; when it failed and everything `is_as_before`, so is the journal. Of the secrets that the keyring has, only that it has them is
    /// remembered.
    ///
    /// # Errors
    /// When the journal cannot be written, or what `write` says.
    pub fn while_writing<T>(
        &mut self,
        values: &Held,
        write: impl FnOnce() -> Result<T>,
        is_as_before: impl Fn(&Error) -> bool,
    ) -> Result<T> {
        let before = self.record.clone();
        self.record.values.merge(values.plain.clone());
        match self.record.store {
            StoreName::Dotenv => self.record.secrets.merge(values.secret.clone()),
            StoreName::Keyring => self.record.stored.extend(values.secret.iter().map(|(variable, _)| variable.clone())),
        }
        self.record.writing = true;
        self.save(Room::Taken).and_then(|()| write()).inspect_err(|error| {
            if is_as_before(error) {
                self.record = before;
                // It holds more than it has to, then.
                _ = self.save(Room::Taken);
            }
        })
    }

    /// Tells whether the run before was interrupted while it wrote, so that some files may be new already.
    pub fn is_half_written(&self) -> bool {
        self.record.writing
    }

    /// Gives back every value that was kept, from the journal and from the store, and the names of those that the store no longer has:
    /// they have to be given once more.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn secrets(&self, store: &dyn SecretStore) -> Result<(Answers, Vec<Variable>)> {
        let (mut all, mut lost) = (self.record.values.clone(), Vec::new());
        for variable in &self.record.stored {
            match store.get(variable)? {
                Some(value) => {
                    secrecy::learn(&value);
                    all.insert(variable.clone(), value);
                }
                None => lost.push(variable.clone()),
            }
        }
        self.record.secrets.iter().for_each(|(_, secret)| secrecy::learn(secret));
        all.merge(self.record.secrets.clone());
        Ok((all, lost))
    }
}

fn read(place: &Place) -> Result<Option<Record>> {
    place.read()?.map(|text| Record::parse(text.expose(), &place.journal())).transpose()
}
