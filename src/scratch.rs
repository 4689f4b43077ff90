//! A folder of our own for as long as it is needed, where the system keeps such folders.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// The variable that says where.
const VARIABLE: &str = if cfg!(windows) { "TMP" } else { "TMPDIR" };

/// Makes a new folder that only its owner may enter. It goes away with the value.
///
/// # Errors
/// When it cannot be made; names the folder around it and the variable that leads there.
pub(crate) fn folder(prefix: &str) -> Result<TempDir> {
    let around = std::env::temp_dir();
    tempfile::Builder::new().prefix(prefix).tempdir_in(&around).with_context(|| refused(&around))
}

/// Lists the folders that were kept there under such a name, in order.
pub(crate) fn left(prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut left: Vec<_> = ours.map(|entry| entry.path()).collect();
    left.sort();
    left
}

fn refused(around: &Path) -> String {
    let wrong = if around.is_dir() { "in which none can be made" } else { "which is no folder" };
    format!("could not make a temporary folder in {}, {wrong}; name another in `{VARIABLE}`", around.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_that_leads_nowhere_is_named() {
        let said = refused(Path::new("/nowhere"));
        assert!(said.contains("/nowhere, which is no folder; name another in `TMP"), "{said}");
    }
}
