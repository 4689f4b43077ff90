//! What there is of a run whose journal does not take everything, for whoever stops the run meanwhile: the journal itself is in use then.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Journal, Left, Pending, read};

/// Knows what a disk has and what none has, for as long as the journal is behind; nothing while the journal's file tells it all.
#[derive(Clone, Debug, Default)]
pub struct Standing(Arc<Mutex<Option<Left>>>);

impl Standing {
    /// What there is, where the journal's file does not tell it.
    pub fn left(&self) -> Option<Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note(&self, left: Option<Left>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = left;
    }
}

impl Journal {
    /// Tells, whatever the journal is doing, what becomes of the run when it is stopped just then.
    pub fn standing(&self) -> Standing {
        self.standing.clone()
    }

    /// What is told to be kept is what a disk or the store has: here, or where it was put apart. The rest is lost, and told as that.
    pub(super) fn unsaved(&self) -> Left {
        let here = read(&self.place).ok().flatten().and_then(|record| record.pending(&self.place));
        let missed = self.record.pending(&self.place).and_then(|all| Some((all.beyond(here.as_ref())?, all)));
        let Some((mut missed, all)) = missed else { return Left { kept: here, ..Left::default() } };
        if let Some(file) = self.rescued.clone() {
            return Left { kept: Some(Pending { file, ..all }), ..Left::default() };
        }
        let kept = here.and_then(|here| here.without_begun(&missed));
        let (stored, gone) = missed.kept.into_iter().partition(|variable| self.record.stored.contains(variable));
        missed.kept = gone;
        Left { kept, lost: Some(missed).filter(Pending::is_held), stored }
    }
}
