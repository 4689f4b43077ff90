//! What else lies in a portal's folder that may be of it and was not looked at: a layer by another name, another stage's values, the compose
//! file of a folder below, what builds its image. A move that knows of less than all moves a part.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::canonical::canonical;
use crate::config::carrier::{is_app_config, is_yaml};
use crate::contract::TOLD;
use crate::contract::carriers::carriers;
use crate::contract::release::releases;
use crate::dotenv;
use crate::here::here;
use crate::intake::{self, Kind};
use crate::secrecy::is_example;
use crate::shell::folder::COMPOSE;
use crate::shell::given::is_known;

/// How deep folders are looked into.
const DEEPEST: usize = 3;
/// The most entries that are looked at; more are too many to know what is among them.
const MOST: usize = 20_000;

/// What may be of the portal too.
pub(super) enum Unseen {
    /// These files, of which none was looked at.
    Files(Vec<PathBuf>),
    /// Nobody knows: the folder holds more than is looked through.
    Folder,
}

/// The files in a folder that may be of the portal, besides those that were looked at.
pub(super) fn unseen(folder: &Path, looked_at: impl Iterator<Item = PathBuf>) -> Unseen {
    let looked_at: BTreeSet<PathBuf> = looked_at.filter_map(|path| canonical(&path).ok()).collect();
    let (mut left, mut files) = (MOST, Vec::new());
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..=DEEPEST {
        let mut deeper = Vec::new();
        for folder in &level {
            let entries: Vec<_> = fs::read_dir(here(folder)).into_iter().flatten().flatten().collect();
            let Some(rest) = left.checked_sub(entries.len()) else { return Unseen::Folder };
            left = rest;
            for entry in entries {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                let path = folder.join(&name);
                if kind.is_dir() && !name.starts_with('.') && !carriers().deployments.others.contains(&name) {
                    deeper.push(path);
                } else if !kind.is_dir()
                    && !canonical(&path).is_ok_and(|real| looked_at.contains(&real))
                    && may_be_of_portal(&name, &path)
                {
                    files.push(path);
                }
            }
        }
        level = deeper;
    }
    files.sort();
    Unseen::Files(files)
}

/// Tells by a file's name, then by what is in it, whether a portal may be started with it. What cannot be read may be anything.
fn may_be_of_portal(name: &str, path: &Path) -> bool {
    let deployments = &carriers().deployments;
    let small = name.to_ascii_lowercase();
    let says: fn(&str) -> bool = match () {
        () if is_example(name) => return false,
        () if small == ".env" || small.starts_with(".env.") || small.ends_with(".env") => sets_portals,
        () if is_yaml(name) && is_laid_over(name) => return true,
        () if is_yaml(name) => |text| starts_portal(text) || configures(text),
        () if deployments.builders.iter().any(|word| small.contains(word.as_str())) => builds_portal,
        () if deployments.starters.iter().any(|ending| small.ends_with(ending.as_str())) => starts_portal,
        () => return false,
    };
    is_yaml(name) && is_app_config(name)
        || intake::text(path, Kind::CONFIGURATION).map_or(true, |text| says(text.expose()))
}

/// Tells by its name whether a file is laid over one that deploys a portal, by itself or for a stage.
fn is_laid_over(name: &str) -> bool {
    !COMPOSE.contains(&name) && carriers().more.iter().any(|begins| name.starts_with(begins.as_str()))
}

/// Tells whether variables are those that a portal reads.
fn sets_portals(text: &str) -> bool {
    let is_portals = |name: &str| TOLD.contains(&name) || is_known(name);
    dotenv::parse(text).map_or(true, |set| set.iter().any(|(name, _)| is_portals(name)))
}

/// Tells whether a text starts an image of VeeCode or tells one what to load, or brings a configuration.
fn starts_portal(text: &str) -> bool {
    let brings = carriers().deployments.configuration.as_str();
    let is_image = || releases().images.keys().any(|image| text.contains(image.as_str()));
    let configures = || ["app-config", "APP_CONFIG_", brings].iter().any(|brings| text.contains(brings));
    TOLD.iter().any(|choice| text.contains(choice)) || is_image() || configures()
}

/// Tells whether what builds an image tells it what to load, or writes a configuration itself; one that it copies is a file of its own.
fn builds_portal(text: &str) -> bool {
    let writes = || ["app-config", &carriers().deployments.configuration].iter().any(|brings| text.contains(brings));
    let sets = || TOLD.iter().any(|choice| text.contains(choice)) || text.contains("APP_CONFIG_");
    sets() || text.contains("<<") && writes()
}

/// Tells by its keys at the top whether a text is a layer of configuration.
fn configures(text: &str) -> bool {
    let keys: Vec<&str> = text.lines().filter_map(key_at_the_top).collect();
    let is_others = carriers().is_other(|key| keys.contains(&key));
    !is_others && keys.iter().any(|key| carriers().configures(key))
}

/// The key that a line begins with, also in braces and quotes.
fn key_at_the_top(line: &str) -> Option<&str> {
    let line = line.strip_prefix('{').map_or(line, str::trim_start);
    let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
    let (key, _) = line.split_once(':')?;
    let key = key.trim_end_matches(['"', '\'']);
    (!key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric())).then_some(key)
}
