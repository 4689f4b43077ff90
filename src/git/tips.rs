//! Where the past of a repository begins: the commits that its references and its head name. Read from the files, because
//! git finds them by a configuration that we do not let it read.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::find::{Repository, bytes};

/// More than a million references have.
const LARGEST_PACKED: u64 = 128 << 20;
/// A loose reference is a line.
const LARGEST_LOOSE: u64 = 4 << 10;
/// A name of a reference is not deeper than this, and there are not more loose ones.
const DEEPEST: usize = 32;
const MOST_LOOSE: usize = 100_000;

/// All commits (and tags) that something names.
///
/// # Errors
/// When they are kept in a way that is not known here, or cannot be read.
pub(super) fn tips(repository: &Repository) -> Result<BTreeSet<String>> {
    if repository.common.join("reftable").exists() {
        bail!("its references are kept as a reftable, which is not read here");
    }
    let mut tips = BTreeSet::new();
    let packed = bytes(&repository.common.join("packed-refs"), LARGEST_PACKED)?.unwrap_or_default();
    for line in packed.split(|byte| *byte == b'\n') {
        tips.extend(name(line.split(|byte| *byte == b' ').next().unwrap_or_default()));
    }
    let mut left = MOST_LOOSE;
    for folder in [&repository.common, &repository.own] {
        loose(&folder.join("refs"), DEEPEST, &mut left, &mut tips)?;
        tips.extend(bytes(&folder.join("HEAD"), LARGEST_LOOSE)?.as_deref().and_then(name));
    }
    Ok(tips)
}

fn loose(folder: &Path, depth: usize, left: &mut usize, tips: &mut BTreeSet<String>) -> Result<()> {
    if depth == 0 {
        bail!("{} is too deep", folder.display());
    }
    let entries = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(()),
        entries => entries.with_context(|| format!("could not read {}", folder.display()))?,
    };
    for entry in entries {
        let path = entry.with_context(|| format!("could not read {}", folder.display()))?.path();
        if path.is_dir() {
            loose(&path, depth - 1, left, tips)?;
        } else {
            *left = left.checked_sub(1).context("it has too many references")?;
            tips.extend(bytes(&path, LARGEST_LOOSE)?.as_deref().and_then(name));
        }
    }
    Ok(())
}

/// The object that a text names. One that names another reference (`ref: …`) is told by that one.
fn name(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let is_name = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_name && text.bytes().any(|byte| byte != b'0')).then(|| text.to_owned())
}
