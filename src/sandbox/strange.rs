//! What was asked of a provider that the program plays, and that it does not know.

use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response};

/// Requests that nobody knows, shared by whoever answers them and whoever wants to know of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Strange(Arc<Mutex<Vec<String>>>);

impl Strange {
    /// The answer to a request; where there is none it is refused, and kept as method and path.
    pub(super) fn unless_known(
        &self,
        request: &Request<Vec<u8>>,
        answer: Option<Response<Vec<u8>>>,
        refusal: impl FnOnce() -> Response<Vec<u8>>,
    ) -> Response<Vec<u8>> {
        answer.unwrap_or_else(|| {
            self.keep([format!("{} {}", request.method(), request.uri().path())]);
            refusal()
        })
    }

    /// Keeps what nobody knows.
    pub(super) fn keep(&self, strange: impl IntoIterator<Item = String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(strange);
    }

    /// All of it, in the order in which it came.
    pub(super) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
