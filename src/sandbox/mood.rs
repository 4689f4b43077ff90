//! What is wrong with a provider that the program plays, while somebody wants to see it fail.

use std::sync::{Arc, Mutex, PoisonError};

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
pub struct Mood(Arc<Mutex<Option<Trouble>>>);

impl Mood {
    /// Says what goes wrong from now on, if anything.
    pub fn set(&self, trouble: Option<Trouble>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// What goes wrong now.
    pub(super) fn now(&self) -> Option<Trouble> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers by `answer`, unless what is wrong leaves no answer, or that of something else.
    pub(super) fn over<A>(&self, mut answer: A) -> impl FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + use<A>
    where
        A: FnMut(Request<Vec<u8>>) -> Response<Vec<u8>>,
    {
        let mood = self.clone();
        move |request| match mood.now() {
            Some(Trouble::Silent) => loopback::hang_up(),
            Some(Trouble::Elsewhere) => html(404, "Nothing here", "<p>Another server answers at this address.</p>"),
            Some(Trouble::Uninstalled) | None => answer(request),
        }
    }
}
