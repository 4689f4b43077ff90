//! How values are kept: on the disk before anything else, then in the store; and what a person typed, who can take it back.

use anyhow::{Context, Result};

use super::place::Room;
use super::record::Record;
use super::{Held, Journal, Keeping};
use crate::credential::{Answers, Secret, Variable};
use crate::secrecy;
use crate::secrets::{SecretStore, StoreName};

impl Journal {
    /// Keeps values before anything else is tried with them.
    ///
    /// First everything is written to the journal, then the keyring gets its secrets, and only what it took is crossed
    /// out: at no moment is a secret in neither.
    ///
    /// # Errors
    /// When the journal cannot be written, or the store did not take a secret; then the secret is kept in the journal.
    pub fn keep(&mut self, values: &Held, store: &mut dyn SecretStore) -> Result<()> {
        self.keep_in(Room::Left, values, store)
    }

    pub(super) fn keep_in(&mut self, room: Room, values: &Held, store: &mut dyn SecretStore) -> Result<()> {
        values.secret.iter().for_each(|(_, secret)| secrecy::learn(secret));
        self.record.values.merge(values.plain.clone());
        self.record.secrets.merge(values.secret.clone());
        self.save(room)?;
        let nowhere = matches!(self.keeping, Keeping::Nowhere(_));
        if nowhere || store.name() == StoreName::Dotenv || values.secret.is_empty() {
            return Ok(());
        }
        let moved = self.hand_over(&values.secret, store);
        self.save(room)?;
        moved.with_context(|| {
            format!("what it did not take is kept in {}; go on with `--resume`", self.file().display())
        })
    }

    fn hand_over(&mut self, secrets: &Answers, store: &mut dyn SecretStore) -> Result<()> {
        for (variable, value) in secrets.iter() {
            store.put(variable, value)?;
            self.record.secrets.remove(variable);
            self.record.stored.insert(variable.clone());
        }
        Ok(())
    }

    /// Notes that a person answered a question: what they said stays when the run does not get to its end. To be called before the answer
    /// is remembered.
    pub fn note_typed(&mut self, key: &str) {
        self.record.typed.insert(key.to_owned());
    }

    /// Keeps a value that a person typed. A secret that the store has from an earlier run is not overwritten by one that nobody proved: the
    /// typed one is asked for again then.
    ///
    /// # Errors
    /// As [`Journal::keep`], and when the store cannot be asked.
    pub fn keep_typed(
        &mut self,
        (variable, value): (&Variable, &Secret),
        is_secret: bool,
        store: &mut dyn SecretStore,
    ) -> Result<()> {
        let in_store = is_secret && store.name() != StoreName::Dotenv;
        if in_store && !self.record.stored.contains(variable) && store.get(variable)?.is_some() {
            return Ok(());
        }
        self.note_typed(variable.as_str());
        let mut held = Held::default();
        let values = if is_secret { &mut held.secret } else { &mut held.plain };
        values.insert(variable.clone(), value.clone());
        self.keep(&held, store)
    }

    /// Lets go of everything that was typed and is no part of something made: the person does not want the run any more.
    ///
    /// # Errors
    /// When the store does not drop a secret, or the journal cannot be written.
    pub fn forget_typed(&mut self, store: &mut dyn SecretStore) -> Result<()> {
        for key in std::mem::take(&mut self.record.typed) {
            self.record.choices.remove(&key);
            self.drop_value(&Variable::new(key), store)?;
        }
        self.save(Room::Left)
    }

    /// Lets go of the typed values of some variables: the person chose otherwise since.
    ///
    /// # Errors
    /// As [`Journal::forget_typed`].
    pub fn let_go(&mut self, of: &dyn Fn(&Variable) -> bool, store: &mut dyn SecretStore) -> Result<()> {
        let held = |record: &Record, variable: &Variable| {
            let values = [&record.values, &record.secrets];
            values.iter().any(|values| values.get(variable).is_some()) || record.stored.contains(variable)
        };
        let typed = self.record.typed.iter().map(Variable::new);
        let gone: Vec<_> = typed.filter(|variable| of(variable) && held(&self.record, variable)).collect();
        if gone.is_empty() {
            return Ok(());
        }
        for variable in gone {
            self.record.typed.remove(variable.as_str());
            self.drop_value(&variable, store)?;
        }
        self.save(Room::Left)
    }

    fn drop_value(&mut self, variable: &Variable, store: &mut dyn SecretStore) -> Result<()> {
        self.record.values.remove(variable);
        self.record.secrets.remove(variable);
        if self.record.stored.remove(variable) {
            store.remove(variable)?;
        }
        Ok(())
    }

    /// Writes everything to the disk, or nothing for a run that changes nothing.
    pub(super) fn save(&mut self, room: Room) -> Result<()> {
        if matches!(self.keeping, Keeping::Nowhere(_)) {
            return Ok(());
        }
        self.saved = false;
        self.record.apart_from = None;
        let text = self.record.write()?;
        let saved = match self.place.replace(text.as_bytes(), room) {
            // Whoever cleans the checkout while it is at work takes nothing away: everything is here still.
            Err(_) if self.place.is_gone() => {
                self.place.furnish().and_then(|()| self.place.replace(text.as_bytes(), room))
            }
            replaced => replaced,
        };
        self.saved = saved.is_ok();
        self.standing.note((!self.saved).then(|| self.unsaved()));
        saved
    }
}
