//! A person's browser: opens a page, or serves a form on the loopback address and waits for one redirect.

mod code;
mod desktop;
mod errand;
pub(crate) mod page;
mod system;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use url::Url;

pub use code::Came;
pub use desktop::has_browser;
pub use system::SystemBrowser;

use crate::credential::Secret;

/// A form that a person confirms at a provider, which then sends a code back.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where the form is posted to; `state` is added as a query parameter.
    pub action: Url,
    /// The fields; [`crate::providers::REDIRECT`] inside a value becomes the loopback address.
    pub fields: BTreeMap<String, String>,
}

/// A way out to a provider and back, as a portal's own sign-in goes.
#[derive(Clone, Debug)]
pub struct Round {
    /// Where the person is sent, with everything in it.
    pub away: Url,
    /// What has to come back.
    pub state: String,
    /// Where people are sent back to, when that is this machine, by plain http; else the address is pasted.
    pub back: Option<Url>,
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
    /// What was pasted was not taken; says why. It may be asked for again.
    Refused(String),
    /// Still waiting; this much time is left.
    Left(Duration),
}

/// Asked at every turn of the wait whether the person has pasted the address (or the code) that the browser ended on. Who waits for
/// a person there looks now and then whether nothing is to be pasted any more, as the browser came back by itself or the time is over.
pub type Ask<'a> = &'a mut dyn FnMut(&Waiting, &dyn Fn() -> bool) -> Result<Option<Secret>>;

/// A person's browser. Tests and the sandbox give the redirect at once.
pub trait Browser {
    /// Opens a page; tells whether a browser was started. Never fails a run.
    fn open(&mut self, page: &Url) -> bool;

    /// Serves the form, waits for the redirect and returns the code.
    ///
    /// # Errors
    /// When the time is over, the state does not match, or the provider sent an error back.
    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(Waiting)) -> Result<Secret>;

    /// Does the same where the redirect may never arrive, because the browser is on another machine: `ask` hears of
    /// [`Waiting::Opened`] first, then of every [`Waiting::Left`], and may return what the person pasted. `None` means
    /// that nothing was pasted, so the redirect is waited for. A paste that cannot be taken is told by
    /// [`Waiting::Refused`], and `ask` may ask again.
    ///
    /// # Errors
    /// As [`Browser::confirm`], and when `ask` fails.
    fn confirm_by_paste(&mut self, form: &Form, _ask: Ask<'_>) -> Result<Secret> {
        self.confirm(form, &mut |_| {})
    }
}
