//! What lies over a portal's files where it is deployed.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::file;
use super::{deployed, start};
use crate::validate::{Deployed, Input};

/// Looks for what lies over some files where the portal is deployed: these files, in their folder.
pub(crate) fn look(input: &mut Input, folder: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    let names: Vec<_> = files.iter().map(|path| name(path)).collect();
    // What a kustomization has beside it belongs to it, and takes the place of nothing.
    let own: Vec<_> = files.iter().filter(|path| is_kustomization(path)).filter_map(whole_folder).collect();
    let is_own = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| own.iter().any(|own| path.starts_with(own)));
    let deployed::Found { files: mut deploying, unsearched } = deployed::over(folder, &names);
    deploying.retain(|path| !is_own(path));
    let unsearched = unsearched.map(|path| Deployed::Unsearched(name(&path)));
    input.over = deploying.first().map(|path| Deployed::By(name(path))).or(unsearched);
    let above = start::above(folder, &names);
    input.above = above.iter().chain(&deploying).map(|path| file(&name(path))).collect();
    deploying
}

fn is_kustomization(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("kustomization"))
}

/// The folder of a file, from the root of the disk on.
fn whole_folder(path: &PathBuf) -> Option<PathBuf> {
    fs::canonicalize(path).ok()?.parent().map(Path::to_path_buf)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
