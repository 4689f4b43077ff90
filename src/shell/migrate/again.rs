//! Goes on with a move that was killed while it was written: each file is what it was or what it shall be, and becomes what it shall be.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::super::cli::Migrate;
use super::super::end::NotKept;
use super::super::hosts::refuge;
use super::write::{Done, alone_in, changes, copies, forgotten, may_be_kept, opened, real_folder, write};
use crate::answers::file as answers;
use crate::canonical::canonical;
use crate::config::learn_text;
use crate::dotenv;
use crate::journal::{Alone, Moved, Moving};
use crate::leaving::{Leaving, leaving};
use crate::report::clean_lines;
use crate::secrecy::{self, Known};
use crate::write::{Access, Changes, Content, Earlier};

/// What is left of a move.
pub(super) struct Rest {
    changes: Changes,
    folder: PathBuf,
    _alone: Vec<Alone>,
}

impl Rest {
    /// Finds it. Nothing is written yet.
    ///
    /// # Errors
    /// When a file is neither what it was nor what it shall be, lies where nobody named it, or cannot be written.
    pub(super) fn of(moving: &Moving, flags: &Migrate, folder: &Path) -> Result<Self> {
        let folder = real_folder(folder)?;
        may_be_kept(&folder, flags.dry_run)?;
        learn(moving);
        let paths: Vec<PathBuf> = moving.files.iter().map(|file| folder.join(&file.path)).collect();
        // Even to be alone in a folder, something is made in it.
        paths.iter().try_for_each(|path| refuse_beyond(path, flags, &folder))?;
        if !flags.dry_run {
            refuse_strange(moving, &paths, flags, &folder)?;
        }
        let alone = if flags.dry_run { Vec::new() } else { alone_in(&folder, &paths)? };
        let planned = moving.files.iter().zip(&paths).map(|(file, path)| {
            let access = if file.private { Access::Private } else { Access::Shared };
            (path.clone(), "migrated", Content::Edited(file.after.clone()), access)
        });
        let (mut changes, root) = changes(planned.collect(), &folder)?;
        changes.hide(&paths.iter().filter_map(|path| led_to(path, flags, &folder)).collect::<Vec<_>>());
        for change in changes.list() {
            let path = root.join(&change.path);
            let file = moving.files.iter().zip(&paths).find(|(_, other)| **other == path).map(|(file, _)| file);
            let known = |file: &Moved| change.before() == file.before.as_ref() || change.was(&file.after);
            if !file.is_some_and(known) {
                bail!(anyhow!("`{}` was changed since the move was stopped; nothing was written: put it as it was, from `{}`, and run again", change.path.display(), copies(&folder).display()).context(NotKept));
            }
        }
        Ok(Self { changes, folder, _alone: alone })
    }

    /// What would still change, as a difference in which no secret appears, and nothing that a terminal would obey.
    pub(super) fn diff(&self) -> String {
        clean_lines(&self.changes.diff())
    }

    /// Writes it.
    ///
    /// # Errors
    /// When a file or a name of the keyring cannot be written; the record stays then.
    pub(super) fn write(&self, moving: &Moving) -> Result<Done> {
        let store = opened(moving, &self.folder)?;
        let backup = write(&self.changes, moving, (&self.folder, Earlier::Kept), (store, &mut false))?;
        let left = forgotten(&self.folder);
        refuge(&self.folder).iter().for_each(|own| moving.let_go(own));
        Ok(Done { backup, left })
    }
}

/// A record that this program is not known to have made may be anybody's: a person who has looked at it names its files.
fn refuse_strange(moving: &Moving, paths: &[PathBuf], flags: &Migrate, folder: &Path) -> Result<()> {
    let is_ours = refuge(folder).is_some_and(|own| moving.is_vouched_for(&own, folder));
    let unnamed = paths.iter().find(|path| !canonical(path).is_ok_and(|real| is_named(&real, flags)));
    let Some(unnamed) = unnamed.filter(|_| !is_ours) else { return Ok(()) };
    bail!(
        anyhow!(
            "nothing here says that this program made {}, which would change {}: look at it with `--dry-run`, then name each of its files to go on, behind the folder or with `--env-file`; or move it away by hand",
            Moving::record(folder).display(),
            unnamed.display()
        )
        .context(NotKept)
    )
}

/// Tells whether a person named a file.
fn is_named(real: &Path, flags: &Migrate) -> bool {
    let mut named = flags.files.iter().chain(&flags.env_file);
    named.any(|name| canonical(name).is_ok_and(|name| name == real))
}

/// What no move writes, whatever a record says: git's own files, which name programs, and this program's.
const NEVER: [&str; 2] = [".git", ".devportal-auth"];

/// Whoever made the record says which files change: those of the folder, or that a person names.
fn refuse_beyond(path: &Path, flags: &Migrate, folder: &Path) -> Result<()> {
    // Links on the way count by where they lead.
    let real = canonical(path).with_context(|| format!("could not find {}", path.display()))?;
    let below = real.strip_prefix(folder);
    let is_own = |part: Component<'_>| NEVER.iter().any(|never| part.as_os_str().eq_ignore_ascii_case(never));
    ensure!(
        !below.is_ok_and(|below| below.components().any(is_own)),
        anyhow!("no move writes {}: the record is none of this program; move it away by hand", path.display())
            .context(NotKept)
    );
    ensure!(
        real.starts_with(folder) || is_named(&real, flags),
        anyhow!(
            "{} is outside of the portal's folder; name it to go on with the move: behind the folder, or with `--env-file` if it holds variables",
            path.display()
        )
        .context(NotKept)
    );
    Ok(())
}

/// The link by which a file outside of the folder was named; who names it by no link sees what is in it.
fn led_to(path: &Path, flags: &Migrate, folder: &Path) -> Option<Leaving> {
    let real = canonical(path).ok().filter(|real| !real.starts_with(folder))?;
    let named = flags.files.iter().chain(&flags.env_file);
    let mut ways = named.filter(|name| canonical(name).is_ok_and(|name| name == real)).map(|name| leaving(name));
    ways.try_fold(None, |_, way| way.map(Some))?
}

/// Learns the secrets of variables, keys and the portal's configuration; other files hold none.
fn learn(moving: &Moving) {
    let mut known = Known::default();
    for file in &moving.files {
        let is_configuration = file.path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        for text in file.before.iter().chain([&file.after]) {
            match dotenv::parse(text.expose()) {
                Ok(lines) if file.private => {
                    lines.iter().for_each(|(name, value)| secrecy::learn_variable(name, value))
                }
                Err(_) if file.private => secrecy::learn(text),
                _ if is_configuration && !file.path.ends_with(answers::NAME) => learn_text(text.expose(), &mut known),
                _ => {}
            }
        }
    }
    secrecy::learn_all(&known);
}
