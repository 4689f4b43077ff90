//! Asks git whether a file is tracked. The only place that runs another program to find out about a file.

use std::path::Path;
use std::process::{Command, Stdio};

/// Tells whether git tracks the file. Without git, or outside a repository, nothing is tracked.
pub(super) fn tracks(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["--literal-pathspecs", "ls-files", "--error-unmatch", "--"])
        .arg(name)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
