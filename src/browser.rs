//! A person's browser: opens a page, or serves a form on the loopback address and waits for one redirect.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use url::Url;

use crate::credential::Secret;

/// A form that a person confirms at a provider, which then sends a code back.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where the form is posted to; `state` is added as a query parameter.
    pub action: Url,
    /// The fields; [`crate::providers::REDIRECT`] inside a value becomes the loopback address.
    pub fields: BTreeMap<String, String>,
}

/// What happens while a person is away in the browser.
#[derive(Clone, Debug)]
pub enum Waiting {
    /// The page is served here, and the browser was told to open it (or not).
    Opened {
        /// The loopback address of the page.
        page: Url,
        /// Whether a browser was started.
        started: bool,
        /// A copy of the page as a file, for a browser on another machine, when there is no usable browser here.
        file: Option<std::path::PathBuf>,
    },
    /// Still waiting; this much time is left.
    Left(Duration),
}

/// A person's browser. Tests and the sandbox give the redirect at once.
pub trait Browser {
    /// Opens a page; tells whether a browser was started. Never fails a run.
    fn open(&mut self, page: &Url) -> bool;

    /// Serves the form, waits for the redirect and returns the code.
    ///
    /// # Errors
    /// When the time is over, the state does not match, or the provider sent an error back.
    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(Waiting)) -> Result<Secret>;
}
