//! The journal's folder on the disk: its modes, its lock, and replacing a file so that it is old or new, never half.
#![expect(clippy::disallowed_methods, reason = "the journal edge: its own folder on the disk")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::credential::Secret;
use crate::intake::{self, Kind};
use crate::interrupt::uninterruptible;
use crate::owner;

/// The folder's name inside the output folder.
pub(crate) const FOLDER: &str = ".devportal-auth";

const IGNORE: &str = ".gitignore";
const LOCK: &str = "lock";

/// How a journal's name begins while it is being written.
const BESIDE: &str = ".journal-";

/// The folder of a journal.
#[derive(Clone, Debug)]
pub(super) struct Place {
    folder: PathBuf,
}

/// The right to be the only run. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Place {
    /// Makes the folder, with its own `.gitignore`, when it is not there.
    pub(super) fn make(out: &Path) -> Result<Self> {
        let place = Self { folder: out.join(FOLDER) };
        let refused = || format!("could not make {}; name a folder that can be written with `--out`", out.display());
        owner::create_folder(out, 0o777).with_context(refused)?;
        place.furnish()?;
        Ok(place)
    }

    fn furnish(&self) -> Result<()> {
        let made = make_private(&self.folder).and_then(|()| owner::settle(&self.folder));
        made.with_context(|| could_not("make", &self.folder))?;
        let ignore = self.folder.join(IGNORE);
        // One that says less than everything is no protection, whoever wrote it.
        if !intake::text(&ignore, Kind::KEY).is_ok_and(|text| text.expose().lines().any(|line| line == "*")) {
            if fs::symlink_metadata(&ignore).is_ok() {
                fs::remove_file(&ignore).with_context(|| could_not("replace", &ignore))?;
            }
            let written = fs::write(&ignore, "*\n").and_then(|()| owner::settle(&ignore));
            written.with_context(|| could_not("write", &ignore))?;
        }
        Ok(())
    }

    /// Finds the folder of an earlier run.
    pub(super) fn find(out: &Path) -> Result<Option<Self>> {
        let folder = out.join(FOLDER);
        match fs::symlink_metadata(&folder) {
            Ok(found) if found.is_dir() => Ok(Some(Self { folder })),
            Ok(_) => bail!("{} is no folder; move it away", folder.display()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error).with_context(|| could_not("read", &folder)),
        }
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.folder.join("journal.yaml")
    }

    fn lock_file(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// Keeps other runs out, or says which run is at work.
    pub(super) fn lock(&self) -> Result<Lock> {
        let path = self.lock_file();
        loop {
            let mut file = match open_private(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    self.furnish()?;
                    continue;
                }
                opened => opened
                    .and_then(|file| owner::settle(&path).map(|()| file))
                    .with_context(|| could_not("open", &path))?,
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => bail!("{}", busy(&mut file, &self.folder)),
                Err(TryLockError::Error(error)) => return Err(error).with_context(|| could_not("lock", &path)),
            }
            // The run before may have removed the folder between our opening and locking the file: then this lock keeps
            // nobody out, and the next turn makes a new one.
            if still_there(&file, &path) {
                sign(&mut file).with_context(|| could_not("write", &path))?;
                return Ok(Lock { _file: file });
            }
        }
    }

    /// Reads the journal, or gives nothing when there is none.
    pub(super) fn read(&self) -> Result<Option<Secret>> {
        let path = self.journal();
        intake::text_if_there(&path, Kind::JOURNAL).map_err(|unread| {
            anyhow!("{} is no journal of this program: it {unread}; move it away by hand", path.display())
        })
    }

    /// Replaces the journal: written beside it, flushed to the disk, renamed, and the folder flushed.
    pub(super) fn replace(&self, content: &[u8]) -> Result<()> {
        let path = self.journal();
        // A cancellation that has looked at the journal finds nothing new in it afterwards.
        let _whole = uninterruptible();
        let write = || -> std::io::Result<()> {
            // The crate makes its files with mode 0600.
            let mut beside = tempfile::Builder::new().prefix(BESIDE).tempfile_in(&self.folder)?;
            beside.write_all(content)?;
            owner::settle(beside.path())?;
            beside.as_file().sync_all()?;
            beside.persist(&path).map_err(|error| error.error)?;
            flush_folder(&self.folder)
        };
        write().with_context(|| could_not("write", &path))
    }

    /// Removes the journal, and the folder unless something else (a backup) is in it. To be called under the lock.
    pub(super) fn clear(&self) -> Result<()> {
        let path = self.journal();
        remove(&path).with_context(|| could_not("remove", &path))?;
        // A killed run may have left the file that it was writing beside.
        for leftover in self.entries().into_iter().filter(|name| name.starts_with(BESIDE)) {
            let leftover = self.folder.join(leftover);
            remove(&leftover).with_context(|| could_not("remove", &leftover))?;
        }
        flush_folder(&self.folder).with_context(|| could_not("write", &self.folder))?;
        self.tidy();
        Ok(())
    }

    /// Removes the folder when nothing but its furniture is in it. To be called under the lock.
    pub(super) fn tidy(&self) {
        if self.entries().iter().all(|name| name == IGNORE || name == LOCK) {
            // Renamed first, so that a run which begins now finds either the whole folder, locked, or none. What fails
            // here leaves an empty folder behind, which is no reason to fail.
            let away = self.folder.with_file_name(format!("{FOLDER}.{}", std::process::id()));
            let _ = fs::rename(&self.folder, &away).and_then(|()| fs::remove_dir_all(&away));
        }
    }

    fn entries(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

fn could_not(act: &str, path: &Path) -> String {
    format!("could not {act} {}", path.display())
}

fn busy(lock: &mut File, folder: &Path) -> String {
    let mut pid = String::new();
    let known = lock.take(32).read_to_string(&mut pid).is_ok() && !pid.trim().is_empty();
    let who = if known { format!(" (process {})", pid.trim()) } else { String::new() };
    format!("another run{who} is at work in {}; wait for it or stop it", folder.display())
}

fn sign(lock: &mut File) -> std::io::Result<()> {
    lock.set_len(0)?;
    lock.rewind()?;
    writeln!(lock, "{}", std::process::id())
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner may enter. A link in its place is refused: it could lead secrets anywhere.
#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(std::io::Error::new(ErrorKind::NotADirectory, "something else has its name; move it away"));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

fn open_private(path: &Path) -> std::io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(std::io::Error::new(ErrorKind::InvalidInput, "it is no plain file; move it away"));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // What took its place since is not followed, and not waited for.
        let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
        options.mode(0o600).custom_flags(flags.cast_signed());
    }
    options.open(path)
}

#[cfg(unix)]
fn still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let (Ok(ours), Ok(theirs)) = (file.metadata(), fs::metadata(path)) else { return false };
    ours.ino() == theirs.ino() && ours.dev() == theirs.dev()
}

#[cfg(not(unix))]
fn still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// A rename is only safe from a power cut once its folder is on the disk.
#[cfg(unix)]
fn flush_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
