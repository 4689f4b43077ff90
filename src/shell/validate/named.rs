//! What was named on the command line: a file that is not there was surely meant to be, and nothing is judged without it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use crate::shell::cli::Validate;

/// Refuses names that lead nowhere, and a folder that is not all that was named. What is there and cannot be read is a finding.
///
/// # Errors
/// When a file or a folder of that name is not there, or stands for nothing there.
pub(super) fn refuse(flags: &Validate) -> Result<()> {
    let all = flags.at.files.iter().chain(&flags.at.env_file);
    let missing: Vec<_> = all.filter(|path| is_missing(path)).map(|path| format!("`{}`", path.display())).collect();
    ensure!(missing.is_empty(), "there is no {}; nothing was judged: check the name", missing.join(", no "));
    let folder = flags.at.files.iter().find(|path| path.is_dir()).map(|path| path.display());
    match folder {
        Some(folder) if flags.each => bail!("`{folder}` is a folder, and `--each` needs files"),
        Some(folder) if flags.at.files.len() > 1 => {
            bail!("`{folder}` is a folder, and others are named beside it; name one folder alone, or files")
        }
        _ => Ok(()),
    }
}

fn is_missing(path: &Path) -> bool {
    path.try_exists().is_ok_and(|exists| !exists)
}

/// Each file once, by whatever names it was given: the last counts, as it lies over those before it.
pub(super) fn once(files: &[PathBuf]) -> Vec<PathBuf> {
    let real: Vec<_> = files.iter().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone())).collect();
    let is_last = |at: usize| !real[at + 1..].contains(&real[at]);
    files.iter().enumerate().filter(|(at, _)| is_last(*at)).map(|(_, path)| path.clone()).collect()
}
