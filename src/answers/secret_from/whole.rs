//! Takes a secret in to its end: bounded in bytes and in time, whoever writes it.

use std::fmt;
use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use zeroize::Zeroizing;

use crate::credential::Secret;

/// More than any key or certificate chain has; larger is something else.
const LIMIT: usize = 64 * 1024;

/// How long one may take to come. A command may ask a person for a touch or a passphrase.
pub(super) const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// A secret that is being read.
pub(super) struct Coming {
    came: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    ended: Receiver<io::Result<()>>,
}

/// Begins to read. What comes in excess is not read: closing a pipe ends a command that would write for ever.
pub(super) fn begin(mut from: impl Read + Send + 'static) -> Coming {
    let (tell, ended) = mpsc::channel();
    // A buffer that grows leaves copies behind.
    let came = Arc::new(Mutex::new(Zeroizing::new(Vec::with_capacity(LIMIT + 1))));
    let into = Arc::clone(&came);
    thread::spawn(move || tell.send(read(&mut from, &into)));
    Coming { came, ended }
}

impl Coming {
    /// Waits for the end; nothing when it does not come in time.
    pub(super) fn by(&self, deadline: Instant) -> Option<Result<Secret>> {
        match self.ended.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(read) => Some(read.map_err(Into::into).and_then(|()| self.so_far())),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(anyhow!("could not be read"))),
        }
    }

    /// Tells whether nothing came until now, or nothing but blanks.
    pub(super) fn is_blank(&self) -> bool {
        self.came.lock().unwrap_or_else(PoisonError::into_inner).iter().all(u8::is_ascii_whitespace)
    }

    /// What came until now, as the whole of it.
    pub(super) fn so_far(&self) -> Result<Secret> {
        let came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        if came.len() > LIMIT {
            bail!(TooLong);
        }
        let Ok(text) = std::str::from_utf8(&came) else { bail!("holds bytes that are no text (UTF-8)") };
        trimmed(text)
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

fn read(from: &mut dyn Read, into: &Mutex<Zeroizing<Vec<u8>>>) -> io::Result<()> {
    let mut piece = Zeroizing::new([0; 4096]);
    loop {
        let count = match from.read(&mut *piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            count => count?,
        };
        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
        let room = (LIMIT + 1).saturating_sub(into.len());
        into.extend_from_slice(&piece[..count.min(room)]);
        if count == 0 || into.len() > LIMIT {
            return Ok(());
        }
    }
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
