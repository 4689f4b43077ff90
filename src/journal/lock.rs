//! Being the only run in a folder: a file that the system holds locked for us, with our number in it.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::place::{LOCK, Place, could_not};
use super::private::{open_private, still_there};
use super::unfinished;

/// The right to be the only run. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Place {
    fn lock_file(&self) -> PathBuf {
        self.folder().join(LOCK)
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
                opened => opened.with_context(|| could_not("open", &path))?,
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => bail!("{}", busy(&mut file, self.folder())),
                Err(TryLockError::Error(error)) => return Err(error).with_context(|| could_not("lock", &path)),
            }
            // The run before may have removed the folder between our opening and locking the file: then this lock keeps
            // nobody out, and the next turn makes a new one.
            if still_there(&file, &path) {
                sign(&mut file).with_context(|| could_not("write", &path))?;
                unfinished::settle(self).with_context(|| could_not("write", &self.journal()))?;
                return Ok(Lock { _file: file });
            }
        }
    }
}

fn busy(lock: &mut File, folder: &Path) -> String {
    let mut pid = String::new();
    _ = lock.take(32).read_to_string(&mut pid);
    // What is no number was written by somebody else, and may be anything.
    let who = pid.trim().parse::<u32>().map(|pid| format!(" (process {pid})")).unwrap_or_default();
    format!("another run{who} is at work in {}; wait for it or stop it", folder.display())
}

/// Writes down who has the lock. A file with another name besides is somebody else's, and stays as it is.
fn sign(lock: &mut File) -> std::io::Result<()> {
    if has_other_names(lock)? {
        return Err(std::io::Error::other("it is one file by several names (hard links); remove it"));
    }
    lock.set_len(0)?;
    lock.rewind()?;
    writeln!(lock, "{}", std::process::id())
}

#[cfg(unix)]
fn has_other_names(file: &File) -> std::io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) > 1)
}

#[cfg(not(unix))]
fn has_other_names(_file: &File) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_lock_that_is_somebodys_file_by_another_name_stays_as_it_is() {
        let out = tempfile::tempdir().unwrap();
        let place = Place::make(out.path()).unwrap();
        let precious = out.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        _ = fs::remove_file(place.lock_file());
        fs::hard_link(&precious, place.lock_file()).unwrap();
        assert!(format!("{:#}", place.lock().unwrap_err()).contains("hard links"));
        assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    }
}
