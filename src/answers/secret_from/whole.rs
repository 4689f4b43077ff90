//! Takes a secret in to its end: bounded in bytes and in time, whoever writes it.

use std::fmt;
use std::io::Read;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use zeroize::Zeroizing;

use crate::credential::Secret;

/// More than any key or certificate chain has; larger is something else.
const LIMIT: u64 = 64 * 1024;

/// How long one may take to come. A command may ask a person for a touch or a passphrase.
pub(super) const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// A secret that is being read.
pub(super) struct Coming(Receiver<Result<Secret>>);

/// Begins to read. What comes in excess is not read: closing a pipe ends a command that would write for ever.
pub(super) fn begin(mut from: impl Read + Send + 'static) -> Coming {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(read(&mut from)));
    Coming(told)
}

impl Coming {
    /// Waits for the end; nothing when it does not come in time.
    pub(super) fn by(self, deadline: Instant) -> Option<Result<Secret>> {
        match self.0.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(read) => Some(read),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(anyhow!("could not be read"))),
        }
    }
}

/// More came than any secret has.
#[derive(Debug)]
pub(super) struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "holds more than {} KiB, which no secret has", LIMIT / 1024)
    }
}

impl std::error::Error for TooLong {}

fn read(from: &mut dyn Read) -> Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        bail!(TooLong);
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { bail!("holds bytes that are no text (UTF-8)") };
    trimmed(text)
}

/// Cuts the newlines at the end, as a shell does.
pub(super) fn trimmed(text: &str) -> Result<Secret> {
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        bail!("holds nothing");
    }
    if text.contains('\0') {
        bail!("holds a zero byte, which no variable can hold");
    }
    Ok(Secret::new(text))
}
