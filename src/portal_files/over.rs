//! What lies over a portal's files where it is deployed.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::file;
use super::{deployed, start};
use crate::config::carrier::Manifest;
use crate::contract::carriers::carriers;
use crate::intake::{self, Kind};
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

/// The first file beside that changes what is judged: a manifest that sets a part of the configuration by variables, or a kustomization
/// that may patch one of the manifests. `Deployed::Changed` tells it from what has configuration of its own.
pub(crate) fn changed(folder: &Path, files: &[PathBuf], aside: &[PathBuf]) -> Option<Deployed> {
    let sets = |path: &&PathBuf| {
        let text = intake::text(path, Kind::CONFIGURATION).ok();
        text.is_some_and(|text| {
            text.expose().contains(SETS) && Manifest::of(text.expose()).is_some_and(Manifest::deploys)
        })
    };
    let manifest = |path: &&PathBuf| {
        let text = intake::text(path, Kind::CONFIGURATION).ok();
        text.is_some_and(|text| Manifest::of(text.expose()).is_some())
    };
    let is_patched = || files.iter().any(|path| is_kustomization(path) || manifest(&path));
    let by = aside.iter().find(sets).cloned().or_else(|| is_patched().then(|| patching(folder, files)).flatten());
    by.map(|path| Deployed::Changed(name(&path)))
}

/// How variables that set configuration begin (`@backstage/config-loader` 1.10, sources/EnvConfigSource).
const SETS: &str = "APP_CONFIG_";

/// The kustomization in a manifest's folder that names it.
pub(crate) fn kustomization(manifest: &Path) -> Option<PathBuf> {
    let folder = manifest.parent()?;
    let own = manifest.file_name()?.to_str()?;
    let beside = ["kustomization.yaml", "kustomization.yml"].map(|name| folder.join(name));
    beside.into_iter().find(|path| {
        let text = intake::text(path, Kind::CONFIGURATION).ok();
        *path != *manifest && text.is_some_and(|text| text.expose().contains(own))
    })
}

/// The kind of kustomize's file and of Flux's, which may stand in none of kustomize's.
const KIND: &str = "kind: Kustomization";

/// A kustomization in a folder or below it that changes objects, and is not judged itself.
fn patching(folder: &Path, files: &[PathBuf]) -> Option<PathBuf> {
    let changes = |text: &str| {
        text.lines().any(|line| carriers().changes.iter().any(|key| line.trim_start().starts_with(key.as_str())))
    };
    let found = deployed::near(folder, &|text| (text.contains(KIND) || text.contains("resources:")) && changes(text));
    found.into_iter().find(|path| !files.contains(path))
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
