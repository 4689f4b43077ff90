//! Everything that is read from the disk comes in here: bounded, never waited for without end, and why not is a value.
//!
//! What is opened is judged after it was opened, so that nothing can take its place in between. A file that was found is an
//! ordinary file; one that a person named for a value may also be a pipe, as `<(sops -d secrets.env)` gives one.

mod pipe;

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use self::pipe::Patient;
use crate::credential::Secret;

/// How much of a file is read, and what else than an ordinary file is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The most bytes.
    most: u64,
    /// How long a pipe may take to come to its end; without it only ordinary files are read.
    patience: Option<Duration>,
}

impl Kind {
    /// A configuration, or what one includes. Real ones have a hundredth of this.
    pub const CONFIGURATION: Self = Self::ordinary(4 << 20);
    /// A file that is edited: a person has to be able to read the difference.
    pub const EDITED: Self = Self::ordinary(1 << 20);
    /// A file of variables that lies where one is looked for.
    pub const VARIABLES: Self = Self::ordinary(4 << 20);
    /// Answers, as an earlier run left them.
    pub const ANSWERS: Self = Self::ordinary(256 << 10);
    /// The journal of an interrupted run.
    pub const JOURNAL: Self = Self::ordinary(1 << 20);
    /// What an interrupted move was writing.
    pub const MOVE: Self = Self::ordinary(32 << 20);
    /// Hosts that were agreed to.
    pub const MEMORY: Self = Self::ordinary(1 << 20);
    /// Findings that are known.
    pub const BASELINE: Self = Self::ordinary(32 << 20);
    /// What a package manager has locked; those of large portals have four megabytes.
    pub const LOCK: Self = Self::ordinary(16 << 20);
    /// Certificate authorities; the largest bundles have half a megabyte.
    pub const AUTHORITIES: Self = Self::ordinary(8 << 20);
    /// A private key; the largest in use, of 8192 bits, is a tenth of this.
    pub const KEY: Self = Self::ordinary(64 << 10);
    /// One secret.
    pub const SECRET: Self = Self::ordinary(64 << 10);

    /// An ordinary file of so many bytes at most.
    pub const fn ordinary(most: u64) -> Self {
        Self { most, patience: None }
    }

    /// The same, handed over by a person: a pipe will do.
    #[must_use]
    pub const fn handed_over(self) -> Self {
        Self { patience: Some(Duration::from_secs(60)), ..self }
    }

    /// Tells whether so many bytes would be read.
    pub const fn reads(self, bytes: usize) -> bool {
        bytes as u64 <= self.most
    }

    fn takes(self, about: &Metadata) -> Result<Flow, Unread> {
        match about {
            about if about.is_dir() => Err(Unread::Folder),
            about if about.is_file() && about.len() > self.most => Err(Unread::TooLarge { most: self.most }),
            about if about.is_file() => Ok(Flow::Ends),
            about if is_pipe(about) => self.patience.map(Flow::Waits).ok_or(Unread::NotOrdinary),
            _ => Err(Unread::NotOrdinary),
        }
    }
}

/// How the end of a file comes about.
enum Flow {
    /// It is there.
    Ends,
    /// Somebody writes it, and may take so long.
    Waits(Duration),
}

/// What was read.
pub struct Taken {
    /// The bytes, which may hold secrets.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What the system says of the file.
    pub about: Metadata,
}

impl Taken {
    /// The bytes as text.
    ///
    /// # Errors
    /// When they are none; tells the line.
    pub fn text(mut self) -> Result<Secret, Unread> {
        if let Err(error) = std::str::from_utf8(&self.bytes) {
            let before = &self.bytes[..error.valid_up_to()];
            return Err(Unread::NotText { line: 1 + before.iter().filter(|byte| **byte == b'\n').count() });
        }
        let text = String::from_utf8(std::mem::take(&mut *self.bytes));
        text.map(Secret::new).map_err(|_| Unread::NotText { line: 1 })
    }
}

/// Reads a file whole.
///
/// # Errors
/// Why it is not read.
pub fn read(path: &Path, kind: Kind) -> Result<Taken, Unread> {
    // A device may act on being opened, so that it is looked at twice.
    kind.takes(&fs::metadata(path)?)?;
    let file = open(path)?;
    let about = file.metadata()?;
    let bytes = match kind.takes(&about)? {
        Flow::Ends => all(file, kind.most, usize::try_from(about.len()).unwrap_or(0))?,
        Flow::Waits(patience) => all(Patient::new(file, patience), kind.most, 64 << 10)?,
    };
    Ok(Taken { bytes, about })
}

/// Reads a file as text.
///
/// # Errors
/// Why it is not read.
pub fn text(path: &Path, kind: Kind) -> Result<Secret, Unread> {
    read(path, kind)?.text()
}

/// Reads a text that may well not be there.
///
/// # Errors
/// Why it is there and is not read.
pub fn text_if_there(path: &Path, kind: Kind) -> Result<Option<Secret>, Unread> {
    match text(path, kind) {
        Err(Unread::Missing | Unread::Astray) => Ok(None),
        read => read.map(Some),
    }
}

/// Reads to the end. Room for the usual length is taken at once, because a buffer that grows leaves copies behind.
fn all(from: impl Read, most: u64, usual: usize) -> Result<Zeroizing<Vec<u8>>, Unread> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(usual + 1));
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Unread::TooLarge { most }) } else { Ok(bytes) }
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "the one place that opens files to read them")]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    // A pipe that nobody writes to would hold the opening up, and a terminal would become ours.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC).bits();
    OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)
}

#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "the one place that opens files to read them")]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(unix)]
fn is_pipe(about: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&about.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_about: &Metadata) -> bool {
    false
}

/// Why a file is not read. Its words go behind the file's name.
#[derive(Debug)]
pub enum Unread {
    /// There is none.
    Missing,
    /// Its path leads through a file.
    Astray,
    /// This user may not.
    Forbidden,
    /// It is a folder.
    Folder,
    /// It is a device, a socket, or a pipe where none is taken.
    NotOrdinary,
    /// It has more bytes than that.
    TooLarge {
        /// How many are taken.
        most: u64,
    },
    /// It holds bytes that are no text.
    NotText {
        /// In which line, counted from 1.
        line: usize,
    },
    /// A pipe did not come to its end in time.
    Late,
    /// The system refused in another way.
    Failed(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::NotADirectory => Self::Astray,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::IsADirectory => Self::Folder,
            ErrorKind::TimedOut => Self::Late,
            _ => Self::Failed(error),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist"),
            Self::Astray => f.write_str("has a file in its path where a folder belongs"),
            Self::Forbidden => f.write_str("may not be read by this user"),
            Self::Folder => f.write_str("is a folder"),
            Self::NotOrdinary => f.write_str("is no ordinary file"),
            Self::TooLarge { most } if most % (1 << 20) == 0 => write!(f, "has more than {} MiB", most >> 20),
            Self::TooLarge { most } => write!(f, "has more than {} KiB", most >> 10),
            Self::NotText { line } => write!(f, "holds bytes in line {line} that are no UTF-8 text"),
            Self::Late => f.write_str("is a pipe that did not come to its end in time"),
            Self::Failed(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

impl std::error::Error for Unread {}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const SMALL: Kind = Kind::ordinary(1 << 10);

    fn said(path: &Path, kind: Kind) -> String {
        match text(path, kind) {
            Ok(text) => text.expose().to_owned(),
            Err(unread) => unread.to_string(),
        }
    }

    #[test]
    fn what_is_no_ordinary_file_is_told_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        nix::unistd::mkfifo(&at("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        std::os::unix::fs::symlink("pipe", at("link")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("device")).unwrap();
        for name in ["pipe", "link", "device"] {
            assert_eq!(said(&at(name), SMALL), "is no ordinary file", "{name}");
        }
        assert_eq!(said(&at("device"), SMALL.handed_over()), "is no ordinary file");
        assert_eq!(said(folder.path(), SMALL), "is a folder");
        assert_eq!(said(&at("nowhere"), SMALL), "does not exist");
        fs::write(at("file"), "a: 1\n").unwrap();
        assert_eq!(said(&at("file").join("below"), SMALL), "has a file in its path where a folder belongs");
    }

    #[test]
    fn the_limit_holds_for_what_is_said_to_be_long_and_for_what_turns_out_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "x".repeat(1 << 10)).unwrap();
        assert_eq!(said(&path, SMALL).len(), 1 << 10);
        fs::write(&path, "x".repeat((1 << 10) + 1)).unwrap();
        assert_eq!(said(&path, SMALL), "has more than 1 KiB");
        // Of this one the system says that it is empty.
        assert_eq!(said(Path::new("/proc/cpuinfo"), SMALL) == "has more than 1 KiB", cfg!(target_os = "linux"));
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(said(&path, Kind::CONFIGURATION), "has more than 4 MiB");
    }

    #[test]
    fn a_pipe_is_taken_where_it_was_handed_over_and_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let short = Kind { patience: Some(Duration::from_millis(20)), ..SMALL };
        assert_eq!(said(&path, short), "is a pipe that did not come to its end in time");
        let to = path.clone();
        // The opening of the writer waits for our own, so nothing here hangs on the time.
        let writer = std::thread::spawn(move || {
            let mut pipe = OpenOptions::new().write(true).open(to).unwrap();
            pipe.write_all(b"12").unwrap();
            pipe.write_all(b"34").unwrap();
        });
        assert_eq!(said(&path, SMALL.handed_over()), "1234");
        writer.join().unwrap();
    }

    #[test]
    fn bytes_that_are_no_text_are_told_by_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, b"a\n\xff\n").unwrap();
        assert_eq!(said(&path, SMALL), "holds bytes in line 2 that are no UTF-8 text");
    }
}
