//! A pipe that somebody named for a value: waited for, but not for ever.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

/// How long somebody may take to begin writing to a pipe.
const BEGINNING: Duration = Duration::from_secs(3);

/// A pipe that is waited for, but not for ever.
pub(super) struct Patient {
    file: File,
    until: Instant,
    begins: Instant,
    /// Whether anybody has opened it for writing; before that its end is none.
    begun: bool,
}

impl Patient {
    pub(super) fn new(file: File, patience: Duration) -> Self {
        let now = Instant::now();
        Self { file, until: now + patience, begins: now + patience.min(BEGINNING), begun: false }
    }

    /// Waits until there is something to read, or the end.
    #[cfg(unix)]
    fn wait(&self, until: Instant) -> io::Result<()> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};

        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(|_| ErrorKind::TimedOut)?;
        match poll(&mut [PollFd::new(&self.file, PollFlags::IN)], Some(&left)) {
            Ok(0) => Err(ErrorKind::TimedOut.into()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(unix))]
    fn wait(&self, until: Instant) -> io::Result<()> {
        if Instant::now() < until { Ok(()) } else { Err(ErrorKind::TimedOut.into()) }
    }
}

impl Read for Patient {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.file.read(into) {
                Ok(0) if !self.begun => self.wait(self.begins)?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait(self.until)?,
                read => return read,
            }
            self.begun = true;
        }
    }
}
