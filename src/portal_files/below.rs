//! Looks for the configuration of a portal below a folder that has none itself: level by level, so deep, so many entries, and never through
//! a link. The highest that holds any counts.

use std::fs;
use std::path::{Path, PathBuf};

use super::usual;
use crate::config::carrier::{self, Manifest, is_app_config, is_yaml};
use crate::contract::carriers::{Kind as Starts, carriers};
use crate::credential::Secret;
use crate::here::here;
use crate::intake::{self, Kind};
use crate::secrecy::is_example;

/// How deep folders are looked into, and how deep where nothing was found up to there.
const DEEPEST: usize = 3;
const LOWEST: usize = 5;
/// The most entries that are looked at.
const MOST: usize = 20_000;

/// The folders and files of the highest level that holds any; nothing, where there is too much to look through.
pub(crate) fn found(folder: &Path) -> Option<Vec<PathBuf>> {
    let mut level = vec![folder.to_path_buf()];
    let mut left = MOST;
    let [mut carriers, mut others, mut runners, mut templates] = [const { Vec::new() }; 4];
    for depth in 0..=LOWEST {
        if depth > DEEPEST && [&carriers, &others, &runners, &templates].iter().any(|found| !found.is_empty()) {
            break;
        }
        let mut here = Vec::new();
        let mut deeper = Vec::new();
        for folder in &level {
            let held = Held::of(folder, &mut left)?;
            here.extend(held.configuration(depth == 0));
            carriers.extend(held.carriers);
            others.extend(held.others);
            runners.extend(held.runners);
            templates.extend(held.templates);
            deeper.extend(held.folders);
        }
        if !here.is_empty() {
            return Some(here);
        }
        level = deeper;
    }
    Some([carriers, others, runners, templates].into_iter().find(|found| !found.is_empty()).unwrap_or_default())
}

/// What a folder holds.
#[derive(Default)]
struct Held {
    folder: PathBuf,
    /// Files of configuration by their names.
    files: Vec<PathBuf>,
    /// Values of charts with a configuration in them, and what starts a portal with one.
    carriers: Vec<PathBuf>,
    /// Such values in files of another name.
    others: Vec<PathBuf>,
    /// Manifests, and values of charts, of a portal that has its configuration elsewhere.
    runners: Vec<PathBuf>,
    /// Either of these in a chart's templates.
    templates: Vec<PathBuf>,
    /// Folders that may hold more.
    folders: Vec<PathBuf>,
}

impl Held {
    /// Looks at a folder's entries; one that cannot be read holds nothing. Nothing, where these are more than are `left`.
    fn of(folder: &Path, left: &mut usize) -> Option<Self> {
        let mut entries: Vec<_> = fs::read_dir(here(folder)).into_iter().flatten().flatten().collect();
        *left = left.checked_sub(entries.len())?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut held = Self { folder: folder.to_path_buf(), ..Self::default() };
        for entry in entries {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = folder.join(&name);
            if kind.is_dir() && is_looked_into(&name, folder) {
                held.folders.push(path);
            } else if kind.is_file() && is_app_config(&name) && !is_example(&name) && !is_of_templates(folder) {
                held.files.push(path);
            } else if kind.is_file() {
                match Role::of(&name, &path) {
                    Some(_) if is_of_templates(folder) => held.templates.push(path),
                    Some(Role::Carries) => held.carriers.push(path),
                    Some(Role::Holds) => held.others.push(path),
                    Some(Role::Runs) => held.runners.push(path),
                    None => {}
                }
            }
        }
        Some(held)
    }

    /// The folder itself where its files have usual names, else each of its files. Of the folder that was meant it is known that it has
    /// none of those.
    fn configuration(&self, is_meant: bool) -> Vec<PathBuf> {
        let usual = |path: &PathBuf| path.file_name().is_some_and(usual::is_usual);
        match !is_meant && self.files.iter().any(usual) {
            true => vec![self.folder.clone()],
            false => self.files.clone(),
        }
    }
}

/// Tells whether a folder is looked into. Templates are, where they are a chart's.
fn is_looked_into(name: &str, above: &Path) -> bool {
    let helm = &carriers().deployments;
    let of_chart = || name == helm.templates && above.join(&helm.chart).is_file();
    !name.starts_with('.') && (!helm.others.iter().any(|other| other == name) || of_chart())
}

fn is_of_templates(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name == carriers().deployments.templates.as_str())
}

/// What a file that is no configuration does for a portal.
enum Role {
    /// It holds values of a chart with a configuration in them, or starts a portal with files of its own.
    Carries,
    /// It is such values, and its name does not tell.
    Holds,
    /// It runs a portal that has its configuration elsewhere.
    Runs,
}

impl Role {
    fn of(name: &str, path: &Path) -> Option<Self> {
        let text = read(name, path)?;
        let text = text.expose();
        let helm = &carriers().deployments;
        let is_values = name.starts_with(helm.defaults.split('.').next().unwrap_or_default());
        let starts = carriers().starts.iter().any(|starter| starter.kind == Starts::Carrier && starter.file == name);
        let manifest = Manifest::of(text).unwrap_or_default();
        let carries = is_values && text.contains(&helm.configuration) || starts && text.contains(FILE);
        match carries || manifest.configures {
            true => Some(Self::Carries),
            false if text.contains(&helm.configuration) && carrier::is_values(name, text) => Some(Self::Holds),
            // Values without a configuration still say what the portal's environment is.
            false => {
                let lists = || text.contains(&helm.variables) && carrier::is_values(name, text);
                (manifest.runs || lists()).then_some(Self::Runs)
            }
        }
    }
}

/// Tells whether a file is a manifest that deploys a portal.
pub(super) fn deploys(name: &str, path: &Path) -> bool {
    read(name, path).and_then(|text| Manifest::of(text.expose())).is_some_and(Manifest::deploys)
}

/// The text of a file that is YAML by its name.
fn read(name: &str, path: &Path) -> Option<Secret> {
    is_yaml(name).then(|| intake::text(path, Kind::CONFIGURATION).ok()).flatten()
}

/// How the names of files of configuration begin, by which a portal is started.
const FILE: &str = "app-config";
