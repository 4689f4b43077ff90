//! The GitHub that the program plays itself, on the loopback address: one organisation with its people, teams and
//! repositories, tokens and an OAuth App to copy, and the manifest flow of GitHub Apps. Pages stand at `/`, the API at
//! `/api/v3`, where a GitHub of one's own has it. It answers what the wizard asks, in GitHub's own form, and is strict:
//! what it does not know is answered with 404 and told by [`Sandbox::unexpected`].
//!
//! It forgets everything when it ends, and what an earlier run wrote still works with the next one. Nothing here is
//! random: tokens are the same in every run, all Apps sign with one published key, and an App's number is made of its name
//! and of the features whose permissions it has (`app.rs`). A number, or client id, that could have come about so is
//! taken for an App of an earlier run: on the organisation, with the permissions of those features.

mod api;
mod app;
mod bodies;
mod caller;
pub mod directory;
mod features;
pub mod gitlab;
mod key;
pub mod keycloak;
mod landed;
mod manifest;
pub mod microsoft;
mod mood;
mod notes;
mod pages;
mod person;
mod reply;
mod state;
mod strange;
pub mod systems;
mod world;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use http::{Request, Response};
use url::Url;

pub use landed::Landed;
pub use mood::{Mood, Trouble};
pub use notes::Notes;
pub use person::SandboxBrowser;

use crate::loopback::{self, Loopback};
use bodies::Here;
use reply::Refusal;
use state::State;

/// A GitHub on 127.0.0.1 that answers until it is dropped.
pub struct Sandbox {
    api_url: Url,
    server: Loopback,
    state: Arc<Mutex<State>>,
    mood: Mood,
}

impl Sandbox {
    /// Starts on a free port. The classic token has every scope that a feature may want.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        Self::launch(None)
    }

    /// Starts with a classic token that has these scopes only, until its page is opened for others.
    ///
    /// # Errors
    /// As [`Sandbox::start`].
    pub fn start_with(scopes: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        Self::launch(Some(scopes.into_iter().map(Into::into).collect()))
    }

    fn launch(scopes: Option<BTreeSet<String>>) -> Result<Self> {
        let port = loopback::bind()?;
        let web = format!("http://{}", port.authority());
        let api = format!("{web}/api/v3");
        let api_url = Url::parse(&api).context("could not name the loopback address")?;
        let mut state = State::new(Here { web, api })?;
        state.scopes = scopes.unwrap_or(state.scopes);
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        let mood = lock(&state).mood.clone();
        let server = port.serve(mood.over(move |request| answer(&mut lock(&shared), &request)))?;
        Ok(Self { api_url, server, state, mood })
    }

    /// Returns where people's browsers find it.
    pub fn url(&self) -> &Url {
        self.server.url()
    }

    /// Returns where programs find it, without a trailing slash.
    pub fn api_url(&self) -> &Url {
        &self.api_url
    }

    /// Returns what a person who plays may use: the organisation's name, tokens, an OAuth App.
    pub fn notes(&self) -> Notes {
        lock(&self.state).notes.clone()
    }

    /// What is wrong with it, for whoever wants to see it fail.
    pub fn mood(&self) -> Mood {
        self.mood.clone()
    }

    /// Where it sent somebody back to who made an App.
    pub fn landed(&self) -> Landed {
        lock(&self.state).landed.clone()
    }

    /// Lists the requests that it did not know, as method and path, in the order in which they came.
    pub fn unexpected(&self) -> Vec<String> {
        lock(&self.state).strange.all()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url().as_str()).finish_non_exhaustive()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one request, and remembers it when nobody knows it.
fn answer(state: &mut State, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let path: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    let (known, unknown): (_, fn() -> Response<Vec<u8>>) = match path.as_slice() {
        ["api", "v3", rest @ ..] => (api::answer(state, request, rest), || Refusal::new(404, "Not Found").answer()),
        path => (pages::answer(state, request, path), pages::nothing_here),
    };
    state.strange.unless_known(request, known, unknown)
}
