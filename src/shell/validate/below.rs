//! Looks for the configuration of a portal below a folder that has none itself: level by level, so deep, so many entries, and never through
//! a link. The highest that holds any counts.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::gather;
use crate::config::carrier::is_app_config;
use crate::contract::carriers::{Kind as Starts, carriers};
use crate::intake::{self, Kind};
use crate::secrecy::is_example;
use crate::shell::cli::{LookedAt, Validate};

/// How deep folders are looked into.
const DEEPEST: usize = 3;
/// The most entries that are looked at.
const MOST: usize = 20_000;
/// So many more are counted.
const MOST_NAMED: usize = 5;

/// The flags as they are, or with the only place below that holds a configuration where nothing was named and the folder has none; and
/// that place.
///
/// # Errors
/// When there are several such places: which one is meant cannot be told.
pub(super) fn placed(flags: &Validate) -> Result<(Validate, Option<String>)> {
    let (folder, named) = gather::named(&flags.at.files);
    if !named.is_empty() || gather::has_configuration(&folder, flags)? {
        return Ok((flags.clone(), None));
    }
    match found(&folder).as_slice() {
        [] => Ok((flags.clone(), None)),
        [only] => Ok((
            Validate { at: LookedAt { files: vec![only.clone()], ..flags.at.clone() }, ..flags.clone() },
            Some(only.display().to_string()),
        )),
        several => bail!(which(several)),
    }
}

fn which(several: &[PathBuf]) -> String {
    let names: Vec<_> = several.iter().take(MOST_NAMED).map(|path| format!("`{}`", path.display())).collect();
    let names = match several.len().checked_sub(names.len()).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", names.join(", ")),
        None => names.join(", "),
    };
    let files = several.iter().all(|path| path.is_file());
    let next =
        if files { "name those that belong together, in the order in which the portal reads them" } else { "name one" };
    format!(
        "no configuration in this folder has a usual name; there are {names}; {next}: `devportal-auth validate {}`",
        several[0].display()
    )
}

/// The folders and files of the highest level that holds any.
fn found(folder: &Path) -> Vec<PathBuf> {
    let mut level = vec![folder.to_path_buf()];
    let mut left = MOST;
    let (mut carriers, mut runners) = (Vec::new(), Vec::new());
    for depth in 0..=DEEPEST {
        let mut here = Vec::new();
        let mut deeper = Vec::new();
        for folder in &level {
            let Some(held) = Held::of(folder, &mut left) else { continue };
            here.extend(held.configuration(depth == 0));
            carriers.extend(held.carriers);
            runners.extend(held.runners);
            deeper.extend(held.folders);
        }
        if !here.is_empty() {
            return here;
        }
        level = deeper;
    }
    if carriers.is_empty() { runners } else { carriers }
}

/// What a folder holds.
#[derive(Default)]
struct Held {
    folder: PathBuf,
    /// Files of configuration by their names.
    files: Vec<PathBuf>,
    /// Values of charts with a configuration in them, and what starts a portal with one.
    carriers: Vec<PathBuf>,
    /// Manifests of a portal that has its configuration elsewhere.
    runners: Vec<PathBuf>,
    /// Folders that may hold more.
    folders: Vec<PathBuf>,
}

impl Held {
    fn of(folder: &Path, left: &mut usize) -> Option<Self> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut entries: Vec<_> = fs::read_dir(here).ok()?.flatten().collect();
        *left = left.checked_sub(entries.len())?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut held = Self { folder: folder.to_path_buf(), ..Self::default() };
        for entry in entries {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = folder.join(&name);
            if kind.is_dir() && !name.starts_with('.') && !carriers().deployments.others.contains(&name) {
                held.folders.push(path);
            } else if kind.is_file() && is_app_config(&name) && !is_example(&name) {
                held.files.push(path);
            } else if kind.is_file() && carries(&name, &path) {
                held.carriers.push(path);
            } else if kind.is_file() && is_manifest(&name, &path, runs) {
                held.runners.push(path);
            }
        }
        Some(held)
    }

    /// The folder itself where its files have usual names, else each of its files. Of the folder that was meant it is known that it has
    /// none of those.
    fn configuration(&self, is_meant: bool) -> Vec<PathBuf> {
        let usual = |path: &PathBuf| path.file_name().is_some_and(gather::is_usual);
        match !is_meant && self.files.iter().any(usual) {
            true => vec![self.folder.clone()],
            false => self.files.clone(),
        }
    }
}

/// Tells whether a file holds values of a chart with a configuration in them, or starts a portal with files of its own.
fn carries(name: &str, path: &Path) -> bool {
    let helm = &carriers().deployments;
    let stem = helm.defaults.split('.').next().unwrap_or_default();
    let is_values = name.starts_with(stem) && helm.endings.iter().take(2).any(|ending| name.ends_with(ending.as_str()));
    let starts = || carriers().starts.iter().any(|starter| starter.kind == Starts::Carrier && starter.file == name);
    let says = |words: &str| intake::text(path, Kind::CONFIGURATION).is_ok_and(|text| text.expose().contains(words));
    is_values && says(&helm.configuration) || starts() && says(FILE) || is_manifest(name, path, configures)
}

/// Tells whether a file is YAML and a manifest of a kind.
pub(super) fn is_manifest(name: &str, path: &Path, kind: fn(&str) -> bool) -> bool {
    let ends = || [".yaml", ".yml"].iter().any(|ending| name.ends_with(ending));
    ends() && intake::text(path, Kind::CONFIGURATION).is_ok_and(|text| kind(text.expose()))
}

/// Tells whether a manifest deploys a portal, or holds files and variables of one.
pub(super) fn deploys(text: &str) -> bool {
    configures(text) || runs(text) || has(text, |kind| carriers().keeps(kind)) && carriers().speaks_of_portal(text)
}

/// Tells whether a manifest has files of configuration, or a chart's values with some.
fn configures(text: &str) -> bool {
    let values = &carriers().deployments.configuration;
    has(text, |kind| carriers().keeps(kind)) && text.contains(FILE)
        || has(text, |kind| carriers().unfolds(kind)) && text.contains(values)
}

/// Tells whether a manifest has a container of a portal.
fn runs(text: &str) -> bool {
    let is_image = |line: &str| line.trim_start().trim_start_matches("- ").starts_with("image:");
    has(text, |kind| carriers().workload(kind).is_some())
        && text.lines().any(|line| is_image(line) && carriers().speaks_of_portal(line))
}

/// Tells whether a text has an object of one of some kinds.
fn has(text: &str, is_meant: impl Fn(&str) -> bool) -> bool {
    let mut said = text.lines().filter_map(|line| line.strip_prefix("kind: "));
    text.contains("apiVersion:") && said.any(|kind| is_meant(kind.trim()))
}

/// How the names of files of configuration begin, by which a portal is started.
const FILE: &str = "app-config";
