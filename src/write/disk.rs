//! Reads what is there and stages what is to come: the file system's part of a write.
#![expect(clippy::disallowed_methods, reason = "a folder is opened so that renames in it last")]

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use tempfile::NamedTempFile;

use super::leftover;
use crate::credential::Secret;
use crate::here::folder_of;
use crate::intake::{self, Kind, Unread};
use crate::owner;

/// A file as it was before.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Existing {
    pub(super) text: Secret,
    pub(super) mode: u32,
}

/// Follows symbolic links to the file that a write has to reach, which need not be there yet.
pub(super) fn resolve(path: &Path) -> Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new(".")).join(next),
            Err(_) if target != path && !folder_of(&target).is_dir() => {
                bail!("its symbolic link leads to {}, and there is no such folder; fix the link", target.display())
            }
            Err(_) => return Ok(target),
        }
    }
    bail!("its symbolic links lead in a circle; remove them")
}

/// Reads a file, or nothing when there is none.
pub(super) fn read(path: &Path) -> Result<Option<Existing>> {
    let taken = match intake::read(path, Kind::EDITED) {
        Ok(taken) => taken,
        Err(Unread::Missing) => return Ok(None),
        Err(unread) => bail!("it {unread}; {}", next(&unread)),
    };
    let mode = mode(&taken.about);
    let text = taken.text().map_err(|unread| anyhow!("it {unread}; {}", next(&unread)))?;
    Ok(Some(Existing { text, mode }))
}

/// What helps with a file that is not read.
fn next(unread: &Unread) -> &'static str {
    match unread {
        Unread::Folder | Unread::NotOrdinary => "move it away",
        Unread::TooLarge { .. } => "check that it is the right file",
        Unread::NotText { .. } => "save it as UTF-8",
        Unread::Astray => "choose another folder",
        _ => "check who owns the folder and the file",
    }
}

/// Whose a staged file will be.
#[derive(Clone, Copy)]
pub(super) enum Like<'a> {
    /// That of the file that it replaces.
    File(&'a fs::Metadata),
    /// Ours; root's files are those of the folder's owner.
    ItsFolder,
}

impl Like<'_> {
    fn own(self, staged: &NamedTempFile) -> io::Result<()> {
        match self {
            Self::File(about) => owner::give(staged.as_file(), about),
            Self::ItsFolder => owner::settle_file(staged.as_file(), staged.path()),
        }
    }
}

/// Writes text to a temporary file beside the target, with its final owner and mode, down to the disk.
pub(super) fn stage(target: &Path, text: &str, mode: Option<u32>, like: Like<'_>) -> io::Result<NamedTempFile> {
    let folder = folder_of(target);
    let prefix = leftover::prefix();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(leftover::SUFFIX);
    let mut staged = create(&builder, folder, mode, like)?;
    leftover::claim(staged.as_file());
    staged.write_all(text.as_bytes())?;
    staged.as_file().sync_all()?;
    Ok(staged)
}

#[cfg(unix)]
fn create(
    builder: &tempfile::Builder<'_, '_>,
    folder: &Path,
    mode: Option<u32>,
    like: Like<'_>,
) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = builder.clone();
    let asked = fs::Permissions::from_mode(mode.unwrap_or(0o666));
    let staged = builder.permissions(asked.clone()).tempfile_in(folder)?;
    like.own(&staged)?;
    // The umask took its share at creation; a mode that is to be kept is kept whole.
    if mode.is_some() {
        staged.as_file().set_permissions(asked)?;
    }
    Ok(staged)
}

#[cfg(not(unix))]
fn create(
    builder: &tempfile::Builder<'_, '_>,
    folder: &Path,
    _mode: Option<u32>,
    like: Like<'_>,
) -> io::Result<NamedTempFile> {
    let staged = builder.tempfile_in(folder)?;
    like.own(&staged)?;
    Ok(staged)
}

#[cfg(unix)]
pub(super) fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
pub(super) fn mode(_metadata: &fs::Metadata) -> u32 {
    0o600
}

/// Makes renames in a folder last. Not every file system can, and then there is nothing more to do.
pub(super) fn sync_folder(target: &Path) {
    _ = File::open(folder_of(target)).and_then(|folder| folder.sync_all());
}

/// Says in our words what the system refused, and what helps.
pub(super) fn words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied; check who owns the folder and the file".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "no space is left on the disk; free some and run again".into()
        }
        ErrorKind::FileTooLarge => {
            "the file would be larger than the system allows; raise the limit (`ulimit -f`)".into()
        }
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only; choose another folder".into(),
        ErrorKind::IsADirectory => "it is a folder; move it away".into(),
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder; choose another folder".into(),
        ErrorKind::NotFound => "there is no such folder; make it first, or choose another".into(),
        // What is around it says the path once more.
        kind if error.get_ref().is_some() => kind.to_string(),
        _ => error.to_string(),
    }
}

/// Adds which file it was, in front of what the system refused.
pub(super) fn failed<T>(result: io::Result<T>, what: &str, path: &Path) -> Result<T> {
    result
        .map_err(|error| anyhow::anyhow!(words(&error)))
        .with_context(|| format!("could not {what} `{}`", path.display()))
}
