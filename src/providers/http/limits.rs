//! Limits: how long an answer may be, and how many calls a host gets at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::manners::Route;
use super::trouble::Trouble;

/// The most calls that one host gets at once.
const PARALLEL: usize = 4;

/// The places for parallel calls, by host and port.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Arc<Mutex<HashMap<Route, Arc<Semaphore>>>>);

impl Slots {
    /// Waits for a place, which is free again when the returned value is dropped.
    pub(super) async fn take(&self, route: &Route) -> Option<OwnedSemaphorePermit> {
        let places = {
            let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.entry(route.clone()).or_insert_with(|| Arc::new(Semaphore::new(PARALLEL))).clone()
        };
        // Only a closed semaphore has no place, and nobody closes these.
        places.acquire_owned().await.ok()
    }
}

/// Reads an answer to its end, or to the limit. The limit counts decompressed bytes, so that a small answer cannot
/// grow without end.
pub(super) async fn read(mut answer: reqwest::Response, most: usize) -> Result<http::Response<Vec<u8>>, Trouble> {
    let too_long = |length: u64| u64::try_from(most).is_ok_and(|most| length > most);
    if answer.content_length().is_some_and(too_long) {
        return Err(Trouble::TooLong(most));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > most {
            return Err(Trouble::TooLong(most));
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = http::Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(response)
}
