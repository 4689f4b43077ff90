//! What would change on the disk. Reads, compares and explains; writes nothing.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use zeroize::Zeroizing;

use super::diff::Difference;
use super::disk::{self, Existing};
use super::{Access, Applied, Content, DotenvLine, FilePlan, Rendered, Visibility, apply, git};
use crate::credential::Secret;
use crate::mask::Masks;
use crate::{document, dotenv};

/// Every file that would be new or different.
#[derive(Debug)]
pub struct Changes {
    changes: Vec<Change>,
    masks: Masks,
}

/// One file that would be new or different.
pub struct Change {
    /// Whether the file is there already.
    pub kind: ChangeKind,
    /// Relative to the output folder.
    pub path: PathBuf,
    /// What the file is for.
    pub about: String,
    /// How many lines come in.
    pub added: usize,
    /// How many lines go.
    pub removed: usize,
    pub(super) target: PathBuf,
    pub(super) before: Option<Existing>,
    pub(super) after: Zeroizing<String>,
    pub(super) access: Access,
    dialect: Dialect,
    difference: Difference,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// There is no such file yet.
    New,
    /// The file is there, and something in it, or its mode, changes.
    Edit,
}

/// How a file is masked.
#[derive(Clone, Copy)]
enum Dialect {
    Dotenv,
    Other,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("kind", &self.kind).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Changes {
    /// Compares what was rendered with what is in the output folder. Files that are as they should be do not appear.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read, merged or kept private, with the reason. Nothing has been written then.
    pub fn between(rendered: &Rendered, out: &Path) -> Result<Self> {
        let changes = rendered.files.iter().map(|file| change(file, out));
        let changes = changes.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Self { changes, masks: masks(rendered) })
    }

    /// Tells whether everything is as it should be.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Lists the changes in the order of what was rendered.
    pub fn list(&self) -> &[Change] {
        &self.changes
    }

    /// Shows the changes as a unified diff in which no secret appears.
    pub fn diff(&self) -> String {
        self.changes.iter().map(|change| change.diff(&self.masks)).collect()
    }

    /// Writes all changes, or none. Copies of what is replaced go to the backup folder, which only its owner can enter.
    ///
    /// Each file is old or new at any moment, even when the program is killed: all are prepared and on the disk before the first takes
    /// its place, `.gitignore` before what it protects.
    ///
    /// # Errors
    ///
    /// The file that could not be written, and why; everything is then as it was.
    pub fn apply(&self, backup_dir: &Path) -> Result<Applied> {
        apply::all(&self.changes, backup_dir, &mut apply::rename)
    }
}

impl Change {
    fn diff(&self, masks: &Masks) -> String {
        let lines = |text: &str| match self.dialect {
            Dialect::Dotenv => masks.dotenv(text),
            Dialect::Other => masks.lines(text),
        };
        let before = self.before.as_ref().map(|existing| lines(existing.text.expose()));
        let text = self.difference.unified(&self.path, before.as_deref(), &lines(&self.after));
        match self.tightened() {
            Some(mode) => format!("old mode {mode:04o}\nnew mode {:04o}\n{text}", mode & 0o600),
            None => text,
        }
    }

    /// Tells whether the file was this before, as it was read for the comparison.
    pub fn was(&self, text: &Secret) -> bool {
        self.before.as_ref().is_some_and(|existing| existing.text == *text)
    }

    /// Returns the old mode of a private file that others can read.
    fn tightened(&self) -> Option<u32> {
        let mode = self.before.as_ref()?.mode;
        (self.access == Access::Private && mode & 0o177 != 0).then_some(mode)
    }

    /// Returns the mode to write with, or nothing to leave it to the umask.
    pub(super) fn mode(&self) -> Option<u32> {
        match (self.access, &self.before) {
            (Access::Private, Some(existing)) => Some(existing.mode & 0o600),
            (Access::Private, None) => Some(0o600),
            (Access::Shared, Some(existing)) => Some(existing.mode),
            (Access::Shared, None) => None,
        }
    }
}

/// The secrets of everything that is to be written must not be seen in any file.
fn masks(rendered: &Rendered) -> Masks {
    let lines = rendered.files.iter().filter_map(|file| match &file.content {
        Content::Dotenv(lines) => Some(lines),
        _ => None,
    });
    let (masked, plain): (Vec<_>, Vec<_>) = lines.flatten().partition(|line| line.visibility == Visibility::Masked);
    Masks::new(masked.iter().map(|line| &line.value), plain.iter().map(|line| line.variable.0.clone()).collect())
}

fn change(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let plain = file.path.components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(plain && file.path.file_name().is_some(), "`{}` leads out of the output folder", file.path.display());
    prepare(file, out).with_context(|| format!("`{}` cannot be written", file.path.display()))
}

fn prepare(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let target = disk::resolve(&out.join(&file.path))?;
    let before = disk::read(&target)?;
    let existing = before.as_ref().map_or("", |existing| existing.text.expose());
    let (after, dialect) = content(&file.content, existing)?;
    let same = before.is_some() && existing == after;
    let after = Zeroizing::new(after);
    let difference = Difference::between(existing, &after);
    let (added, removed) = difference.counts();
    let kind = if before.is_some() { ChangeKind::Edit } else { ChangeKind::New };
    let (path, about, access) = (file.path.clone(), file.about.clone(), file.access);
    let change = Change { kind, path, about, added, removed, target, before, after, access, dialect, difference };
    if same && change.tightened().is_none() {
        return Ok(None);
    }
    if file.access == Access::Private && git::tracks(&change.target) {
        bail!(
            "git tracks it, and it will hold secrets; run `git rm --cached {}` and commit that first",
            file.path.display()
        );
    }
    Ok(Some(change))
}

fn content(content: &Content, existing: &str) -> Result<(String, Dialect)> {
    match content {
        Content::Fragment(fragment) => Ok((document::merge(existing, fragment)?, Dialect::Other)),
        Content::Dotenv(lines) => {
            let lines = lines.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
            Ok((dotenv::edit(existing, &lines)?, Dialect::Dotenv))
        }
        Content::Whole(text) => Ok((text.clone(), Dialect::Other)),
        Content::IgnoreEntries(entries) => Ok((with_entries(existing, entries), Dialect::Other)),
    }
}

fn encode(line: &DotenvLine) -> Result<dotenv::Line, dotenv::Unsayable> {
    let encoded = dotenv::encode(line.variable.as_str(), &line.value)?;
    Ok(match &line.comment {
        Some(comment) => encoded.with_comment(comment),
        None => encoded,
    })
}

/// Adds the entries that are missing. A later `!entry` takes an entry back, so then it is missing too.
fn with_entries(existing: &str, entries: &[String]) -> String {
    let newline = if existing.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = existing.to_owned();
    for entry in entries {
        let mut rules = text.lines().map(|line| line.trim_end().trim_start_matches('/'));
        let bare = entry.trim_start_matches('/');
        let last = rules.rfind(|rule| rule.trim_start_matches('!').trim_start_matches('/') == bare);
        if last.is_some_and(|rule| !rule.starts_with('!')) {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(newline);
        }
        text.push_str(entry);
        text.push_str(newline);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignore_entries_are_added_once() {
        let entries = [".env".to_owned(), "/.devportal-auth/".to_owned()];
        let once = with_entries("node_modules\n.env", &entries);
        assert_eq!(once, "node_modules\n.env\n/.devportal-auth/\n");
        assert_eq!(with_entries(&once, &entries), once);
    }

    #[test]
    fn an_entry_that_is_taken_back_is_added_again() {
        assert_eq!(with_entries(".env\n!.env\n", &[".env".to_owned()]), ".env\n!.env\n.env\n");
    }
}
