//! One file by itself, without a plan and without a copy of what was there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::disk::{self, Like, stage, sync_folder, words};
use super::leftover::sweep;
use crate::canonical::canonical;
use crate::credential::Secret;
use crate::here::folder_of;
use crate::intake::{self, Kind};
use crate::interrupt::uninterruptible;
use crate::leaving::{Leaving, leaving};

/// Writes a whole file that holds no secret. It is old or new at any moment; a new one gets the mode that the umask gives, one that
/// is replaced keeps its own. `is_such` tells whether a text that is there is one of those that this one may replace.
///
/// # Errors
/// When something else is there, it or a folder on the way is a link that leads out, or it cannot be written; then it is as it was.
pub fn single(path: &Path, text: &str, is_such: impl Fn(&Secret) -> Result<()>) -> Result<()> {
    attempt(path, text, is_such).with_context(|| format!("could not write {}", path.display()))
}

fn attempt(path: &Path, text: &str, is_such: impl Fn(&Secret) -> Result<()>) -> Result<()> {
    let target = target_of(path)?;
    let about = fs::metadata(&target).ok();
    if about.as_ref().is_some_and(|about| !about.is_file()) {
        bail!("it is no regular file; name another");
    }
    may_be_replaced(&target, is_such).context("something else is there; name another file, or remove that one")?;
    let mode = about.as_ref().map(disk::mode);
    let like = about.as_ref().map_or(Like::ItsFolder, Like::File);
    let _whole = uninterruptible();
    sweep(folder_of(&target));
    let staged = stage(&target, text, mode, like).map_err(|error| anyhow::anyhow!(words(&error)))?;
    staged.persist(&target).map_err(|error| anyhow::anyhow!(words(&error.error)))?;
    sync_folder(&target);
    Ok(())
}

/// Refuses a file that [`single`] would refuse because of where it leads, before anything else is done.
///
/// # Errors
/// When the file, or a folder on the way to it, is a link that leads out.
pub fn refuse_led_out(path: &Path) -> Result<()> {
    target_of(path).map(drop)
}

/// Where a file really is, which no link may lead out of its folder, or that out of its checkout.
fn target_of(path: &Path) -> Result<PathBuf> {
    let real = |path: &Path| canonical(path).map_err(|error| anyhow::anyhow!(words(&error)));
    let target = real(&disk::resolve(path)?)?;
    if !target.starts_with(real(folder_of(path))?) {
        bail!("it is a link that leads out of its folder, to {}; name that file, or remove the link", target.display());
    }
    if let Some(Leaving { link, target, .. }) = leaving(path) {
        bail!("the link `{}` leads out, to {}; name that file, or remove the link", link.display(), target.display());
    }
    Ok(target)
}

/// What holds nothing may be replaced by anything.
fn may_be_replaced(target: &Path, is_such: impl Fn(&Secret) -> Result<()>) -> Result<()> {
    let there = intake::text_if_there(target, Kind::BASELINE).map_err(|unread| anyhow::anyhow!("it {unread}"))?;
    there.filter(|text| !text.expose().trim().is_empty()).map_or(Ok(()), |text| is_such(&text))
}
