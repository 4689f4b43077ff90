//! Writes what a migration comes to: files all or nothing, and the keyring's values by their new names first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::super::edited::{above_all, alone, names_of};
use super::super::end::{CannotBegin, NotKept};
use super::super::folder::refuse_tracked;
use super::super::hosts::refuge;
use super::kept;
use super::led::{stays_or_was_named, unseen};
use super::look::Portal;
use crate::answers::file;
use crate::canonical::canonical;
use crate::credential::{Answers, Secret};
use crate::git::{Told, ask as git};
use crate::here::{folder_of, here};
use crate::intake::{self, Kind};
use crate::journal::{self, Alone, Moved, Moving};
use crate::leaving::leaving;
use crate::migrate::Migration;
use crate::secrets::{self, SecretStore, StoreName};
use crate::write::{Access, Changes, Content, Doubt, Earlier, FilePlan, PartlyWritten, Rendered, STAGED};

/// Everything that is to be written.
pub(super) struct Work {
    pub(super) changes: Changes,
    folder: PathBuf,
    moving: Moving,
    _alone: Vec<Alone>,
}

/// A file, what it is for and what must be in it.
type Planned = (PathBuf, &'static str, Content, Access);

impl Work {
    pub(super) fn of(portal: &Portal, migration: &Migration, report: &str, dry: bool) -> Result<Self> {
        let folder = real_folder(&portal.folder)?;
        may_be_kept(&folder, dry)?;
        let mut files = texts(portal, migration, dry)?;
        if let Some((name, key)) = &migration.key {
            let path = real(name, true)?;
            stays_or_was_named(portal, name, &path).context(NotKept)?;
            refuse_another_key(name, &path, key).context(NotKept)?;
            files.push((path, "the App's private key", Content::Edited(key.clone()), Access::Private));
        }
        let private =
            files.iter().filter(|(_, _, _, access)| *access == Access::Private).map(|(path, ..)| path.clone());
        let awaited = migration.decided.awaited.as_deref().map(|name| real(name, true)).transpose()?;
        files.extend(guards(&private.chain(awaited).collect::<Vec<_>>()));
        if let Some(declared) = &migration.declared {
            // What was answered before is the person's, whatever a value looks like.
            let text = marked(portal, &Secret::new(file::write(declared)?));
            files.push((folder.join(file::NAME), "your answers", Content::Edited(text), Access::Shared));
        }
        // What is new is in its place before anything goes from an old one.
        files.sort_by_key(|(path, ..)| path.exists());
        let (mut changes, root) = changes(files, &folder)?;
        changes.hide(&unseen(portal, migration, &changes, &root));
        let written = changes.list().iter().map(|change| root.join(&change.path)).collect::<Vec<_>>();
        let alone = if dry { Vec::new() } else { alone_in(&folder, &written)? };
        refuse_changed(portal, &changes, &root)?;
        let moved = changes.list().iter().map(|change| Moved {
            path: root
                .join(&change.path)
                .strip_prefix(&folder)
                .map_or_else(|_| root.join(&change.path), Path::to_path_buf),
            before: change.before().cloned(),
            after: change.after(),
            private: change.is_private(),
        });
        let to = migration.to.target.id().to_owned();
        let moving = Moving::new(to, report.to_owned(), moved.collect(), migration.kept.clone());
        Ok(Self { changes, folder, moving, _alone: alone })
    }

    /// Writes everything. What was and what shall be is on the disk until all of it is done.
    pub(super) fn apply(&self) -> Result<Done> {
        let store = opened(&self.moving, &self.folder)?;
        let own = refuge(&self.folder);
        // Where that cannot be noted, whoever goes on with the move names its files.
        own.iter().for_each(|own| _ = self.moving.vouch(own, &self.folder));
        self.moving.keep(&self.folder).context(NotKept)?;
        let mut is_new = false;
        let done = write(&self.changes, &self.moving, (&self.folder, Earlier::Removed), (store, &mut is_new));
        let is_half = is_new || done.as_ref().is_err_and(|error| error.is::<PartlyWritten>());
        if done.is_err() && is_half {
            return done.map(|backup| Done { backup, left: None });
        }
        let left = forgotten(&self.folder);
        own.iter().for_each(|own| self.moving.let_go(own));
        done.map(|backup| Done { backup, left })
    }
}

/// A move that is done.
pub(super) struct Done {
    /// The folder of the copies.
    pub(super) backup: PathBuf,
    /// What is said of the record, where it is still there.
    pub(super) left: Option<String>,
}

/// Forgets the record of a move, or says what is left then. Everything has moved by now, whatever becomes of the record.
pub(super) fn forgotten(folder: &Path) -> Option<String> {
    let error = Moving::forget(folder).err()?;
    let record = Moving::record(folder);
    Some(format!(
        "only the record of the move is left, as it could not be removed ({}): remove {}, which may hold secrets, or run `devportal-auth migrate` \
         again, which does it",
        error.root_cause(),
        record.display()
    ))
}

/// The keyring, where it has something by an old name. Whether it answers is known before anything changes.
pub(super) fn opened(moving: &Moving, folder: &Path) -> Result<Option<Box<dyn SecretStore>>> {
    if moving.kept.is_empty() {
        return Ok(None);
    }
    let (store, _) = secrets::open(Some(StoreName::Keyring), folder, Answers::default()).context(NotKept)?;
    Ok(Some(store))
}

/// Where the files stay that a move replaces.
pub(super) fn copies(folder: &Path) -> PathBuf {
    folder.join(journal::FOLDER).join(journal::BEFORE_MOVE)
}

/// Writes files and renames what the keyring has; tells whether the files are new then. Whoever stops it in between goes on with the next
/// run, so that nothing but the files themselves has to be waited for.
pub(super) fn write(
    changes: &Changes,
    moving: &Moving,
    (folder, earlier): (&Path, Earlier),
    (store, is_new): (Option<Box<dyn SecretStore>>, &mut bool),
) -> Result<PathBuf> {
    let backup = copies(folder);
    let mut write = || changes.apply(&backup, earlier).map(|_| *is_new = true);
    match store {
        None => write().context(NotKept)?,
        Some(mut store) => kept::rename(store.as_mut(), &moving.kept, write).context(NotKept)?,
    }
    Ok(backup)
}

/// The folder by the name that it has wherever one stands.
pub(super) fn real_folder(folder: &Path) -> Result<PathBuf> {
    fs::canonicalize(here(folder)).context("could not find the folder")
}

/// Refuses to keep copies and the record of a move where git has them, or nobody can tell.
pub(super) fn may_be_kept(folder: &Path, dry: bool) -> Result<()> {
    match refuse_tracked(folder).context(CannotBegin)? {
        Some(doubt) if !dry => bail!(anyhow!("{doubt}; {}", doubt.hint()).context(NotKept)),
        _ => Ok(()),
    }
}

/// Keeps every other run out of the portal's folder and of those that are written to.
pub(super) fn alone_in(folder: &Path, files: &[PathBuf]) -> Result<Vec<Alone>> {
    let own = folder.join(file::NAME);
    alone(files.iter().map(PathBuf::as_path).chain([own.as_path()]))
}

/// Holds files against what is there. The changes' paths are below the folder that is given with them.
pub(super) fn changes(files: Vec<Planned>, folder: &Path) -> Result<(Changes, PathBuf)> {
    if let Some(leaving) = files.iter().find_map(|(path, ..)| leaving(path)) {
        let doubt = Doubt::Led(leaving);
        bail!(anyhow!("{doubt}; nothing was written: {}", doubt.hint()).context(NotKept));
    }
    let root = above_all(files.iter().map(|(path, ..)| path.as_path()).chain([folder.join(file::NAME).as_path()]));
    let plan = |(path, about, content, access): Planned| FilePlan {
        path: path.strip_prefix(&root).map_or_else(|_| path.clone(), Path::to_path_buf),
        about: about.to_owned(),
        content,
        access,
    };
    let rendered = Rendered { files: files.into_iter().map(plan).collect() };
    let changes = Changes::between(&rendered, &root).context(NotKept)?;
    if let Some(doubt) = changes.doubts().next() {
        bail!(anyhow!("{doubt}; {}", doubt.hint()).context(NotKept));
    }
    Ok((changes, root))
}

/// The portal's own files with what changes in them.
fn texts(portal: &Portal, migration: &Migration, dry: bool) -> Result<Vec<Planned>> {
    let mut files = Vec::new();
    for (name, text) in &migration.texts {
        let is_new = !portal.found.texts.contains_key(name);
        let path = real(name, is_new)?;
        stays_or_was_named(portal, name, &path).context(NotKept)?;
        if is_new && path.exists() {
            bail!(
                anyhow!("`{name}` is there, and was not looked at; nothing was written: name it as well")
                    .context(NotKept)
            );
        }
        if !dry && names_of(&path).is_some_and(|names| names > 1) {
            bail!(anyhow!("`{name}` is one file by several names (hard links), and only this one would change; make it a file of its own").context(NotKept));
        }
        let is_vault = migration.decided.vault.as_ref() == Some(name);
        let private = is_vault || portal.found.env_files.iter().any(|file| file.name == *name && !file.example);
        let access = if private { Access::Private } else { Access::Shared };
        let text = if is_new { marked(portal, text) } else { text.clone() };
        files.push((path, "migrated", Content::Edited(text), access));
    }
    Ok(files)
}

/// A new text, beginning as all that the sandbox wrote, where it wrote the rest.
fn marked(portal: &Portal, text: &Secret) -> Secret {
    match portal.of_sandbox {
        true => Secret::new(format!("# {}\n{}", file::OF_SANDBOX, text.expose())),
        false => text.clone(),
    }
}

/// What keeps private files, copies and what is being written out of git and image builds, in each folder that has some.
fn guards(private: &[PathBuf]) -> Vec<Planned> {
    let mut folders: BTreeMap<&Path, Vec<String>> = BTreeMap::new();
    for path in private {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { continue };
        let entries = folders.entry(folder).or_insert_with(|| vec![format!("{}/", journal::FOLDER), STAGED.to_owned()]);
        entries.push(name.to_string_lossy().into_owned());
    }
    let of_folder = |(folder, entries): (&Path, Vec<String>)| {
        let is_seen = |entry: &String| git::ignores(&folder.join(entry)) != Told::Yes;
        let seen: Vec<_> = entries.iter().filter(|entry| is_seen(entry)).cloned().collect();
        let of_git =
            (folder.join(".gitignore"), "keeps secrets out of git", Content::IgnoreEntries(seen), Access::Shared);
        let content = Content::IgnoreEntriesBeside(entries, &["Dockerfile", "Containerfile"]);
        let of_images = (folder.join(".dockerignore"), "keeps secrets out of images", content, Access::Shared);
        let wanted = !matches!(&of_git.2, Content::IgnoreEntries(seen) if seen.is_empty());
        wanted.then_some(of_git).into_iter().chain([of_images])
    };
    folders.into_iter().flat_map(of_folder).collect()
}

/// Where a file really is; a new one lies where its folder is.
fn real(name: &str, is_new: bool) -> Result<PathBuf> {
    let path = Path::new(name);
    let missing = || anyhow!("could not find {name}");
    if !is_new {
        return fs::canonicalize(path).map_err(|_| missing());
    }
    let folder = fs::canonicalize(folder_of(path)).map_err(|_| missing())?;
    // What keeps it out of git stands where a link leads.
    canonical(&folder.join(path.file_name().with_context(missing)?)).map_err(|_| missing())
}

/// A provider shows a key once: another one is nobody's to replace.
fn refuse_another_key(name: &str, path: &Path, key: &Secret) -> Result<()> {
    let there = intake::text_if_there(path, Kind::VARIABLES).map_err(|unread| anyhow!("`{name}` {unread}"))?;
    let is_another = |there: &Secret| there.expose().trim() != key.expose().trim();
    ensure!(
        !there.as_ref().is_some_and(is_another),
        "`{name}` is there and holds something else than the portal's key; nothing was written: move it away, as its provider shows it once"
    );
    Ok(())
}
/// What is written is held against what is there now: that has to be what was looked at.
fn refuse_changed(portal: &Portal, changes: &Changes, root: &Path) -> Result<()> {
    for (name, text) in &portal.found.texts {
        let Ok(path) = fs::canonicalize(name) else { continue };
        let change = changes.list().iter().find(|change| root.join(&change.path) == path);
        if change.is_some_and(|change| !change.was(&Secret::new(text.expose()))) {
            bail!(
                anyhow!("`{name}` was changed by somebody else in the meantime; nothing was written, run again")
                    .context(NotKept)
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_whose_record_cannot_be_removed_is_done_and_says_what_is_left() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(forgotten(out.path()), None);
        let record = out.path().join(".devportal-auth").join("move.yaml");
        // A folder in its place is no file to remove, whoever runs this.
        fs::create_dir_all(record.join("x")).unwrap();
        let said = forgotten(out.path()).unwrap();
        assert!(said.starts_with("only the record of the move is left"), "{said}");
        assert!(said.contains(&format!("remove {}, which may hold secrets", record.display())), "{said}");
    }
}
