//! One file by itself, without a plan and without a copy of what was there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::disk::{self, Like, folder_of, stage, sync_folder, words};
use super::leftover::sweep;
use crate::canonical::canonical;
use crate::interrupt::uninterruptible;

/// Writes a whole file that holds no secret. It is old or new at any moment; a new one gets the mode that the umask gives, one that
/// is replaced keeps its own.
///
/// # Errors
/// When it is a link that leads out of its folder, or cannot be written; then it is as it was.
pub fn single(path: &Path, text: &str) -> Result<()> {
    attempt(path, text).with_context(|| format!("could not write {}", path.display()))
}

fn attempt(path: &Path, text: &str) -> Result<()> {
    let real = |path: &Path| canonical(path).map_err(|error| anyhow::anyhow!(words(&error)));
    let target = real(&disk::resolve(path)?)?;
    if !target.starts_with(real(folder_of(path))?) {
        bail!("it is a link that leads out of its folder, to {}; name that file, or remove the link", target.display());
    }
    let about = fs::metadata(&target).ok();
    if about.as_ref().is_some_and(|about| !about.is_file()) {
        bail!("it is no regular file; name another");
    }
    let mode = about.as_ref().map(disk::mode);
    let like = about.as_ref().map_or(Like::ItsFolder, Like::File);
    let _whole = uninterruptible();
    sweep(folder_of(&target));
    let staged = stage(&target, text, mode, like).map_err(|error| anyhow::anyhow!(words(&error)))?;
    staged.persist(&target).map_err(|error| anyhow::anyhow!(words(&error.error)))?;
    sync_folder(&target);
    Ok(())
}
