//! Files and folders that are their owner's alone, and whether what is there is ours.
#![expect(clippy::disallowed_methods, reason = "the journal's files are made, opened and removed here")]

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use crate::owner;

/// Says by what a journal is seen to be a stranger's. Ours is always its owner's alone, which what comes with a checkout never is.
#[cfg(unix)]
pub(super) fn stranger(journal: &Path, folder: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let (about, around) = (fs::symlink_metadata(journal).ok()?, fs::symlink_metadata(folder).ok()?);
    let me = rustix::process::geteuid();
    // What root writes belongs to whom its folder belongs.
    let ours = about.uid() == me.as_raw() || (me.is_root() && about.uid() == around.uid());
    if !ours {
        return Some(format!("belongs to another user ({})", about.uid()));
    }
    (about.mode() & 0o077 != 0).then(|| "can be read by others, so this program did not write it".to_owned())
}

#[cfg(not(unix))]
pub(super) fn stranger(_journal: &Path, _folder: &Path) -> Option<String> {
    None
}

pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner may enter. A link in its place is refused: it could lead secrets anywhere. One that is there already
/// keeps its owner, who may have put it there.
#[cfg(unix)]
pub(super) fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => owner::settle(folder)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(std::io::Error::new(ErrorKind::NotADirectory, "something else has its name; move it away"));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
pub(super) fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Opens a file that only its owner may read, and makes it where there is none. One that is there already keeps its owner: by a name in a
/// folder of somebody else's, root would give them a file of its own.
pub(super) fn open_private(path: &Path) -> std::io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(std::io::Error::new(ErrorKind::InvalidInput, "it is no plain file; move it away"));
    }
    match private().open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        opened => return opened,
    }
    match private().create_new(true).open(path) {
        Ok(made) => owner::settle_file(&made, path).map(|()| made),
        // Another run made it meanwhile.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => private().open(path),
        Err(error) => Err(error),
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // What took its place since is not followed, and not waited for.
        let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
        options.mode(0o600).custom_flags(flags.cast_signed());
    }
    options
}

#[cfg(unix)]
pub(super) fn still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let (Ok(ours), Ok(theirs)) = (file.metadata(), fs::metadata(path)) else { return false };
    ours.ino() == theirs.ino() && ours.dev() == theirs.dev()
}

#[cfg(not(unix))]
pub(super) fn still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// A rename is only safe from a power cut once its folder is on the disk.
#[cfg(unix)]
pub(super) fn flush_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn flush_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
