//! Which files of configuration a repository starts its portal with, in which order, and by what it says so. Pure: texts in, names out.

use std::collections::BTreeMap;

use crate::config::carrier::{self, Carried, configs_named, is_app_config, last};
use crate::config::{Source, Sources, is_configuring};
use crate::contract::carriers::{Kind, carriers};
use crate::credential::Secret;
use crate::dotenv;

mod deployed;
mod dockerfile;
mod of_image;
mod own;

pub use deployed::lies_over;
pub use of_image::{OfImage, of_image};
pub use own::own_order;

/// The files that a portal is started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Their paths from the folder, the lowest first.
    pub files: Vec<String>,
    /// What says so, as it stands behind `by` (`the command in `Dockerfile``).
    pub by: String,
    /// What is named and not here: what it says is not seen.
    pub missing: Vec<String>,
    /// Whether it is what deploys the portal, and not only what its image is started with by itself.
    pub deploys: bool,
    /// Whether it is what a built image runs, whose process is in no development unless `NODE_ENV` there says so (`node packages/backend`).
    pub in_image: bool,
    /// `NODE_ENV` in that image, where it is set.
    pub stage: Option<String>,
    /// The file that says so.
    pub starter: String,
    /// Configuration that stands beside the command.
    pub beside: Beside,
}

/// What lies in a folder: the texts of files that may say how a portal is started, and which files are there.
pub struct Ground<'g> {
    /// The texts that are there, by their paths from the folder.
    pub texts: &'g BTreeMap<String, Secret>,
    /// Tells whether a file of that path is there.
    pub is_there: &'g dyn Fn(&str) -> bool,
}

/// What a file says of the start.
#[derive(Debug, Default, PartialEq, Eq)]
struct Start {
    /// Files that are named by `--config`.
    named: Vec<String>,
    /// That nothing is named, so that Backstage's own order holds; with what is copied to it, when that is known.
    own: Option<Vec<String>>,
    /// The environments that `BACKSTAGE_ENV` names.
    environments: Vec<String>,
    /// Whether a built image runs it.
    in_image: bool,
    /// `NODE_ENV` in that image.
    stage: Option<String>,
    /// What in the file says so.
    part: String,
    /// Configuration that stands beside it.
    beside: Beside,
}

/// The paths of the files that may say how a portal is started.
pub fn starts() -> impl Iterator<Item = &'static str> {
    carriers().starts.iter().map(|start| start.file.as_str())
}

/// The paths of the files among them that deploy it, and may hold secrets.
pub fn deploys() -> impl Iterator<Item = &'static str> {
    carriers().starts.iter().filter(|start| start.kind == Kind::Carrier).map(|start| start.file.as_str())
}

/// Finds the files that a portal is started with. Nothing when nobody says it.
pub fn chain(ground: &Ground<'_>) -> Option<Chain> {
    let said: Vec<_> = carriers()
        .starts
        .iter()
        .filter_map(|start| {
            let text = ground.texts.get(&start.file)?;
            Some((start, read(start.kind, &start.file, text)?))
        })
        .collect();
    let environments = said.iter().find(|(_, start)| !start.environments.is_empty());
    for (starter, start) in &said {
        let (file, deploys) = (&starter.file, starter.kind == Kind::Carrier);
        let files = match &start.own {
            Some(copied) => {
                let names = environments.map(|(_, start)| start.environments.as_slice()).unwrap_or_default();
                let own = own_order(names).into_iter();
                own.filter(|name| copied.is_empty() || copied.iter().any(|pattern| matches(pattern, name))).collect()
            }
            None => start.named.clone(),
        };
        let (files, gone) = shared_out(&files, ground);
        // Of Backstage's own order nothing has to be there; what a command names has to.
        let missing = if start.own.is_none() { gone } else { Vec::new() };
        if !files.is_empty() {
            let by = format!("{} in `{file}`", start.part);
            return Some(Chain {
                files,
                by,
                missing,
                deploys,
                in_image: start.in_image,
                stage: start.stage.clone(),
                starter: file.clone(),
                beside: start.beside.clone(),
            });
        }
    }
    let (starter, start) = environments?;
    let files: Vec<_> = own_order(&start.environments).into_iter().filter(|name| (ground.is_there)(name)).collect();
    let by = format!("`BACKSTAGE_ENV` in `{}`", starter.file);
    (!files.is_empty()).then(|| Chain { files, by, ..Chain::default() })
}

/// Finds the files of some names, and the names that have none. One file is never two of them: a command that names
/// `app-config.yaml` and `config/app-config.yaml` has one in its image.
fn shared_out(names: &[String], ground: &Ground<'_>) -> (Vec<String>, Vec<String>) {
    let (mut files, mut gone): (Vec<(String, &String)>, Vec<String>) = (Vec::new(), Vec::new());
    for name in names {
        match placed(name, ground) {
            Some(path) if files.iter().any(|(taken, by)| *taken == path && plain(by) != plain(name)) => {
                gone.push(name.clone());
            }
            Some(path) => files.push((path, name)),
            None => gone.push(name.clone()),
        }
    }
    (files.into_iter().map(|(path, _)| path).collect(), gone)
}

fn plain(name: &str) -> &str {
    name.trim_start_matches(['.', '/'])
}

/// Finds a file that a command names, which runs elsewhere: by its path, else by its name.
fn placed(name: &str, ground: &Ground<'_>) -> Option<String> {
    let inside = |path: &&str| !path.split('/').any(|part| part == "..");
    [plain(name), last(name)].into_iter().filter(inside).find(|path| (ground.is_there)(path)).map(str::to_owned)
}

/// Tells whether a name fits a pattern with at most one `*`.
fn matches(pattern: &str, name: &str) -> bool {
    match last(pattern).split_once('*') {
        Some((begins, ends)) => {
            name.len() >= begins.len() + ends.len() && name.starts_with(begins) && name.ends_with(ends)
        }
        None => last(pattern) == name,
    }
}

fn read(kind: Kind, file: &str, text: &Secret) -> Option<Start> {
    match kind {
        Kind::Carrier => of_carrier(file, text.expose()),
        Kind::Dockerfile => dockerfile::read(text.expose()),
        Kind::Package => of_package(text.expose()),
        Kind::Variables => of_variables(text.expose()),
    }
}

/// Configuration that stands beside a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// In variables (`APP_CONFIG_…`).
    pub variables: Vec<(String, Secret)>,
    /// In files of variables, as they are named there.
    pub env_files: Vec<String>,
}

/// Reads what stands in a carrier that is laid over another, whether it says a command or not.
pub fn beside(file: &str, text: &Secret) -> Beside {
    let mut sources = Sources::default();
    let source = sources.add(Source::new(file, text.expose()));
    let read = carrier::detect(file, text.expose(), source).map(|carrier| carrier::read(&[carrier], &sources));
    read.and_then(|carried| carried.first().map(of_carried)).unwrap_or_default()
}

fn of_carried(carried: &Carried) -> Beside {
    let configuring = carried.variables.iter().filter(|setting| is_configuring(&setting.name));
    Beside {
        variables: configuring.filter_map(|setting| Some((setting.name.clone(), setting.value.clone()?))).collect(),
        env_files: carried.env_files.iter().map(|file| file.path.clone()).collect(),
    }
}

/// Compose files, values and manifests say it by a command line or its arguments.
fn of_carrier(file: &str, text: &str) -> Option<Start> {
    let mut sources = Sources::default();
    let source = sources.add(Source::new(file, text));
    let carrier = carrier::detect(file, text, source)?;
    let carried: Vec<Carried> = carrier::read(&[carrier], &sources);
    let carried = carried.first()?;
    let named: Vec<_> = carried.flags.iter().map(|flag| flag.name.clone()).collect();
    let set = carried.variables.iter().find(|setting| setting.name == "BACKSTAGE_ENV");
    let environments = set.and_then(|setting| setting.value.as_ref()).map(|value| environments(value.expose()));
    let environments = environments.unwrap_or_default();
    let beside = of_carried(carried);
    let start = Start { named, environments, part: "the command".into(), beside, ..Start::default() };
    (!start.named.is_empty() || !start.environments.is_empty()).then_some(start)
}

/// A `package.json` says it by its scripts.
fn of_package(text: &str) -> Option<Start> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    let scripts = package.get("scripts")?;
    carriers().scripts.iter().find_map(|name| {
        let command = scripts.get(name)?.as_str()?;
        let named: Vec<_> =
            configs_named([(command, ())].into_iter()).into_iter().map(|(name, ())| name.to_owned()).collect();
        let configures = named.iter().any(|name| is_app_config(name));
        configures.then(|| Start { named, part: format!("`{name}`"), ..Start::default() })
    })
}

fn of_variables(text: &str) -> Option<Start> {
    let entries = dotenv::entries(text).ok()?;
    let set = entries.into_iter().rev().find(|entry| entry.name == "BACKSTAGE_ENV")?;
    let environments = environments(set.value?.expose());
    (!environments.is_empty()).then(|| Start { environments, ..Start::default() })
}

/// The names in `BACKSTAGE_ENV`, as far as they can be parts of a file's name.
pub fn environments(value: &str) -> Vec<String> {
    let name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    value.split(',').map(str::trim).filter(name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
