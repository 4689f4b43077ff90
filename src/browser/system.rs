//! The system's own browser, and the loopback server that a provider sends the person back to.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the edge that opens browsers and leaves a page for another one"
)]

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use url::Url;
use webbrowser::BrowserOptions;

use super::code::{Came, came_by};
use super::errand::Errand;
use super::{Ask, Browser, Form, Round, Waiting};
use crate::credential::Secret;
use crate::interrupt::{self, Leftover};
use crate::{loopback, owner};

/// How long a person has by default.
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);
/// How often the time that is left is told.
const TICK: Duration = Duration::from_secs(1);
/// How long the system may take to find and start a browser.
const START_TIME: Duration = Duration::from_secs(3);
/// The name of the page that is left for a browser on another machine.
const FILE: &str = "confirm.html";

/// Opens pages in the browser of the person at this machine.
#[derive(Clone, Debug)]
pub struct SystemBrowser {
    /// Whether a browser may be started; `--no-browser` and machines without one say no. See [`super::has_browser`].
    pub enabled: bool,
    /// How long a person may take to confirm.
    pub time_limit: Duration,
    /// Where a copy of the page is left when no browser could be started, for as long as the answer is waited for.
    pub scratch: Option<PathBuf>,
}

impl Default for SystemBrowser {
    fn default() -> Self {
        Self { enabled: true, time_limit: FIVE_MINUTES, scratch: None }
    }
}

impl Browser for SystemBrowser {
    fn open(&mut self, page: &Url) -> bool {
        self.enabled && matches!(page.scheme(), "http" | "https") && start(page.clone())
    }

    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(Waiting)) -> Result<Secret> {
        self.confirm_by_paste(form, &mut |waiting, _| {
            progress(waiting.clone());
            Ok(None)
        })
    }

    fn confirm_by_paste(&mut self, form: &Form, ask: Ask<'_>) -> Result<Secret> {
        let deadline = Instant::now() + self.time_limit;
        let port = loopback::bind()?;
        let errand = Errand::new(form, port.authority())?;
        let (page, state, html) = (errand.page()?, errand.state.clone(), errand.html().map(str::to_owned));
        let (tell, told) = mpsc::channel();
        let _server = port.serve(errand.handler(tell))?;
        // Only this address is ever an argument of the browser's process: it holds neither the form nor the state.
        let started = self.open(&page);
        let folder = self.scratch.as_deref().filter(|_| !started);
        let left = folder.zip(html).map(|(folder, html)| Left::new(folder, &html)).transpose()?;
        let file = left.as_ref().map(|left| left.path().to_owned());
        let wait = Wait { told, early: RefCell::default(), state, deadline, ends: Ends::ByCode };
        match wait.turns(Waiting::Opened { page, started, file }, ask)? {
            Some(came) => came.code(),
            None => bail!(
                "waited {} for {} and nothing came back; run it again, and confirm in the browser or paste the \
                 address that it ends on",
                words(self.time_limit),
                form.action.host_str().unwrap_or("the provider"),
            ),
        }
    }
}

impl SystemBrowser {
    /// Sends a person to a provider, and waits until they come back, or paste where they ended. Nothing, when the time is over.
    ///
    /// # Errors
    /// When the address that people are sent back to is taken by another program, or `ask` fails.
    pub fn round(&mut self, round: &Round, ask: Ask<'_>) -> Result<Option<Came>> {
        let deadline = Instant::now() + self.time_limit;
        let (port, authority) = match &round.back {
            Some(back) => {
                (loopback::bind_at(back.port_or_known_default().unwrap_or_default())?, back.authority().to_owned())
            }
            None => {
                let port = loopback::bind()?;
                let authority = port.authority();
                (port, authority)
            }
        };
        // Where nobody comes back to this machine, no path of it is meant.
        let back = round.back.as_ref().map_or("", |back| back.path());
        let errand = Errand::away(&round.away, &round.state, back, authority)?;
        let (page, state) = (errand.page()?, errand.state.clone());
        let (tell, told) = mpsc::channel();
        let _server = port.serve(errand.handler(tell))?;
        let started = self.open(&page);
        // A browser on another machine cannot reach the page, and needs the address itself.
        let page = if started { page } else { round.away.clone() };
        let wait = Wait { told, early: RefCell::default(), state, deadline, ends: Ends::ByAnAnswer };
        wait.turns(Waiting::Opened { page, started, file: None }, ask)
    }
}

/// The wait for the redirect or for a paste, whichever comes first.
struct Wait {
    told: Receiver<Result<Came>>,
    /// What came while a paste was awaited.
    early: RefCell<Option<Result<Came>>>,
    state: String,
    deadline: Instant,
    ends: Ends,
}

/// What of a paste ends the wait: a code, or whatever the provider answered. Anything else may be pasted again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    ByCode,
    ByAnAnswer,
}

impl Wait {
    /// Tells `ask` of each turn until there is a code; nothing means that the time is over.
    fn turns(&self, first: Waiting, ask: Ask<'_>) -> Result<Option<Came>> {
        let mut waiting = first;
        loop {
            let pasted = ask(&waiting, &|| self.has_come() || self.left().is_zero())?;
            // The redirect may have come while the person was asked; it is the better of the two.
            if self.has_come()
                && let Some(outcome) = self.early.take()
            {
                return outcome.map(Some);
            }
            waiting = match pasted.map(|pasted| self.read(pasted.expose())) {
                Some(Ok(came)) => return Ok(Some(came)),
                Some(Err(_)) if self.left().is_zero() => return Ok(None),
                Some(Err(error)) => Waiting::Refused(error.to_string()),
                None => match self.tick()? {
                    Tick::Told(came) => return Ok(Some(came)),
                    Tick::Left(left) => Waiting::Left(left),
                    Tick::Over => return Ok(None),
                },
            };
        }
    }

    /// Tells whether the redirect came, and keeps it.
    fn has_come(&self) -> bool {
        let mut early = self.early.borrow_mut();
        *early = early.take().or_else(|| self.told.try_recv().ok());
        early.is_some()
    }

    fn read(&self, pasted: &str) -> Result<Came> {
        let came = came_by(pasted, &self.state)?;
        if self.ends == Ends::ByAnAnswer { Ok(came) } else { came.code().map(Came::Code) }
    }

    fn tick(&self) -> Result<Tick> {
        match self.told.recv_timeout(self.left().min(TICK)) {
            Ok(outcome) => outcome.map(Tick::Told),
            Err(RecvTimeoutError::Disconnected) => bail!("the loopback server has stopped; run it again"),
            Err(RecvTimeoutError::Timeout) if self.left().is_zero() => Ok(Tick::Over),
            Err(RecvTimeoutError::Timeout) => Ok(Tick::Left(self.left())),
        }
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

enum Tick {
    Told(Came),
    Left(Duration),
    Over,
}

/// Starts the browser in the background, silently. What takes longer than [`START_TIME`] counts as not started.
fn start(page: Url) -> bool {
    let (tell, told) = mpsc::channel();
    let starting = thread::Builder::new().name("browser".to_owned()).spawn(move || {
        let mut options = BrowserOptions::new();
        options.with_suppress_output(true);
        let outcome = webbrowser::open_browser_with_options(webbrowser::Browser::Default, page.as_str(), &options);
        let _ = tell.send(outcome.is_ok());
    });
    starting.is_ok() && told.recv_timeout(START_TIME).unwrap_or(false)
}

/// A copy of the page, readable by its owner only, which goes away with this value, and when the program is stopped.
struct Left(Leftover);

impl Left {
    fn new(folder: &Path, html: &str) -> Result<Self> {
        let path = folder.join(FILE);
        let refused = || format!("could not write {}", path.display());
        // A page of an earlier run that was killed; a link in its place is removed, never followed.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).with_context(refused),
            _ => {}
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let make = || {
            let mut page = options.open(&path)?;
            page.write_all(html.as_bytes())?;
            owner::settle_file(&page, &path)
        };
        interrupt::goes_away(&path, make).map(Self).with_context(refused)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

fn words(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 60 && seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}
