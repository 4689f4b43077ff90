//! Who owns what we make. A file that is put in another's place would belong to whoever runs the program: run as root, that would
//! lock its owner out.

#![expect(clippy::disallowed_methods, reason = "a folder of which not all could be made is taken away again")]

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Gives an open file the owner and the group of another, where they differ.
///
/// # Errors
/// When the system does not allow it, which it does to root alone.
#[cfg(unix)]
pub(crate) fn give(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let now = file.metadata()?;
    let owner = (now.uid() != like.uid()).then_some(like.uid());
    let group = (now.gid() != like.gid()).then_some(like.gid());
    if owner.is_none() && group.is_none() { Ok(()) } else { fchown(file, owner, group) }
}

#[cfg(not(unix))]
pub(crate) fn give(_file: &File, _like: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Gives a new file, open as it was made, to whom the folder around it belongs, when root made it. Any other user keeps what the system gives
/// them.
///
/// # Errors
/// When the system does not allow it.
#[cfg(unix)]
pub(crate) fn settle_file(new: &File, at: &Path) -> io::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    give(new, &fs::metadata(crate::here::folder_of(at))?)
}

#[cfg(not(unix))]
pub(crate) fn settle_file(_new: &File, _at: &Path) -> io::Result<()> {
    Ok(())
}

/// Does the same with a new folder.
///
/// # Errors
/// When the system does not allow it.
#[cfg(unix)]
pub(crate) fn settle(new: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, lchown};

    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let around = crate::here::folder_of(new);
    let (around, now) = (fs::metadata(around)?, fs::symlink_metadata(new)?);
    if (around.uid(), around.gid()) == (now.uid(), now.gid()) {
        return Ok(());
    }
    lchown(new, Some(around.uid()), Some(around.gid()))
}

#[cfg(not(unix))]
pub(crate) fn settle(_new: &Path) -> io::Result<()> {
    Ok(())
}

/// The owner of a file that this user could only take over, not leave to them.
#[cfg(unix)]
pub(crate) fn stranger(about: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    let me = rustix::process::geteuid();
    (!me.is_root() && about.uid() != me.as_raw()).then(|| about.uid())
}

#[cfg(not(unix))]
pub(crate) fn stranger(_about: &Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn builder(mode: u32) -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
    builder
}

#[cfg(not(unix))]
fn builder(_mode: u32) -> fs::DirBuilder {
    fs::DirBuilder::new()
}

/// Creates a folder with its parents and returns those that were not there, outermost first.
///
/// # Errors
/// When one cannot be made; then none is left.
pub(crate) fn create_folder(folder: &Path, mode: u32) -> io::Result<Vec<PathBuf>> {
    let mut missing: Vec<&Path> =
        folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
    missing.reverse();
    if missing.is_empty() && !folder.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let builder = builder(mode);
    let mut created = Vec::new();
    for part in missing {
        if let Err(error) = builder.create(part).and_then(|()| settle(part)) {
            created.iter().rev().for_each(|part: &PathBuf| _ = fs::remove_dir(part));
            return Err(error);
        }
        created.push(part.to_owned());
    }
    Ok(created)
}
