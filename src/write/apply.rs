//! Applies changes: all are staged beside their targets, then each takes its place, and any failure puts everything back.
#![expect(clippy::disallowed_methods, reason = "copies of earlier writes are removed once there are newer ones")]

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use super::changes::Change;
use super::disk::{Like, failed, read, stage, sync_folder};
use super::leftover::sweep;
use super::undo::{Step, Undo};
use crate::here::folder_of;
use crate::interrupt::uninterruptible;
use crate::owner::create_folder;

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The files, relative to the output folder, in the order in which they took their places.
    pub written: Vec<PathBuf>,
    /// Where the copies of replaced files are.
    pub backups: Vec<PathBuf>,
    /// How many copies of earlier writes were removed.
    pub removed: usize,
}

/// What becomes of the copies of earlier writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// They may hold old secrets, and go.
    Removed,
    /// They are of a write that was killed, and with which this one goes on.
    Kept,
}

/// A write failed, and not everything of it could be put back.
#[derive(Clone, Debug)]
pub struct PartlyWritten {
    stuck: String,
    copies: PathBuf,
}

impl fmt::Display for PartlyWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not everything was written, and {}; copies are in `{}`", self.stuck, self.copies.display())
    }
}

impl std::error::Error for PartlyWritten {}

/// Puts a staged file in its place.
pub(super) type Rename<'a> = &'a mut dyn FnMut(NamedTempFile, &Path) -> io::Result<()>;

/// The real [`Rename`].
pub(super) fn rename(staged: NamedTempFile, target: &Path) -> io::Result<()> {
    staged.persist(target).map(drop).map_err(|error| error.error)
}

/// Writes all changes, or none.
pub(super) fn all(changes: &[Change], (backup_dir, earlier): (&Path, Earlier), rename: Rename<'_>) -> Result<Applied> {
    refuse_linked(backup_dir).context("nothing was changed")?;
    let _whole = uninterruptible();
    let mut undo = Undo::default();
    let applied = attempt(changes, backup_dir, rename, &mut undo);
    let mut applied = applied.map_err(|error| match undo.run() {
        Ok(()) => error.context("nothing was changed"),
        Err(stuck) => error.context(PartlyWritten { stuck: format!("{stuck:#}"), copies: backup_dir.to_owned() }),
    })?;
    if earlier == Earlier::Removed {
        applied.removed = remove_older(backup_dir, &applied.backups);
    }
    Ok(applied)
}

/// Refuses a backup folder that is a link, or lies in one: the copies would be kept wherever it leads.
///
/// # Errors
/// The link.
pub fn refuse_linked(backup_dir: &Path) -> Result<()> {
    match backup_dir.ancestors().take(2).find(|folder| folder.is_symlink()) {
        Some(link) => bail!("`{}` is a link, and copies of secrets would go where it leads; remove it", link.display()),
        None => Ok(()),
    }
}

/// Writes what keeps others out before anything that is to be kept from them, staged files and copies too, is there at all.
fn attempt(changes: &[Change], backup_dir: &Path, rename: Rename<'_>, undo: &mut Undo) -> Result<Applied> {
    let (guards, others): (Vec<_>, Vec<_>) = changes.iter().partition(|change| change.is_guard);
    let mut applied = Applied::default();
    together(&guards, backup_dir, rename, undo, &mut applied)?;
    together(&others, backup_dir, rename, undo, &mut applied)?;
    Ok(applied)
}

/// Prepares changes, all of them before the first takes its place.
fn together(
    changes: &[&Change],
    backup_dir: &Path,
    rename: Rename<'_>,
    undo: &mut Undo,
    applied: &mut Applied,
) -> Result<()> {
    let staged = changes.iter().map(|change| prepare(change, undo)).collect::<Result<Vec<_>>>()?;
    applied.backups.extend(back_up(changes, backup_dir, undo)?);
    for (change, (new, old)) in changes.iter().zip(staged) {
        failed(rename(new, &change.target), "write", &change.path)?;
        undo.note(match old {
            Some(old) => Step::Replaced { target: change.target.clone(), old },
            None => Step::Created(change.target.clone()),
        });
        sync_folder(&change.target);
        applied.written.push(change.path.clone());
    }
    Ok(())
}

/// Stages the new content, and the old one too, so that putting it back needs no space that may be gone by then.
fn prepare(change: &Change, undo: &mut Undo) -> Result<(NamedTempFile, Option<NamedTempFile>)> {
    let now = read(&change.target).with_context(|| format!("could not read `{}`", change.path.display()))?;
    if now != change.before {
        bail!("`{}` was changed by somebody else in the meantime; run again", change.path.display());
    }
    let folder = folder_of(&change.target);
    sweep(folder);
    undo.folders(failed(create_folder(folder, 0o777), "create the folder", folder)?);
    let about = fs::metadata(&change.target).ok();
    let like = about.as_ref().map_or(Like::ItsFolder, Like::File);
    let new = failed(stage(&change.target, &change.after, change.mode(), like), "write", &change.path)?;
    let Some(before) = &change.before else { return Ok((new, None)) };
    let old = failed(stage(&change.target, before.text.expose(), Some(before.mode), like), "write", &change.path)?;
    keep_times(&old, &change.target);
    Ok((new, Some(old)))
}

/// Lets a file that is put back look untouched.
fn keep_times(old: &NamedTempFile, target: &Path) {
    if let Ok(modified) = fs::metadata(target).and_then(|metadata| metadata.modified()) {
        _ = old.as_file().set_modified(modified);
    }
}

/// Copies what will be replaced, under the first free number, so that an earlier copy is never lost.
fn back_up(changes: &[&Change], backup_dir: &Path, undo: &mut Undo) -> Result<Vec<PathBuf>> {
    let mut backups = Vec::new();
    for change in changes {
        let Some(before) = &change.before else { continue };
        undo.folders(failed(create_folder(backup_dir, 0o700), "create the folder", backup_dir)?);
        ignore(backup_dir, undo)?;
        let backup = free_name(backup_dir, &change.path);
        let staged = failed(stage(&backup, before.text.expose(), Some(0o600), Like::ItsFolder), "copy", &change.path)?;
        failed(rename(staged, &backup), "copy", &change.path)?;
        undo.note(Step::Created(backup.clone()));
        backups.push(backup);
    }
    if !backups.is_empty() {
        sync_folder(&backup_dir.join("."));
    }
    Ok(backups)
}

/// Keeps git away from copies that may hold secrets.
fn ignore(backup_dir: &Path, undo: &mut Undo) -> Result<()> {
    let path = backup_dir.join(".gitignore");
    if path.exists() {
        return Ok(());
    }
    let staged = failed(stage(&path, "*\n", Some(0o600), Like::ItsFolder), "write", &path)?;
    failed(rename(staged, &path), "write", &path)?;
    undo.note(Step::Created(path));
    Ok(())
}

/// Removes the copies of earlier writes, which may hold secrets, once there are newer ones. What is not ours stays.
fn remove_older(backup_dir: &Path, newer: &[PathBuf]) -> usize {
    if newer.is_empty() {
        return 0;
    }
    let entries = fs::read_dir(backup_dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let older = entries.filter(|path| is_copy(path) && !newer.contains(path));
    older.filter(|path| fs::remove_file(path).is_ok()).count()
}

/// Tells whether a file has the name of a copy: that of a file, and a number.
fn is_copy(path: &Path) -> bool {
    let number = path.extension().and_then(|ending| ending.to_str());
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

fn free_name(backup_dir: &Path, path: &Path) -> PathBuf {
    let name = path.to_string_lossy().replace(['/', '\\'], "__");
    let mut number = 1_u32;
    loop {
        let candidate = backup_dir.join(format!("{name}.{number}"));
        if !candidate.exists() {
            return candidate;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{Access, Changes, Content, FilePlan, Rendered};

    /// Writes three files, two of them over old ones, with a disk that refuses the rename with this number.
    fn failing_at(rename_number: usize) -> (tempfile::TempDir, String) {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("a"), "old a").unwrap();
        fs::write(out.path().join("c"), "old c").unwrap();
        let file = |path: &str| FilePlan {
            path: path.into(),
            about: String::new(),
            content: Content::Whole(format!("new {path}")),
            access: Access::Shared,
        };
        let rendered = Rendered { files: vec![file("a"), file("sub/b"), file("c")] };
        let changes = Changes::between(&rendered, out.path()).unwrap();
        let mut count = 0;
        let mut refusing = |staged: NamedTempFile, target: &Path| {
            count += 1;
            if count == rename_number { Err(io::ErrorKind::StorageFull.into()) } else { rename(staged, target) }
        };
        let error = all(changes.list(), (&out.path().join("backup"), Earlier::Removed), &mut refusing).unwrap_err();
        (out, format!("{error:#}"))
    }

    #[test]
    fn what_keeps_others_out_is_in_its_place_before_anything_else_is_in_the_folder() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join(".env"), "A=old\n").unwrap();
        let file =
            |path: &str, content| FilePlan { path: path.into(), about: String::new(), content, access: Access::Shared };
        let ignored = || vec![".env".to_owned()];
        let rendered = Rendered {
            files: vec![
                file(".env", Content::Whole("A=new\n".into())),
                file(".dockerignore", Content::IgnoreEntriesBeside(ignored(), &[".env"])),
                file(".gitignore", Content::IgnoreEntries(ignored())),
            ],
        };
        let changes = Changes::between(&rendered, out.path()).unwrap();
        let mut order = Vec::new();
        let mut watching = |staged: NamedTempFile, target: &Path| {
            let text = |path: &Path| fs::read_to_string(path).unwrap();
            let staged_beside = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
            let secrets = staged_beside.filter(|path| path.extension().is_some_and(|end| end == "tmp"));
            let secrets = secrets.filter(|path| text(path).contains("A=")).count();
            order.push((target.file_name().unwrap().to_string_lossy().into_owned(), secrets));
            rename(staged, target)
        };
        all(changes.list(), (&out.path().join("backup"), Earlier::Removed), &mut watching).unwrap();
        let order: Vec<_> = order.iter().map(|(name, secrets)| (name.as_str(), *secrets)).collect();
        assert_eq!(order, [(".dockerignore", 0), (".gitignore", 0), (".env", 2)]);
    }

    #[cfg(unix)]
    #[test]
    fn what_could_not_be_put_back_is_told_as_that_and_never_as_nothing() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("a"), "old a").unwrap();
        let file = |path: &str| FilePlan {
            path: path.into(),
            about: String::new(),
            content: Content::Whole(format!("new {path}")),
            access: Access::Shared,
        };
        let rendered = Rendered { files: vec![file("a"), file("b")] };
        let changes = Changes::between(&rendered, out.path()).unwrap();
        let mut in_the_way = |staged: NamedTempFile, target: &Path| {
            if target.ends_with("b") {
                // Somebody else is at work in the folder.
                fs::remove_file(out.path().join("a"))?;
                fs::create_dir(out.path().join("a"))?;
                return Err(io::ErrorKind::StorageFull.into());
            }
            rename(staged, target)
        };
        let backup = out.path().join("backup");
        let error = all(changes.list(), (&backup, Earlier::Removed), &mut in_the_way).unwrap_err();
        assert!(error.is::<PartlyWritten>(), "{error:#}");
        let said = format!("{error:#}");
        assert!(
            said.starts_with("not everything was written, and `") && said.contains("a` could not be put back"),
            "{said}"
        );
        assert!(!said.contains("nothing was"), "{said}");
    }

    #[test]
    fn a_failure_at_any_rename_puts_everything_back() {
        for (number, path) in [(1, "a"), (2, "sub/b"), (3, "c")] {
            let (out, message) = failing_at(number);
            let expected = format!(
                "nothing was changed: could not write `{path}`: no space is left on the disk; free some and run again"
            );
            assert_eq!(message, expected);
            let mut names: Vec<_> = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            assert_eq!(names, ["a", "c"]);
            assert_eq!(fs::read_to_string(out.path().join("a")).unwrap(), "old a");
            assert_eq!(fs::read_to_string(out.path().join("c")).unwrap(), "old c");
        }
    }
}
