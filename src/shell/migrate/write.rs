//! Writes what a migration comes to: files all or nothing, and the keyring's values by their new names first.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::super::edited::{above_all, alone, names_of};
use super::super::end::NotKept;
use super::kept;
use super::look::Portal;
use crate::answers::file;
use crate::credential::{Answers, Secret};
use crate::interrupt;
use crate::journal::{self, Alone};
use crate::migrate::Migration;
use crate::secrets::{self, StoreName};
use crate::write::{Access, Changes, Content, Earlier, FilePlan, Rendered};

/// Everything that is to be written.
pub(super) struct Work {
    pub(super) changes: Changes,
    folder: PathBuf,
    _alone: Vec<Alone>,
}

impl Work {
    pub(super) fn of(portal: &Portal, migration: &Migration, dry: bool) -> Result<Self> {
        let here = |path: &Path| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_path_buf() };
        let folder = fs::canonicalize(here(&portal.folder)).context("could not find the folder")?;
        let mut files = Vec::new();
        for (name, text) in &migration.texts {
            let is_new = !portal.found.texts.contains_key(name);
            let path = real(name, is_new)?;
            stays_or_was_named(portal, name, &path).context(NotKept)?;
            if !dry && names_of(&path).is_some_and(|names| names > 1) {
                bail!(anyhow!("`{name}` is one file by several names (hard links), and only this one would change; make it a file of its own").context(NotKept));
            }
            let private = portal.found.env_files.iter().any(|file| file.name == *name && !file.example);
            let access = if private { Access::Private } else { Access::Shared };
            files.push((path, "migrated", Content::Edited(text.clone()), access));
        }
        if let Some((name, key)) = &migration.key {
            let path = real(name, true)?;
            let own = path.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((
                path.with_file_name(".gitignore"),
                "keeps the key out of git",
                Content::IgnoreEntries(vec![own]),
                Access::Shared,
            ));
            files.push((path, "the App's private key", Content::Edited(key.clone()), Access::Private));
        }
        if let Some(declared) = &migration.declared {
            files.push((
                folder.join(file::NAME),
                "your answers",
                Content::Whole(file::write(declared)?),
                Access::Shared,
            ));
        }
        let root = above_all(files.iter().map(|(path, ..)| path.as_path()).chain([folder.join(file::NAME).as_path()]));
        let alone = if dry { Vec::new() } else { alone(files.iter().map(|(path, ..)| path.as_path()))? };
        let plan = |(path, about, content, access): (PathBuf, &str, Content, Access)| FilePlan {
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
        refuse_changed(portal, &changes, &root)?;
        Ok(Self { changes, folder, _alone: alone })
    }

    /// Writes everything, and gives the folder of the copies.
    pub(super) fn apply(&self, migration: &Migration) -> Result<PathBuf> {
        let _whole = interrupt::uninterruptible();
        let backup = self.folder.join(journal::FOLDER).join("backup");
        let write = || self.changes.apply(&backup, Earlier::Removed).map(drop);
        if migration.kept.is_empty() {
            write().context(NotKept)?;
        } else {
            let (mut store, _) =
                secrets::open(Some(StoreName::Keyring), &self.folder, Answers::default()).context(NotKept)?;
            kept::rename(store.as_mut(), &migration.kept, write).context(NotKept)?;
        }
        Ok(backup)
    }
}

/// Where a file really is; a new one lies where its folder is.
fn real(name: &str, is_new: bool) -> Result<PathBuf> {
    let path = Path::new(name);
    let missing = || anyhow!("could not find {name}");
    if !is_new {
        return fs::canonicalize(path).map_err(|_| missing());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(parent).map_err(|_| missing())?;
    Ok(folder.join(path.file_name().with_context(missing)?))
}

/// Refuses a link out of its folder that nobody named: whoever said yes could not know of it.
fn stays_or_was_named(portal: &Portal, name: &str, path: &Path) -> Result<()> {
    let folder = Path::new(name).parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).context("could not find the folder")?;
    if path.starts_with(&folder) || portal.named.contains(Path::new(name)) {
        return Ok(());
    }
    bail!(
        "`{name}` leads out of its folder, to {}; nothing was written: name it to have it changed there, or remove the link",
        path.display()
    )
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
