//! The real path of a file, whatever links lead to it. The file need not be there yet.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::here::here;

/// As many links as the system itself follows.
const MOST_LINKS: usize = 40;

/// Follows every link in a path, and keeps what is not there as it was named.
///
/// # Errors
/// When a folder on the way may not be entered, links lead in a circle, or a missing folder is left by `..`.
pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    follow(path, MOST_LINKS)
}

fn follow(path: &Path, links: usize) -> io::Result<PathBuf> {
    if links == 0 {
        return Err(io::Error::new(ErrorKind::InvalidInput, "its symbolic links lead in a circle"));
    }
    let path = here(path);
    match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        known => return known,
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    if let Ok(next) = fs::read_link(path) {
        return follow(&folder.join(next), links - 1);
    }
    match path.file_name() {
        Some(name) => Ok(follow(folder, links)?.join(name)),
        None => Err(ErrorKind::NotFound.into()),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_in_folders_and_at_the_end_even_to_what_is_not_there() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let real = |name: &str| canonical(folder.path()).unwrap().join(name);
        fs::create_dir(at("real")).unwrap();
        symlink("real", at("linked")).unwrap();
        symlink("linked/new", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        assert_eq!(canonical(&at("linked/deep/new")).unwrap(), real("real/deep/new"));
        assert_eq!(canonical(&at("dangling")).unwrap(), real("real/new"));
        assert!(canonical(&at("circle")).is_err());
        assert!(canonical(&at("gone/../x")).is_err());
    }
}
