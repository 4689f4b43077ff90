//! The folder that some files are of, by which it is told what was agreed to about them before.

use std::path::{Path, PathBuf};

use crate::canonical::canonical;
use crate::here::folder_of;

/// The nearest folder that holds all that was named, files or a folder; the one that we are in where nothing was. Nothing, where that
/// cannot be told: then nothing was agreed to, either.
pub(super) fn holding(named: &[PathBuf]) -> Option<PathBuf> {
    let folder = |path: &PathBuf| canonical(if path.is_dir() { path } else { folder_of(path) }).ok();
    let mut folders = named.iter().map(folder);
    let Some(first) = folders.next() else { return Some(PathBuf::new()) };
    folders.try_fold(first?, |held, folder| {
        let folder = folder?;
        held.ancestors().find(|above| folder.starts_with(above)).map(Path::to_path_buf)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_of_the_nearest_folder_that_holds_them_all() {
        let desk = tempfile::tempdir().unwrap();
        let root = canonical(desk.path()).unwrap();
        std::fs::create_dir_all(root.join("portal/deploy")).unwrap();
        let at = |names: &[&str]| holding(&names.iter().map(|name| root.join(name)).collect::<Vec<_>>());
        assert_eq!(at(&["portal"]), Some(root.join("portal")));
        assert_eq!(at(&["portal/app-config.yaml"]), Some(root.join("portal")));
        assert_eq!(at(&["portal/app-config.yaml", "portal/deploy/values.yaml"]), Some(root.join("portal")));
        assert_eq!(at(&["portal/app-config.yaml", "other.yaml"]), Some(root.clone()));
        assert_eq!(at(&[]), Some(PathBuf::new()));
        assert_eq!(holding(&["app-config.yaml".into()]), canonical(Path::new(".")).ok());
    }
}
