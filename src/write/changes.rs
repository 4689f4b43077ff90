//! What would change on the disk. Reads, compares and explains; writes nothing.

use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use zeroize::Zeroizing;

use super::committed::{refuse_new_secrets, refuse_secrets};
use super::content::content;
use super::diff::Difference;
use super::disk::{self, Existing};
use super::guards::{in_its_place, is_guard};
use super::linked::{ignoring, links};
use super::lost::lost;
use super::shown::{Masks, Shown};
use super::{Access, Applied, Content, Doubt, Earlier, FilePlan, Rendered, apply};
use crate::canonical::canonical;
use crate::credential::Secret;
use crate::git::{Told, ask as git};
use crate::leaving::{Leaving, leaving};
use crate::owner;
use crate::typed::Typed;

/// What stands in the place of lines that nobody asked to see.
pub const NOT_SHOWN: &str = "its lines are not shown";

/// Every file that would be new or different.
#[derive(Debug)]
pub struct Changes {
    changes: Vec<Change>,
    masks: Masks,
    /// The link that leads the output folder itself elsewhere.
    led: Option<Leaving>,
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
    /// What of somebody's own lists goes with it (`host: ghe.acme.dev` of `integrations.github`).
    pub lost: Vec<String>,
    /// The file that is really written, where a link leads to another.
    pub leads_to: Option<PathBuf>,
    /// The link out of its folder by which it was named, where nobody is to see what stands there.
    led: Option<PathBuf>,
    pub(super) target: PathBuf,
    pub(super) before: Option<Existing>,
    pub(super) after: Zeroizing<String>,
    pub(super) access: Access,
    /// Whether it keeps git or image builds from what is beside it.
    pub(super) is_guard: bool,
    shown: Shown,
    difference: Difference,
    doubts: Vec<Doubt>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// There is no such file yet.
    New,
    /// The file is there, and something in it, or its mode, changes.
    Edit,
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
        let links = links(rendered, out)?;
        let all = |file: &FilePlan| [vec![file.clone()], in_its_place(file, out)].concat();
        let changes = rendered.files.iter().flat_map(all).map(|file| change(&ignoring(&file, &links), out));
        let changes = changes.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Self { changes, masks: Masks::of(rendered), led: leaving(out) })
    }

    /// Tells whether everything is as it should be.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Lists the changes in the order of what was rendered.
    pub fn list(&self) -> &[Change] {
        &self.changes
    }

    /// Lists what only a person can allow.
    pub fn doubts(&self) -> impl Iterator<Item = &Doubt> {
        self.changes.iter().flat_map(|change| &change.doubts)
    }

    /// Shows no line of what these links lead to: nobody asked to see what stands there.
    pub fn hide(&mut self, links: &[Leaving]) {
        for change in &mut self.changes {
            change.led = links.iter().find(|link| link.target == change.target).map(|link| link.path.clone());
        }
    }

    /// Shows the changes as a unified diff in which no secret appears, and no line of what a link leads to elsewhere.
    pub fn diff(&self) -> String {
        if let Some(Leaving { path, target, .. }) = self.led.as_ref().filter(|_| !self.is_empty()) {
            return format!("link {} -> {}\n{NOT_SHOWN}\n", path.display(), target.display());
        }
        self.changes.iter().map(|change| change.diff(&self.masks)).collect()
    }

    /// Writes all changes, or none. Copies of what is replaced go to the backup folder, which only its owner can enter; those of
    /// earlier writes go away then, unless they are of the same run.
    ///
    /// Each file is old or new at any moment, even when the program is killed: what keeps git and image builds out is in its place before
    /// anything else is there in any form, and all the others are prepared and on the disk before the first of them takes its place.
    ///
    /// # Errors
    ///
    /// The file that could not be written, and why; everything is then as it was.
    pub fn apply(&self, backup_dir: &Path, earlier: Earlier) -> Result<Applied> {
        apply::all(&self.changes, (backup_dir, earlier), &mut apply::rename)
    }
}

impl Change {
    fn diff(&self, masks: &Masks) -> String {
        if let Some(link) = &self.led {
            let target = self.target.display();
            return match *link == self.target {
                true => format!("{target}\n{NOT_SHOWN}\n"),
                false => format!("link {} -> {target}\n{NOT_SHOWN}\n", link.display()),
            };
        }
        let link = self.leads_to.iter().map(|to| format!("link {} -> {}\n", self.path.display(), to.display()));
        // Nobody asked to see what a link leads to elsewhere.
        if self.doubts.iter().any(|doubt| matches!(doubt, Doubt::Leaves { .. })) {
            return link.chain([format!("{NOT_SHOWN}\n")]).collect();
        }
        let lines = |text: &str| self.shown.lines(text, masks);
        let before = self.before.as_ref().map(|existing| lines(existing.text.expose()));
        let text = self.difference.unified(&self.path, before.as_deref(), &lines(&self.after));
        let mode = self.tightened().map(|mode| format!("old mode {mode:04o}\nnew mode {:04o}\n", mode & 0o600));
        link.chain(mode).chain([text]).collect()
    }

    /// What the file was, as it was read for the comparison; nothing when it is new.
    pub fn before(&self) -> Option<&Secret> {
        self.before.as_ref().map(|existing| &existing.text)
    }

    /// What the file shall be.
    pub fn after(&self) -> Secret {
        Secret::new(self.after.as_str())
    }

    /// Tells whether only its owner may read it.
    pub fn is_private(&self) -> bool {
        self.access == Access::Private
    }

    /// Tells whether it keeps git or image builds from what is beside it.
    pub const fn is_guard(&self) -> bool {
        self.is_guard
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

fn change(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let plain = file.path.components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(plain && file.path.file_name().is_some(), "`{}` leads out of the output folder", file.path.display());
    prepare(file, out).with_context(|| format!("`{}` cannot be written", file.path.display()))
}

fn prepare(file: &FilePlan, out: &Path) -> Result<Option<Change>> {
    let real = |path: &Path| canonical(path).map_err(|error| anyhow!(disk::words(&error)));
    let (target, root) = (real(&disk::resolve(&out.join(&file.path))?)?, real(out)?);
    let before = disk::read(&target)?;
    if let Content::IgnoreEntriesBeside(_, others) = file.content
        && before.is_none()
        && !others.iter().any(|other| out.join(other).exists())
    {
        return Ok(None);
    }
    let existing = before.as_ref().map_or("", |existing| existing.text.expose());
    refuse_secrets(file)?;
    let after = content(&file.content, existing)?;
    refuse_new_secrets(file, existing, &after)?;
    let same = before.is_some() && existing == after;
    let after = Zeroizing::new(after);
    let difference = Difference::between(existing, &after);
    let (added, removed) = difference.counts();
    let lost = if matches!(file.content, Content::Fragment(..)) { lost(existing, &after) } else { Vec::new() };
    let kind = if before.is_some() { ChangeKind::Edit } else { ChangeKind::New };
    let (path, about, access) = (file.path.clone(), file.about.clone(), file.access);
    let leads_to = (target != root.join(&path)).then(|| target.clone());
    let leaves = leads_to.iter().filter(|target| !target.starts_with(&root));
    let doubts = leaves.map(|target| Doubt::Leaves { path: path.clone(), target: target.clone() }).collect();
    let mut change = Change {
        kind,
        path,
        about,
        added,
        removed,
        lost,
        leads_to,
        led: None,
        target,
        before,
        after,
        access,
        is_guard: is_guard(&file.path),
        shown: Shown::of(file),
        difference,
        doubts,
    };
    if same && change.tightened().is_none() {
        return Ok(None);
    }
    if let Some(owner) = fs::metadata(&change.target).ok().as_ref().and_then(owner::stranger) {
        bail!("it belongs to another user ({owner}), who would lose it; run as that user");
    }
    if file.access == Access::Private {
        change.doubts.extend(tracked(&change)?);
    }
    Ok(Some(change))
}

/// Refuses a file of secrets that git tracks, and doubts one of which that could not be told.
fn tracked(change: &Change) -> Result<Option<Doubt>> {
    let path = &change.path;
    match git::tracks(&change.target) {
        Told::Yes => bail!(
            "git tracks it, and it will hold secrets; run `{}` and commit that first",
            Typed::of(&["git", "rm", "--cached"]).files([path])
        ),
        Told::Untold(why) => Ok(Some(Doubt::Untold { path: path.clone(), why })),
        Told::No | Told::NoRepository => Ok(None),
    }
}
