//! What a path says of where one stands: an empty one is the folder that one stands in, and so is the folder of a bare name.

use std::path::Path;

/// A folder by a name that the system takes, `.` where it is empty.
pub(crate) fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The folder that a file is in by its name, `.` where that says none.
pub(crate) fn folder_of(file: &Path) -> &Path {
    here(file.parent().unwrap_or(Path::new("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_and_an_empty_path_stand_here() {
        for (file, folder) in [("a", "."), ("", "."), ("./a", "."), ("a/b", "a"), ("/a", "/"), ("../a", "..")] {
            assert_eq!(folder_of(Path::new(file)), Path::new(folder), "{file}");
        }
        assert_eq!(here(Path::new("")), Path::new("."));
        assert_eq!(here(Path::new("a")), Path::new("a"));
    }
}
