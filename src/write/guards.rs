//! The files that keep git and image builds from what is beside them. A builder may read another one in the place of `.dockerignore`, which
//! then says nothing: each that is there gets the same entries.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::{Content, FilePlan};

const OF_GIT: &str = ".gitignore";
const OF_IMAGES: &str = ".dockerignore";
/// How the names end of what is read in the place of `.dockerignore`: by BuildKit `Dockerfile.dockerignore`, by buildah and podman besides
/// `Containerfile.containerignore` and `.containerignore` (`ContainerIgnoreFile`).
const ENDS: [&str; 2] = [OF_IMAGES, ".containerignore"];

/// Tells whether a file keeps git or image builds from what is beside it.
pub(super) fn is_guard(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == OF_GIT || is_of_images(name))
}

fn is_of_images(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| ENDS.iter().any(|end| name.ends_with(end)))
}

/// The same plan for every file beside it that a builder may read in its place, in the order of their names.
pub(super) fn in_its_place(file: &FilePlan, out: &Path) -> Vec<FilePlan> {
    let (Content::IgnoreEntriesBeside(entries, _), Some(name)) = (&file.content, file.path.file_name()) else {
        return Vec::new();
    };
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let there = fs::read_dir(out.join(folder)).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut others: Vec<_> = there.filter(|other| other != name && is_of_images(other)).collect();
    others.sort();
    let plan =
        |other| FilePlan { path: folder.join(other), content: Content::IgnoreEntries(entries.clone()), ..file.clone() };
    others.into_iter().map(plan).collect()
}
