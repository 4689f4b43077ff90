//! Which files of configuration a repository starts its portal with, in which order, and by what it says so. Pure: texts in, names out.

use std::collections::BTreeMap;
use std::path::Path;

use self::service::Service;
use super::input::FileText;
use crate::config::carrier::{self, Carried, last};
use crate::config::{Files, Source, Sources, is_configuring};
use crate::contract::carriers::{Kind, carriers};
use crate::credential::Secret;
use crate::dotenv;

mod deployed;
mod dockerfile;
mod of_image;
mod own;
mod script;
mod service;

pub use deployed::lies_over;
pub use of_image::{OfImage, of_compose, of_image};
pub use own::own_order;
pub use service::left_of_compose;

/// The files that a portal is started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Their paths from the folder, the lowest first.
    pub files: Vec<String>,
    /// What says so, as it stands behind `by` (`the command in `Dockerfile``).
    pub by: String,
    /// What is named and what of it is not seen, in words (`` `app-config.yaml`, which is not here ``).
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
    /// The folder, as it is named.
    pub folder: &'g Path,
    /// The files that compose reads there by itself, the lowest first.
    pub compose: &'g [FileText],
    /// What they name is read from here.
    pub files: &'g dyn Files,
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
    /// What of it is not read, in words.
    unread: Vec<String>,
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
    let said = said(ground);
    let environments = said.iter().find(|(.., start)| !start.environments.is_empty());
    for (file, kind, start) in &said {
        let deploys = *kind == Kind::Carrier;
        let files = match &start.own {
            Some(copied) => {
                let names = environments.map(|(.., start)| start.environments.as_slice()).unwrap_or_default();
                let own = own_order(names).into_iter();
                own.filter(|name| copied.is_empty() || copied.iter().any(|pattern| matches(pattern, name))).collect()
            }
            None => start.named.clone(),
        };
        let (files, gone) = shared_out(&files, ground);
        // Of Backstage's own order nothing has to be there; what a command names has to.
        let gone = gone.into_iter().filter(|_| start.own.is_none()).map(|name| format!("`{name}`, which is not here"));
        let missing = gone.chain(start.unread.iter().cloned()).collect();
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
    let (file, _, start) = environments?;
    let files: Vec<_> = own_order(&start.environments).into_iter().filter(|name| (ground.is_there)(name)).collect();
    let by = format!("`BACKSTAGE_ENV` in `{file}`");
    (!files.is_empty()).then(|| Chain { files, by, ..Chain::default() })
}

/// What the files of a folder say of the start, in the order in which they count, each by its name.
fn said(ground: &Ground<'_>) -> Vec<(String, Kind, Start)> {
    let service = Service::read(ground);
    let by_compose = |start: fn(&Service) -> Option<Start>| {
        let service = service.as_ref()?;
        Some((service.file.clone(), Kind::Carrier, start(service)?))
    };
    // Those are read together, and not each by itself.
    let is_of_compose = |file: &str| ground.compose.iter().any(|one| Path::new(&one.name) == ground.folder.join(file));
    let single = carriers().starts.iter().filter(|start| !is_of_compose(&start.file)).filter_map(|start| {
        let text = ground.texts.get(&start.file)?;
        Some((start.file.clone(), start.kind, read(start.kind, &start.file, text)?))
    });
    let mut said: Vec<_> = by_compose(Service::by_command).into_iter().chain(single).collect();
    // An image that is built here says itself what it loads, and a script is for a desk.
    let is_before = |kind: Kind| matches!(kind, Kind::Carrier | Kind::Dockerfile);
    let at = said.iter().position(|(_, kind, _)| !is_before(*kind)).unwrap_or(said.len());
    said.splice(at..at, by_compose(Service::by_mounts));
    said
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
        Kind::Package => script::read(text.expose()),
        Kind::Variables => of_variables(text.expose()),
    }
}

/// Configuration that stands beside a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// In variables (`APP_CONFIG_…`), and `NODE_ENV`; no value is one that is set elsewhere.
    pub variables: Vec<(String, Option<Secret>)>,
}

/// Tells whether a variable beside a command changes what Backstage is configured with: it is configuration, or chooses among it.
fn counts(name: &str) -> bool {
    is_configuring(name) || name == "NODE_ENV"
}

fn of_carried(carried: &Carried) -> Beside {
    let counting = carried.variables.iter().filter(|setting| counts(&setting.name));
    Beside { variables: counting.map(|setting| (setting.name.clone(), setting.value.clone())).collect() }
}

/// Values and manifests say it by a command line or its arguments.
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
