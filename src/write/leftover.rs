//! What a killed run left: files that were staged and never took their place. They may hold secrets, so whoever comes by removes them.
#![expect(
    clippy::disallowed_methods,
    reason = "what a killed run staged is opened, to see that it is ours, and removed"
)]

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How a staged file's name begins and ends. In between is the process that staged it.
const PREFIX: &str = ".devportal-auth-";
pub(super) const SUFFIX: &str = ".tmp";

/// What keeps git and image builds from staged files.
pub const STAGED: &str = ".devportal-auth-*.tmp";

/// A file that nobody holds although a process of its number is there: the number went to another, unless the file was made just now.
const JUST_NOW: Duration = Duration::from_secs(600);

/// How the names of what this process stages begin.
pub(super) fn prefix() -> String {
    format!("{PREFIX}{}-", std::process::id())
}

/// Holds a staged file for as long as it is open; the system lets go of it when the process ends, however it ends. Where locks are not
/// known, the name alone has to do.
pub(super) fn claim(staged: &File) {
    _ = staged.try_lock();
}

/// Removes what killed runs left in a folder: ordinary files of this user, named by this program, that nobody holds any more.
/// What cannot be told stays, and what cannot be removed is no reason to fail.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(stager) else { continue };
        if is_left(&entry.path(), process).unwrap_or(false) {
            _ = fs::remove_file(entry.path());
        }
    }
}

fn is_left(path: &Path, process: i32) -> io::Result<bool> {
    let about = fs::symlink_metadata(path)?;
    if !about.is_file() || !is_ours(&about) || open(path)?.try_lock().is_err() {
        return Ok(false);
    }
    let age = SystemTime::now().duration_since(about.modified()?).unwrap_or_default();
    Ok(!is_alive(process) || age > JUST_NOW)
}

/// Reads the process id out of a staged file's name.
fn stager(name: &str) -> Option<i32> {
    name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split_once('-')?.0.parse().ok()
}

/// Opens a file without following what took its place since, and without waiting for it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
        options.custom_flags(flags.cast_signed());
    }
    options.open(path)
}

/// Tells whether this user may have staged it. What root stages belongs to whoever has the file that it replaces.
#[cfg(unix)]
fn is_ours(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    let me = rustix::process::geteuid();
    me.is_root() || about.uid() == me.as_raw()
}

#[cfg(not(unix))]
fn is_ours(_about: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_alive(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let gone = |process| test_kill_process(process) == Err(rustix::io::Errno::SRCH);
    Pid::from_raw(process).is_some_and(|process| !gone(process))
}

#[cfg(not(unix))]
fn is_alive(_process: i32) -> bool {
    true
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// A number that no process has.
    const NOBODY: i32 = i32::MAX;

    fn left(folder: &Path, process: i32, age: Duration) -> (std::path::PathBuf, File) {
        let path = folder.join(format!("{PREFIX}{process}-{}{SUFFIX}", age.as_secs()));
        fs::write(&path, "SECRET=x").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
        (path, file)
    }

    #[test]
    fn what_nobody_holds_goes_and_what_somebody_holds_or_made_just_now_stays() {
        let folder = tempfile::tempdir().unwrap();
        let me = i32::try_from(std::process::id()).unwrap();
        let hour = Duration::from_secs(3_600);
        let (gone, _) = left(folder.path(), NOBODY, Duration::ZERO);
        // The number of a process that is there by now may be another's.
        let (reused, _) = left(folder.path(), me, hour);
        let (fresh, _) = left(folder.path(), me, Duration::ZERO);
        // In another container the process is not seen, but its lock is.
        let (held, holder) = left(folder.path(), NOBODY, hour);
        holder.try_lock().unwrap();
        sweep(folder.path());
        assert!(!gone.exists() && !reused.exists(), "something was left");
        assert!(fresh.exists() && held.exists(), "something that is in use was removed");
    }

    #[test]
    fn what_root_staged_for_another_users_file_goes_too() {
        use std::os::unix::fs::lchown;

        let folder = tempfile::tempdir().unwrap();
        let (theirs, _) = left(folder.path(), NOBODY, Duration::ZERO);
        // Only root gives a file away, and only root cleans up after itself there.
        let given = lchown(&theirs, Some(1234), Some(1234)).is_ok();
        sweep(folder.path());
        assert!(!theirs.exists(), "something was left{}", if given { ", which root gave away" } else { "" });
    }

    #[test]
    fn what_is_no_staged_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine"), "x").unwrap();
        let name = |rest: &str| folder.path().join(format!("{PREFIX}{rest}"));
        std::os::unix::fs::symlink(folder.path().join("mine"), name(&format!("{NOBODY}-a.tmp"))).unwrap();
        fs::create_dir(name(&format!("{NOBODY}-b.tmp"))).unwrap();
        for other in ["x-a.tmp", "12.tmp", "12-a.txt", "notes.tmp"] {
            fs::write(name(other), "x").unwrap();
        }
        sweep(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 7);
    }
}
