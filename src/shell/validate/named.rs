//! What was named on the command line: a file that is not there was surely meant to be, and nothing is judged without it.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::shell::cli::LookedAt;

/// Refuses names that lead nowhere. What is there and cannot be read is a finding.
///
/// # Errors
/// When a file or a folder of that name is not there.
pub(super) fn refuse(at: &LookedAt) -> Result<()> {
    let all = at.files.iter().chain(&at.env_file);
    let missing: Vec<_> = all.filter(|path| is_missing(path)).map(|path| format!("`{}`", path.display())).collect();
    ensure!(missing.is_empty(), "there is no {}; nothing was judged: check the name", missing.join(", no "));
    Ok(())
}

fn is_missing(path: &Path) -> bool {
    path.try_exists().is_ok_and(|exists| !exists)
}
