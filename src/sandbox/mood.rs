//! What is wrong with a provider that the program plays, while somebody wants to see it fail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};

use super::reply::html;
use crate::loopback;

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not answer.
    Silent,
    /// At its address is something else.
    Elsewhere,
    /// What is to be installed is only asked for: an owner has to agree. Only the first time.
    Uninstalled,
}

/// What a provider has, shared by whoever plays it and whoever says so.
#[derive(Clone, Debug, Default)]
pub struct Mood(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    trouble: Option<Trouble>,
    seen: bool,
}

impl Mood {
    /// Says what goes wrong from now on, if anything.
    pub fn set(&self, trouble: Option<Trouble>) {
        *self.lock() = State { trouble, seen: false };
    }

    /// Tells whether somebody was left without the right answer since something is wrong.
    pub fn was_seen(&self) -> bool {
        self.lock().seen
    }

    /// Tells whether something is wrong.
    pub fn is_set(&self) -> bool {
        self.now().is_some()
    }

    /// What goes wrong now.
    pub(super) fn now(&self) -> Option<Trouble> {
        self.lock().trouble
    }

    /// What leaves whoever asks now without the right answer. It was seen from then on.
    pub(super) fn in_the_way(&self) -> Option<Trouble> {
        let mut state = self.lock();
        let trouble = state.trouble.filter(|trouble| *trouble != Trouble::Uninstalled);
        state.seen |= trouble.is_some();
        trouble
    }

    /// What is answered instead of the right answer, when something is wrong: nothing, or what something else says.
    pub(super) fn instead(&self) -> Option<Response<Vec<u8>>> {
        Some(match self.in_the_way()? {
            Trouble::Elsewhere => html(404, "Nothing here", "<p>Another server answers at this address.</p>"),
            Trouble::Silent | Trouble::Uninstalled => loopback::hang_up(),
        })
    }

    /// Answers by `answer`, unless something is wrong.
    pub(super) fn over<A>(&self, mut answer: A) -> impl FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + use<A>
    where
        A: FnMut(Request<Vec<u8>>) -> Response<Vec<u8>>,
    {
        let mood = self.clone();
        move |request| mood.instead().unwrap_or_else(|| answer(request))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
