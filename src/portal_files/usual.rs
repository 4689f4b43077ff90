//! The files of a portal that nobody named: those of usual names, and those of what starts an image of VeeCode.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::start;
use crate::contract::image::OPERATORS;
use crate::credential::Secret;
use crate::dotenv;
use crate::validate::{self, FileText, OfImage};

/// The files that are judged, and the variables that a built image has by itself.
#[derive(Default)]
pub(crate) struct Taken {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) built: Vec<(String, Secret)>,
    /// Those of the files that are read together.
    pub(crate) project: Vec<String>,
}

impl Taken {
    pub(crate) fn plain(files: Vec<PathBuf>) -> Self {
        Self { files, ..Self::default() }
    }
}

/// What is judged where something in the folder starts an image of VeeCode: that file and the operator's own layer, or that layer and what
/// a built image sets. Nothing where configuration lies beside that is none of theirs.
pub(crate) fn of_image(folder: &Path, usual: Vec<PathBuf>) -> Option<Taken> {
    let (started_by, started) = start::image(folder)?;
    let mounted: Vec<_> = match &started {
        OfImage::Carrier { mounts } => {
            let beside = started_by.first().and_then(|file| file.parent()).unwrap_or(Path::new(""));
            mounts.iter().filter_map(|path| fs::canonicalize(beside.join(path)).ok()).collect()
        }
        OfImage::Built { .. } => Vec::new(),
    };
    let is_mounted = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| mounted.contains(&path));
    let own: Vec<_> = usual.into_iter().filter(|path| !is_mounted(path)).collect();
    if own.iter().any(|path| path.file_name() != Some(OsStr::new(OPERATORS))) {
        return None;
    }
    match started {
        OfImage::Carrier { .. } => {
            let project = started_by.iter().map(|path| path.display().to_string()).collect();
            Some(Taken { project, ..Taken::plain([started_by, own].concat()) })
        }
        OfImage::Built { variables } => Some(Taken { built: variables, ..Taken::plain(own) }),
    }
}

/// Tells whether a file has one of the names that are looked for.
pub(super) fn is_usual(name: &OsStr) -> bool {
    validate::own_order(&[start::DEPLOYED.to_owned()]).iter().any(|usual| name == OsStr::new(usual))
}

/// The names in `BACKSTAGE_ENV`, whose files Backstage loads by itself. What is no name of a file here is none.
pub(crate) fn backstage_env(env_files: &[FileText], environment: Option<&[(String, Secret)]>) -> Vec<String> {
    let is_it = |name: &str| name == "BACKSTAGE_ENV";
    let process = environment.into_iter().flatten().find(|(name, _)| is_it(name)).map(|(_, value)| value.clone());
    let texts = env_files.iter().rev().filter_map(|file| dotenv::entries(file.text.as_ref().ok()?.expose()).ok());
    let set = || texts.flat_map(|entries| entries.into_iter().rev()).find(|entry| is_it(&entry.name))?.value;
    let value = process.or_else(set);
    value.map(|value| validate::environments(value.expose())).unwrap_or_default()
}

/// The files of usual names in a folder, the lowest first.
pub(crate) fn usual(folder: &Path, images: bool, environments: &[String]) -> Vec<PathBuf> {
    // Of an image, only the operator's layer is here.
    let names = match images {
        true => vec![OPERATORS.to_owned()],
        false => validate::own_order(&[vec![start::DEPLOYED.to_owned()], environments.to_vec()].concat()),
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in names.iter().map(|name| folder.join(name)).filter(|path| path.exists()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}
