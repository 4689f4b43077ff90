//! What would change on the disk. Reads, compares and explains; writes nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use zeroize::Zeroizing;

use super::diff::Difference;
use super::disk::{self, Existing};
use super::{Access, Applied, Content, DotenvLine, FilePlan, Rendered, Visibility, apply, git};
use crate::config::Page;
use crate::secrecy::Known;
use crate::{document, dotenv};

/// Every file that would be new or different.
#[derive(Debug)]
pub struct Changes {
    changes: Vec<Change>,
    masks: Masks,
}

/// What must not be seen in any of the files.
#[derive(Debug, Default)]
struct Masks {
    /// The secrets that are to be written.
    known: Known,
    /// The variables whose values may be shown.
    plain: BTreeSet<String>,
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
    /// What of the text this program says itself; its comments may be shown.
    ours: String,
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

/// How a file is read when it is shown.
#[derive(Clone, Copy)]
enum Dialect {
    /// Variables. Those that a run sets say themselves whether they are plain.
    Dotenv,
    /// An example of variables: in what this program writes, all values are plain.
    Example,
    Yaml,
    Plain,
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
        let lines = |text: &str| -> Vec<String> {
            let page = match self.dialect {
                Dialect::Plain => None,
                Dialect::Yaml => Some(Page::yaml(text)),
                Dialect::Dotenv => Some(Page::dotenv(text, |name| masks.plain.contains(name))),
                Dialect::Example => Some(Page::dotenv(text, |_| text == self.ours)),
            };
            let lines = page.map(|page| page.with_comments_of(&self.ours).all());
            let lines = lines.unwrap_or_else(|| text.lines().map(str::to_owned).collect());
            lines.iter().map(|line| masks.known.conceal(line)).collect()
        };
        let before = self.before.as_ref().map(|existing| lines(&existing.text));
        let text = self.difference.unified(&self.path, before.as_deref(), &lines(&self.after));
        match self.tightened() {
            Some(mode) => format!("old mode {mode:04o}\nnew mode {:04o}\n{text}", mode & 0o600),
            None => text,
        }
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
    let mut known = Known::default();
    masked.iter().for_each(|line| known.learn(line.value.expose()));
    Masks { known, plain: plain.iter().map(|line| line.variable.0.clone()).collect() }
}

fn change(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let plain = file.path.components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(plain && file.path.file_name().is_some(), "`{}` leads out of the output folder", file.path.display());
    prepare(file, out).with_context(|| format!("`{}` cannot be written", file.path.display()))
}

fn prepare(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let target = disk::resolve(&out.join(&file.path))?;
    let before = disk::read(&target)?;
    let existing = before.as_ref().map_or("", |existing| existing.text.as_str());
    let after = content(&file.content, existing)?;
    let (dialect, ours) = own(file);
    let same = before.is_some() && existing == after;
    let after = Zeroizing::new(after);
    let difference = Difference::between(existing, &after);
    let (added, removed) = difference.counts();
    let kind = if before.is_some() { ChangeKind::Edit } else { ChangeKind::New };
    let (path, about, access) = (file.path.clone(), file.about.clone(), file.access);
    let change = Change { kind, path, about, added, removed, target, before, after, access, dialect, ours, difference };
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

/// How a file is read, and what of it this program says itself.
fn own(file: &FilePlan) -> (Dialect, String) {
    let is_example = file.path.to_string_lossy().ends_with(".example");
    match &file.content {
        Content::Fragment(fragment) => (Dialect::Yaml, fragment.clone()),
        Content::Whole(text) if is_example => (Dialect::Example, text.clone()),
        Content::Whole(text) => (Dialect::Yaml, text.clone()),
        Content::Edited(_) if file.path.to_string_lossy().contains(".env") => (Dialect::Dotenv, String::new()),
        Content::Edited(_) => (Dialect::Yaml, String::new()),
        Content::Dotenv(lines) => (
            Dialect::Dotenv,
            lines.iter().filter_map(|line| line.comment.as_ref()).map(|said| format!("# {said}\n")).collect(),
        ),
        Content::IgnoreEntries(_) => (Dialect::Plain, String::new()),
    }
}

fn content(content: &Content, existing: &str) -> Result<String> {
    match content {
        Content::Fragment(fragment) => Ok(document::merge(existing, fragment)?),
        Content::Dotenv(lines) => {
            let lines = lines.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
            Ok(dotenv::edit(existing, &lines)?)
        }
        Content::Whole(text) => Ok(text.clone()),
        Content::Edited(text) => Ok(text.expose().to_owned()),
        Content::IgnoreEntries(entries) => Ok(with_entries(existing, entries)),
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
