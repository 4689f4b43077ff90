//! Looks at a portal: its layers, its variables, and the files that say them, as `validate` reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use serde_yaml::Value;

use super::super::cli::Migrate;
use super::super::folder;
use super::super::validate::{gather, links};
use super::loaded;
use super::near::Near;
use super::which::{image, refuse_two, stands_for};
use crate::answers::file::AnswersFile;
use crate::config::carrier::{Carried, Form};
use crate::config::{Node, Role, Value as Read};
use crate::contract::{PRESETS, Target};
use crate::document;
use crate::dotenv;
use crate::leaving::{Leaving, leaving};
use crate::lint;
use crate::migrate::{EnvFile, Found, Image, LAYER, Overlay, Route, Setting, Stands};
use crate::portal_files::files;
use crate::secrecy::Known;
use crate::secrets::StoreName;
use crate::validate::{Assembled, FileText, Input, assemble};

/// The files of a folder that carry a portal, by their usual names.
const CARRIERS: [&str; 6] =
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "values.yaml", "values.yml"];
const EXAMPLE: &str = ".env.example";

/// A portal, and what must not be seen of it.
pub(super) struct Portal {
    /// The folder that it lies in.
    pub(super) folder: PathBuf,
    /// What was found.
    pub(super) found: Found,
    /// The files that somebody named.
    pub(super) named: BTreeSet<PathBuf>,
    /// Whether the sandbox wrote it: nothing in it is real.
    pub(super) of_sandbox: bool,
    /// Every secret in it.
    pub(super) known: Known,
    /// Every value of a file that lies behind a link out of the folder.
    unseen: Known,
    /// Its files as they were read.
    pub(super) input: Input,
    /// The files that these name.
    pub(super) near: Near,
}

impl Portal {
    /// Reads everything.
    pub(super) fn look(flags: &Migrate) -> Result<Self> {
        let (folder, paths) = placed(flags);
        let declared = gather::declared(&folder)?;
        let env_files = env_files(flags, &folder);
        let read = |path: &PathBuf| files::file(&path.display().to_string());
        let input = Input {
            files: paths.iter().map(read).collect(),
            env_files: env_files.iter().map(|path| files::variables(&path.display().to_string())).collect(),
            found: true,
            portal: lint::Portal { target: Target::Backstage, ..lint::Portal::default() },
            ..Input::default()
        };
        let of_sandbox = input.of_sandbox().is_some() || is_of_folder(flags) && folder::is_of_sandbox(&folder);
        refuse_unread(input.files.iter().chain(&input.env_files))?;
        let near = Near::of(&folder, flags);
        let assembled = assemble(input.clone(), &near);
        near.refuse_beyond(&assembled)?;
        loaded::refuse_unknown(&assembled, flags)?;
        let mut found = found(&assembled, &folder, declared)?;
        found.image = image(flags, &found)?;
        loaded::refuse_more(&assembled, flags)?;
        if flags.profile.is_none() {
            refuse_two(&assembled)?;
        }
        found.stands_for = stands_for(&found)?;
        let named = flags.files.iter().chain(&flags.env_file).cloned().collect();
        let unseen = unseen(&assembled, &folder, flags);
        Ok(Self { folder, found, named, of_sandbox, known: assembled.known, unseen, input, near })
    }

    /// Takes out of a text what nobody is to see: secrets, and what links out of the folder lead to.
    pub(super) fn conceal(&self, text: &str) -> String {
        self.unseen.conceal(&self.known.conceal(text))
    }
}

/// What links lead to out of the folder: whoever put them there chose that. A link to the folder as a whole is asked about before anything
/// is written.
fn unseen(assembled: &Assembled, folder: &Path, flags: &Migrate) -> Known {
    let mut known = Known::default();
    for (number, source) in assembled.sources.iter() {
        let name = Path::new(&source.name);
        if led_by(folder, name).is_some() || flags.dry_run && leaving(name).is_some() {
            links::learn(assembled, number, &mut known);
        }
    }
    known
}

/// The link by which a file leads out, besides one that leads to the portal's folder as a whole.
pub(super) fn led_by(folder: &Path, name: &Path) -> Option<Leaving> {
    let whole = leaving(folder);
    leaving(name).filter(|led| whole.as_ref().is_none_or(|whole| whole.link != led.link))
}

/// The folder that a portal lies in: the one that is named, or that of the first file.
pub(super) fn folder_of(flags: &Migrate) -> PathBuf {
    placed(flags).0
}

/// Whether the portal is what a folder has, and not what was named.
fn is_of_folder(flags: &Migrate) -> bool {
    flags.files.first().is_none_or(|first| first.is_dir())
}

/// The folder, and the portal's files: those that were named, behind a folder those besides what it has.
fn placed(flags: &Migrate) -> (PathBuf, Vec<PathBuf>) {
    match flags.files.as_slice() {
        [] => (PathBuf::new(), usual(Path::new(""))),
        [folder, files @ ..] if folder.is_dir() => (folder.clone(), [usual(folder), files.to_vec()].concat()),
        files => (files[0].parent().map(Path::to_path_buf).unwrap_or_default(), files.to_vec()),
    }
}

fn usual(folder: &Path) -> Vec<PathBuf> {
    let names = CARRIERS.iter().copied().chain([LAYER]);
    names.map(|name| folder.join(name)).filter(|path| path.is_file()).collect()
}

fn env_files(flags: &Migrate, folder: &Path) -> Vec<PathBuf> {
    let own = folder.join(".env");
    match flags.env_file.is_empty() {
        true => own.exists().then_some(own).into_iter().collect(),
        false => flags.env_file.clone(),
    }
}

fn refuse_unread<'f>(mut files: impl Iterator<Item = &'f FileText>) -> Result<()> {
    match files.find_map(|file| Some((&file.name, file.text.as_ref().err()?))) {
        Some((name, (_, why))) => bail!("could not read {name}: it {why}"),
        None => Ok(()),
    }
}

fn found(assembled: &Assembled, folder: &Path, declared: Option<AnswersFile>) -> Result<Found> {
    let mut found = Found {
        image: Image { target: Target::Backstage, profile: None, presets: Vec::new() },
        stands_for: None,
        overlays: Vec::new(),
        home: Overlay {
            file: folder.join(LAYER).display().to_string(),
            route: Route::new(),
            is_text: false,
            by_hand: false,
            root: Value::Null,
        },
        settings: Vec::new(),
        texts: BTreeMap::new(),
        env_files: Vec::new(),
        composes: BTreeSet::new(),
        values: BTreeMap::new(),
        kept: BTreeSet::new(),
        declared,
    };
    variables(assembled, folder, &mut found)?;
    carriers(assembled, &mut found);
    overlays(assembled, &mut found)?;
    for (name, given) in assembled.variables.iter() {
        found.values.extend(given.value.clone().map(|value| (name.to_owned(), value)));
    }
    let secrets = found.declared.iter().flat_map(|declared| &declared.secrets);
    found.kept = secrets.filter(|(_, store)| **store == StoreName::Keyring).map(|(name, _)| name.to_string()).collect();
    Ok(found)
}

/// Files of variables, and the example beside them.
fn variables(assembled: &Assembled, folder: &Path, found: &mut Found) -> Result<()> {
    for number in assembled.env_files() {
        let Some(source) = assembled.sources.get(*number) else { continue };
        let name = source.name.clone();
        let entries = dotenv::entries(&source.text).map_err(|error| anyhow!("{name}: {error}"))?;
        for entry in entries {
            found.values.extend(entry.value.map(|value| (entry.name.clone(), value)));
            found.settings.push(Setting { name: entry.name, file: name.clone(), stands: Stands::Line });
        }
        found.texts.insert(name.clone(), crate::credential::Secret::new(source.text.as_str()));
        found.env_files.push(EnvFile { name, example: false, handed: false });
    }
    let example = files::variables(&folder.join(EXAMPLE).display().to_string());
    if let Ok(text) = example.text
        && dotenv::entries(text.expose()).is_ok()
    {
        found.texts.insert(example.name.clone(), text);
        found.env_files.push(EnvFile { name: example.name, example: true, handed: false });
    }
    Ok(())
}

/// Compose files, values of charts and manifests, with the variables that they set.
fn carriers(assembled: &Assembled, found: &mut Found) {
    for carried in assembled.carried() {
        let Some(source) = assembled.sources.get(carried.source) else { continue };
        let value = document::value(&source.text).unwrap_or_default();
        for setting in &carried.variables {
            let presets =
                || layer_route(&value, "presets").filter(|_| carried.form == Form::Helm && setting.name == PRESETS);
            let stands = match setting.spelled {
                Some(spelled) => Stands::Entry(source.bytes(spelled.name), source.bytes(spelled.whole)),
                None => presets().map_or(Stands::Elsewhere, Stands::Presets),
            };
            found.settings.push(Setting { name: setting.name.clone(), file: source.name.clone(), stands });
        }
        found.texts.insert(source.name.clone(), crate::credential::Secret::new(source.text.as_str()));
        if carried.form == Form::Compose {
            found.composes.insert(source.name.clone());
            let named: Vec<_> =
                carried.env_files.iter().map(|file| Path::new(&source.name).with_file_name(&file.path)).collect();
            let handed =
                |file: &EnvFile| named.iter().any(|named| named.components().eq(Path::new(&file.name).components()));
            found.env_files.iter_mut().filter(|file| handed(file)).for_each(|file| file.handed = true);
        }
        if carried.form == Form::Helm && carried.labels.is_empty() {
            let block = ["presets", "extraEnvVars", "extraEnv"].iter().find_map(|key| layer_route(&value, key));
            let above = block.map(|route| route[..route.len() - 1].to_vec()).unwrap_or_default();
            let route = [above, vec!["appConfig".to_owned()]].concat();
            found.home = Overlay { file: source.name.clone(), route, ..found.home.clone() };
        }
    }
}

fn layer_route(value: &Value, key: &str) -> Option<Route> {
    crate::migrate::find(value, key, &Value::is_sequence)
}

/// The operator's layers, as they are written.
fn overlays(assembled: &Assembled, found: &mut Found) -> Result<()> {
    let mut labels: BTreeMap<usize, Vec<&String>> =
        assembled.carried().iter().map(|carried| (carried.source, carried.labels.iter().rev().collect())).collect();
    for layer in assembled.layers.iter().filter(|layer| layer.role == Role::Yours) {
        let Some(source) = assembled.sources.get(layer.source) else { continue };
        let carried = assembled.carried().iter().find(|carried| carried.source == layer.source);
        let label = labels.get_mut(&layer.source).and_then(Vec::pop);
        let whole = |text: &str| document::value(text).map_err(|refusal| anyhow!("{}: {refusal}", source.name));
        let overlay = match (carried, label) {
            (Some(carried), Some(label)) => {
                embedded(carried, label, &layer.root, &source.name, whole(&source.text).ok())?
            }
            _ => Overlay {
                file: source.name.clone(),
                route: Route::new(),
                is_text: false,
                by_hand: false,
                root: whole(&source.text)?,
            },
        };
        found.texts.insert(source.name.clone(), crate::credential::Secret::new(source.text.as_str()));
        found.overlays.push(overlay);
    }
    Ok(())
}

/// A layer in a carrier: in values of a chart it is edited where it stands, elsewhere by hand.
fn embedded(carried: &Carried, label: &str, root: &Node, file: &str, value: Option<Value>) -> Result<Overlay> {
    let route: Route = label.split('.').map(str::to_owned).collect();
    let stands = value.as_ref().and_then(|value| route.iter().try_fold(value, |here, key| here.get(key.as_str())));
    let (is_text, root, by_hand) = match stands.filter(|_| carried.form == Form::Helm) {
        Some(Value::String(text)) => {
            let root = document::value(text).map_err(|refusal| anyhow!("{file}, in `{label}`: {refusal}"))?;
            (true, root, false)
        }
        Some(map) => (false, map.clone(), false),
        None => (false, written(root), true),
    };
    Ok(Overlay { file: file.to_owned(), route, is_text, by_hand, root })
}

/// A tree as it is written.
fn written(node: &Node) -> Value {
    match &node.value {
        Read::Null | Read::Gone(_) | Read::Unseen(_) => Value::Null,
        Read::Bool(value) => Value::Bool(*value),
        Read::Number(number) => serde_yaml::from_str(number).unwrap_or_else(|_| Value::from(number.as_str())),
        Read::Text(text) => Value::from(text.written()),
        Read::List(items) => Value::Sequence(items.iter().map(written).collect()),
        Read::Map(map) => map
            .iter()
            .map(|(key, node)| (Value::from(key.as_str()), written(node)))
            .collect::<serde_yaml::Mapping>()
            .into(),
    }
}
