//! Limits: how long an answer may be, and how many calls a host gets at once.
//!
//! Whatever a peer sends has a limit where it is read:
//!
//! | reader | size | time | number |
//! |---|---|---|---|
//! | every HTTP answer, those for octocrab and gitlab too ([`super::Http`]) | 8 MiB, decompressed; the head by hyper, 100 lines | 15 s to the last byte (`--timeout`) | 5 redirects, 3 tries |
//! | lists of GitHub, GitLab, Keycloak, Entra | as an answer, for each page | as an answer | entries or pages, by a constant beside each |
//! | people and groups, of any provider (`http::reading`) | as above | twice `--timeout`, 30 ms an entry and 500 ms a page, 15 min at most, for all lists together | 1,000,000 entries, 16 empty pages of a list, no page twice |
//! | an OpenID server's metadata and keys | as an answer | as an answer | one each |
//! | a directory (`ldap::guard`, `ldap::frame`) | 16 MiB a message, 256 MiB an answer, 250,000 parts | `--timeout` for each entry | as any list |
//! | a proxy's answer to CONNECT (`http::diagnosis`) | a head | `--timeout` | one |
//! | a request to a loopback server (`loopback`) | 256 KiB, a head of 64 KiB and 64 lines | 10 s a head, 30 s in all | 64 connections |
//! | files ([`crate::intake`]) and YAML ([`crate::bounds`]) | by kind, 64 KiB to 32 MiB | a pipe that was handed over: 3 s to begin, 60 s to end | 100 levels, 400,000 entries, 100 uses of an alias |

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
