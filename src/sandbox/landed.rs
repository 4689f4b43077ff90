//! The address that a browser ends on when somebody has made an App: what a person pastes whose browser is on another machine.

use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use crate::credential::Secret;

/// The last of these addresses. It holds a code, which works once.
#[derive(Clone, Debug, Default)]
pub struct Landed(Arc<Mutex<Option<Secret>>>);

impl Landed {
    pub(super) fn on(&self, address: &Url) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Secret::new(address.as_str()));
    }

    /// The address; nothing before an App was made.
    pub fn last(&self) -> Option<Secret> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
