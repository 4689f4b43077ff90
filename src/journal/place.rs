//! The journal's folder on the disk: its modes, and replacing a file so that it is old or new, never half.
#![expect(clippy::disallowed_methods, reason = "the journal edge: its own folder on the disk")]

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow, bail};

use super::private::{flush_folder, make_private, open_private, remove, stranger};
use super::record::is_cut_off;
use super::{NotSaved, unfinished};
use crate::credential::Secret;
use crate::here::folder_of;
use crate::intake::{self, Kind};
use crate::interrupt::uninterruptible;
use crate::owner;

/// The folder's name inside the output folder.
pub(crate) const FOLDER: &str = ".devportal-auth";
/// What is below it: copies of what the last run replaced.
pub(crate) const COPIES: &str = "backup";
/// What is below it: the portal before its last move, which no other run takes away.
pub(crate) const BEFORE_MOVE: &str = "before-move";

const IGNORE: &str = ".gitignore";
pub(super) const LOCK: &str = "lock";

/// How a journal's name begins while it is being written.
const BESIDE: &str = ".journal-";

/// How the name of a journal begins that was put apart.
pub(super) const APART: &str = "journal-";

/// The record of a move.
const MOVE: &str = "move.yaml";

/// Room on the disk that is taken before it is needed, and how much.
const SPARE: &str = ".journal-room";
const ROOM: usize = 64 * 1024;

/// What a write may use when the disk takes no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Nothing: the room that was made is for something else.
    Left,
    /// The room that was made.
    Taken,
}

/// The folder of a journal.
#[derive(Clone, Debug)]
pub(super) struct Place {
    folder: PathBuf,
}

impl Place {
    /// The folder, whether it is there or not.
    pub(super) fn of(out: &Path) -> Self {
        Self { folder: out.join(FOLDER) }
    }

    /// Makes the folder, with its own `.gitignore`, when it is not there.
    pub(super) fn make(out: &Path) -> Result<Self> {
        let place = Self::of(out);
        let refused =
            || NotSaved(format!("could not make {}; name a folder that can be written with `--out`", out.display()));
        owner::create_folder(out, 0o777).with_context(refused)?;
        place.furnish()?;
        Ok(place)
    }

    /// Makes the folder as it has to be.
    pub(super) fn furnish(&self) -> Result<()> {
        make_private(&self.folder).with_context(|| NotSaved(could_not("make", &self.folder)))?;
        let ignore = self.folder.join(IGNORE);
        // One that says less than everything is no protection, whoever wrote it.
        if !intake::text(&ignore, Kind::KEY).is_ok_and(|text| text.expose().lines().any(|line| line == "*")) {
            if fs::symlink_metadata(&ignore).is_ok() {
                fs::remove_file(&ignore).with_context(|| NotSaved(could_not("replace", &ignore)))?;
            }
            let written = open_private(&ignore).and_then(|mut file| file.write_all(b"*\n"));
            written.with_context(|| NotSaved(could_not("write", &ignore)))?;
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

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.folder.join("journal.yaml")
    }

    /// The output folder, by the name that it has wherever one stands.
    pub(super) fn whose(&self) -> String {
        let out = folder_of(&self.folder);
        let named = fs::canonicalize(out).or_else(|_| std::path::absolute(out));
        named.as_deref().unwrap_or(out).to_string_lossy().into_owned()
    }

    /// When the journal was written, if there is one.
    pub(super) fn written(&self) -> Option<SystemTime> {
        fs::metadata(self.journal()).and_then(|about| about.modified()).ok()
    }

    /// Reads the journal, or the newer one that a killed run had written beside it; gives nothing when there is none.
    pub(super) fn read(&self) -> Result<Option<Secret>> {
        if let Some(copy) = unfinished::newest(self) {
            return Ok(Some(copy));
        }
        let path = self.journal();
        let is_none =
            |why: String| anyhow!("{} is no journal of this program: it {why}; move it away by hand", path.display());
        let text = intake::text_if_there(&path, Kind::JOURNAL).map_err(|unread| is_none(unread.to_string()))?;
        match text.as_ref().and_then(|_| stranger(&path, &self.folder)) {
            Some(why) => Err(is_none(why)),
            // What stands before the cut may be half of a secret.
            None if text.as_ref().is_some_and(|text| is_cut_off(text.expose())) => bail!(
                "{} was cut off: its last line is not there, and a value in it may be half; bring it back whole, or take out what \
                 it has that you need and move it away by hand",
                path.display()
            ),
            None => Ok(text),
        }
    }

    pub(super) fn of_move(&self) -> PathBuf {
        self.folder.join(MOVE)
    }

    /// Puts the record of a move in its place, whole and on the disk.
    pub(super) fn keep_move(&self, content: &[u8]) -> Result<()> {
        let _whole = uninterruptible();
        // Called as what is staged is, so that it goes as that does when it never gets to its place.
        let prefix = format!("{FOLDER}-{}-", std::process::id());
        let beside = || tempfile::Builder::new().prefix(&prefix).suffix(".tmp").tempfile_in(&self.folder);
        let kept = beside().and_then(|beside| self.put(beside, &self.of_move(), content));
        if kept.is_err() {
            // Nothing was moved yet, so that nobody has to go on with it.
            _ = remove(&self.of_move());
        }
        kept.with_context(|| NotSaved(could_not("write", &self.of_move())))
    }

    /// Puts a file in its place with a content that is on the disk by then. The crate makes its files with mode 0600.
    fn put(&self, mut beside: tempfile::NamedTempFile, to: &Path, content: &[u8]) -> std::io::Result<()> {
        beside.write_all(content)?;
        owner::settle_file(beside.as_file(), beside.path())?;
        beside.as_file().sync_all()?;
        beside.persist(to).map_err(|error| error.error)?;
        flush_folder(&self.folder)
    }

    /// Removes the record of a move.
    pub(super) fn forget_move(&self) -> std::io::Result<()> {
        remove(&self.of_move())?;
        if self.is_gone() { Ok(()) } else { flush_folder(&self.folder) }
    }

    /// Takes room for one journal, with bytes that no file system makes smaller.
    pub(super) fn reserve(&self) -> Result<()> {
        let path = self.folder.join(SPARE);
        let _whole = uninterruptible();
        let take = || -> std::io::Result<()> {
            let mut noise = vec![0; ROOM];
            getrandom::fill(&mut noise).map_err(|error| std::io::Error::other(error.to_string()))?;
            // What has its name is nobody's room, and may be somebody's file by another name.
            remove(&path)?;
            let mut file = open_private(&path)?;
            file.write_all(&noise)?;
            file.sync_all()
        };
        take().inspect_err(|_| _ = remove(&path)).with_context(|| could_not("make room in", &self.folder))
    }

    /// Replaces the journal: written beside it, flushed to the disk, renamed, and the folder flushed. Where the disk takes no more, the
    /// room that was made becomes the journal.
    pub(super) fn replace(&self, content: &[u8], room: Room) -> Result<()> {
        self.replace_by(content, room, || tempfile::Builder::new().prefix(BESIDE).tempfile_in(&self.folder))
    }

    fn replace_by(
        &self,
        content: &[u8],
        room: Room,
        beside: impl FnOnce() -> std::io::Result<tempfile::NamedTempFile>,
    ) -> Result<()> {
        let path = self.journal();
        // A cancellation that has looked at the journal finds nothing new in it afterwards.
        let _whole = uninterruptible();
        let in_spare = || -> std::io::Result<()> {
            let spare = self.folder.join(SPARE);
            let mut file = OpenOptions::new().write(true).open(&spare)?;
            file.write_all(content)?;
            file.set_len(content.len() as u64)?;
            file.sync_all()?;
            fs::rename(&spare, &path)?;
            flush_folder(&self.folder)
        };
        let written = match beside().and_then(|beside| self.put(beside, &path, content)) {
            Err(error) if room == Room::Taken => in_spare().map_err(|_| error),
            written => written,
        };
        written.with_context(|| NotSaved(could_not("write", &path)))
    }

    /// Tells whether somebody removed the folder while it was in use.
    pub(super) fn is_gone(&self) -> bool {
        fs::symlink_metadata(&self.folder).is_err_and(|error| error.kind() == ErrorKind::NotFound)
    }

    /// What was being written, and the room that was made.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = PathBuf> {
        let folder = self.folder.clone();
        self.entries().into_iter().filter(|name| name.starts_with(BESIDE)).map(move |name| folder.join(name))
    }

    /// Removes the journal, and the folder unless something else (a backup) is in it. To be called under the lock.
    pub(super) fn clear(&self) -> Result<()> {
        let path = self.journal();
        remove(&path).with_context(|| could_not("remove", &path))?;
        for leftover in self.unfinished() {
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

/// Writes a new file that only its owner can read, in a folder of the person's own that is made when it is missing.
pub(super) fn write_apart(folder: &Path, content: &[u8]) -> Result<PathBuf> {
    let _whole = uninterruptible();
    let write = || -> std::io::Result<PathBuf> {
        owner::create_folder(folder, 0o700)?;
        let mut file = tempfile::Builder::new().prefix(APART).suffix(".yaml").tempfile_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        let (_, path) = file.keep().map_err(|error| error.error)?;
        flush_folder(folder)?;
        Ok(path)
    };
    write().with_context(|| could_not("write into", folder))
}

/// Removes what was written apart.
pub(super) fn forget(path: &Path) {
    _ = remove(path);
}

pub(super) fn could_not(act: &str, path: &Path) -> String {
    format!("could not {act} {}", path.display())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_that_was_made_becomes_the_journal_when_the_folder_takes_no_new_file() {
        let out = tempfile::tempdir().unwrap();
        let place = Place::make(out.path()).unwrap();
        place.reserve().unwrap();
        assert_eq!(fs::metadata(place.folder.join(SPARE)).unwrap().len(), ROOM as u64);
        let full = || Err(ErrorKind::StorageFull.into());
        assert!(place.replace_by(b"plain", Room::Left, full).is_err());
        assert!(!place.journal().exists() && place.folder.join(SPARE).exists());
        place.replace_by(b"key: shown once\n", Room::Taken, full).unwrap();
        assert_eq!(fs::read(place.journal()).unwrap(), b"key: shown once\n");
        assert!(place.read().unwrap().is_some() && !place.folder.join(SPARE).exists());
        let said = format!("{:#}", place.replace_by(b"more", Room::Taken, full).unwrap_err());
        assert!(said.contains("could not write") && said.contains("no storage space"), "{said}");
    }
}
