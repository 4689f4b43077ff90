//! Reads what in a folder may say how its portal is started.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::files::{Disk, file};
use super::project::{Project, unread_start};
use super::{below, deployed};
use crate::config::carrier::{Manifest, is_app_config, is_yaml, keeps_one_of, objects_named};
use crate::config::{Attached, Files};
use crate::contract::carriers::carriers;
use crate::git::{Told, ask as git};
use crate::here::here;
use crate::intake::{self, Kind};
use crate::secrecy::is_example;
use crate::validate::{self, Chain, Ground, Lack, OfImage};

/// The files that the portal of a folder is started with, when something there says so.
pub(crate) fn chain(folder: &Path) -> Option<Chain> {
    on_ground(folder, validate::chain)
}

/// What of the files that compose reads in a folder is not read, and the file that says so.
fn left_of_compose(folder: &Path) -> Option<Lack> {
    on_ground(folder, validate::left_of_compose)
}

/// What compose would read in a folder and nobody here does.
pub(crate) fn lacks(folder: &Path, is_started: bool) -> Option<Lack> {
    // A start says itself what is not read of it.
    let unsaid = || if is_started { None } else { left_of_compose(folder).or_else(|| unread_start(folder)) };
    Project::of(folder).lacks.or_else(unsaid)
}

/// Looks at what lies in a folder.
fn on_ground<T>(folder: &Path, look: impl FnOnce(&Ground<'_>) -> T) -> T {
    let text = |path: &str| Some((path.to_owned(), intake::text(&folder.join(path), Kind::CONFIGURATION).ok()?));
    let texts: BTreeMap<_, _> = validate::starts().filter_map(text).collect();
    let is_there = |path: &str| folder.join(path).is_file();
    let compose: Vec<_> = Project::of(folder).files.iter().map(|path| file(&path.display().to_string())).collect();
    look(&Ground { folder, compose: &compose, files: &Texts, texts: &texts, is_there: &is_there })
}

/// The texts of files, without what git knows of them: how a portal is started does not depend on that.
struct Texts;

impl Files for Texts {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        Disk.attached(from, path)
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        Disk.keeping(from, object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        Disk.is_outside(from, name)
    }
}

/// The files of a folder that start an image of VeeCode with a profile or presets, and how: those that compose reads, else the first that
/// is usual, else the only one among the folder's manifests.
pub(super) fn image(folder: &Path) -> Option<(Vec<PathBuf>, OfImage)> {
    let read = |path: PathBuf| {
        let text = intake::text(&path, Kind::CONFIGURATION).ok()?;
        let file = path.strip_prefix(folder).ok()?.to_str()?;
        let within = path.parent().unwrap_or(Path::new(""));
        let beside = |named: &str| intake::text(&within.join(named), Kind::VARIABLES).ok();
        let found = validate::of_image(file, &text, &beside)?;
        Some((vec![path], found))
    };
    let composed = Project::of(folder).files;
    let of_compose = || Some((composed.clone(), on_ground(folder, validate::of_compose)?));
    let usual =
        validate::starts().map(|file| folder.join(file)).filter(|path| path.is_file() && !composed.contains(path));
    let manifests = || {
        let mut found = aside(folder).into_iter().filter_map(read);
        found.next().filter(|_| found.next().is_none())
    };
    of_compose().or_else(|| usual.into_iter().find_map(read)).or_else(manifests)
}

/// No portal has as many layers.
const MOST: usize = 50;

/// Configuration in a folder that its portal is not started with.
pub(crate) fn beside(folder: &Path, started_with: &[String]) -> Vec<PathBuf> {
    let mut names = names_in(folder);
    // An example is read by nobody, and is somebody's to copy.
    names.retain(|name| is_app_config(name) && !is_example(name) && !started_with.contains(name));
    names.truncate(MOST);
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// What in a folder deploys its portal, and examples of files of variables. None of it is configuration.
pub(crate) fn aside(folder: &Path) -> Vec<PathBuf> {
    let is_of_variables = |name: &str| name.starts_with(".env") || name.ends_with(".env") || name.starts_with("env.");
    let mut others = names_in(folder);
    others.retain(|name| match is_of_variables(name) {
        true => is_example(name) || is_kept_in_git(&folder.join(name)),
        false => !is_app_config(name) && !is_example(name) && below::deploys(name, &folder.join(name)),
    });
    let deploys = validate::deploys().filter(|path| !others.iter().any(|other| other == path)).map(str::to_owned);
    let here = deploys.chain(others.iter().cloned()).map(|name| folder.join(name));
    let mut all: Vec<_> = here.collect();
    let lower = deployed::below(folder, &|text| Manifest::of(text).is_some_and(Manifest::deploys));
    all.extend(lower.into_iter().filter(|path| !all.contains(path)).collect::<Vec<_>>());
    all.extend(named(folder, &all));
    // A link may lead to what is nobody's business here, and nobody named it.
    all.into_iter().filter(|path| path.symlink_metadata().is_ok_and(|about| about.is_file())).take(MOST).collect()
}

/// Tells whether a file of variables that compose does not read by itself is one that whoever has the repository can read.
fn is_kept_in_git(path: &Path) -> bool {
    let is_usual = path.file_name().is_some_and(|name| name == carriers().compose.variables.as_str());
    !is_usual && git::tracks(path) == Told::Yes
}

/// The manifests of ConfigMaps and Secrets that what runs the portal names, wherever they are kept and whatever they are called.
fn named(folder: &Path, deploying: &[PathBuf]) -> Vec<PathBuf> {
    let texts = deploying.iter().filter_map(|path| intake::text(path, Kind::CONFIGURATION).ok());
    let names = texts.flat_map(|text| objects_named(text.expose())).collect();
    let here = names_in(folder).into_iter().filter(|name| is_yaml(name) && !is_app_config(name));
    let here = here.map(|name| folder.join(name)).filter(|path| {
        let text = intake::text(path, Kind::CONFIGURATION).ok();
        text.is_some_and(|text| keeps_one_of(text.expose(), &names))
    });
    let lower = deployed::below(folder, &|text| keeps_one_of(text, &names));
    here.chain(lower).filter(|path| !deploying.contains(path)).collect()
}

/// No folder of manifests has as many.
const MOST_MANIFESTS: usize = 500;

/// The only other file in the folder of a manifest that keeps a ConfigMap or Secret of a name. Never a link: nobody named what it leads to.
pub(super) fn keeping(manifest: &Path, object: &str) -> Option<String> {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let own = manifest.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let names = BTreeSet::from([object.to_owned()]);
    let others: Vec<_> = names_in(folder).into_iter().filter(|name| is_yaml(name) && name != own).collect();
    // That it is the only one cannot be told where not all are looked at.
    if others.len() > MOST_MANIFESTS {
        return None;
    }
    let is_plain = |path: &Path| path.symlink_metadata().is_ok_and(|about| about.is_file());
    let mut keeping = others.into_iter().filter(|name| {
        let path = folder.join(name);
        let text = is_plain(&path).then(|| intake::text(&path, Kind::CONFIGURATION).ok()).flatten();
        text.is_some_and(|text| keeps_one_of(text.expose(), &names))
    });
    let found = keeping.next()?;
    keeping.next().is_none().then_some(found)
}

/// Tells whether something in a folder deploys its portal, by the names of its files and folders.
pub(crate) fn is_deployed(folder: &Path) -> bool {
    let folders = carriers().deployments.folders.iter().map(|name| folder.join(name));
    validate::deploys().any(|file| folder.join(file).is_file()) || folders.into_iter().any(|path| path.is_dir())
}

/// The names of what is in a folder, in their order.
fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(here(folder)).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names: Vec<_> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    names
}

/// What an image of a folder's portal loads behind some files of that folder, and what was not given of it.
pub(crate) fn above(folder: &Path, files: &[String]) -> Vec<PathBuf> {
    let given = |path: &Path| files.iter().any(|file| Path::new(file) == path);
    let chain = chain(folder).unwrap_or_default();
    // What an image is started with by its own command is all that it loads.
    let usual = validate::own_order(&[DEPLOYED.to_owned()]).into_iter().take(2).filter(|_| !chain.in_image);
    let orders = [chain.files, usual.collect()];
    let mut found = Vec::new();
    for order in orders {
        let paths: Vec<_> = order.iter().map(|name| folder.join(name)).collect();
        let Some(last) = paths.iter().rposition(|path| given(path)) else { continue };
        found.extend(paths.into_iter().skip(last + 1).filter(|path| path.is_file()));
    }
    found.dedup();
    found
}

/// What the template of `create-app` calls the environment that it deploys.
pub(super) const DEPLOYED: &str = "production";
