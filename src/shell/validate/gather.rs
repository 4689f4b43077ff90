//! Finds what is to be looked at: what was named, else what `devportal-auth.yaml` declares, else the usual names.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::files::{file, variables, variables_handed_over};
use super::{around, code, past};
use crate::answers::file::{self as answers, AnswersFile, Target};
use crate::credential::Secret;
use crate::lint::Portal;
use crate::secrets::StoreName;
use crate::shell::cli::Validate;
use crate::shell::folder;
use crate::validate::{FileText, Input};

/// The operator's files in the order in which Backstage's own scripts load them; later ones win.
const USUAL: [&str; 3] = ["app-config.yaml", "app-config.production.yaml", "app-config.local.yaml"];

/// No company has as many presets of its own.
const MOST_PRESETS: usize = 1_000;

/// One configuration of all files.
pub(super) fn whole(flags: &Validate) -> Result<Input> {
    let (folder, named) = named(&flags.files);
    let declared = declared(&folder)?;
    let files = match named.is_empty() {
        false => named,
        true => usual(&folder, declared.as_ref()),
    };
    if files.is_empty() {
        bail!(
            "there is no configuration in {}; name its files, or write one with `devportal-auth init`",
            if folder.as_os_str().is_empty() { "this folder".to_owned() } else { folder.display().to_string() }
        );
    }
    let by_name = flags.files.iter().any(|path| !path.is_dir());
    let env = folder.join(".env");
    let mut env_files: Vec<FileText> = flags.env_file.iter().map(|path| variables_handed_over(&name(path))).collect();
    let found = env_files.is_empty() && !by_name && env.is_file();
    if found {
        env_files.push(variables(&name(&env)));
    }
    let mut input = Input {
        files: files.iter().map(|path| file(&name(path))).collect(),
        env_files,
        environment: flags.process_env.then(environment),
        // Backstage does not read it by itself; whoever declared the portal said that it is the environment.
        found: found && declared.is_none(),
        portal: portal(flags, declared.as_ref().filter(|_| !by_name)),
        presets: flags.presets_dir.as_deref().map(presets).transpose()?.unwrap_or_default(),
        now: now(),
        ..Input::default()
    };
    if let Some(declared) = declared.filter(|_| !by_name) {
        let kept = declared.secrets.iter().filter(|(_, store)| **store != StoreName::Dotenv);
        input.elsewhere = kept.map(|(variable, _)| variable.to_string()).collect();
    }
    look_around(&mut input, flags)?;
    Ok(input)
}

/// The presets in a folder, by name.
fn presets(folder: &Path) -> Result<Vec<FileText>> {
    let refused = || format!("could not read the presets in {}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(refused)? {
        let path = entry.with_context(refused)?.path();
        if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            paths.push(path);
        }
        if paths.len() > MOST_PRESETS {
            bail!("{} holds more than {MOST_PRESETS} presets; is it the right folder?", folder.display());
        }
    }
    paths.sort();
    Ok(paths.iter().map(|path| file(&name(path))).collect())
}

fn look_around(input: &mut Input, flags: &Validate) -> Result<()> {
    let names = |files: &[FileText]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let (files, env_files) = (names(&input.files), names(&input.env_files));
    let (files, env_files) = (files.iter().map(String::as_str), env_files.iter().map(String::as_str));
    input.around = around::look(files.clone(), env_files.clone());
    if input.portal.target == Target::Backstage {
        let folder = files.clone().next().map(|name| around::folder(Path::new(name)));
        input.around.code = folder.map(code::look).unwrap_or_default();
    }
    if flags.history {
        past::look(files.chain(env_files), &mut input.around)?;
    }
    Ok(())
}

/// A configuration of one file.
pub(super) fn alone(path: &Path, flags: &Validate) -> Result<Input> {
    Ok(Input {
        files: vec![file(&name(path))],
        env_files: flags.env_file.iter().map(|path| variables_handed_over(&name(path))).collect(),
        environment: flags.process_env.then(environment),
        portal: portal(flags, None),
        now: now(),
        ..Input::default()
    })
}

/// A folder that was named stands for what is in it.
pub(super) fn named(files: &[PathBuf]) -> (PathBuf, Vec<PathBuf>) {
    match files {
        [folder] if folder.is_dir() => (folder.clone(), Vec::new()),
        files => (PathBuf::new(), files.to_vec()),
    }
}

pub(super) fn declared(folder: &Path) -> Result<Option<AnswersFile>> {
    let path = folder.join(answers::NAME);
    if path.is_file() { folder::answers_left(&path).map(Some) } else { Ok(None) }
}

fn usual(folder: &Path, declared: Option<&AnswersFile>) -> Vec<PathBuf> {
    // Of an image, only the operator's layer is here.
    let images =
        declared.is_some_and(|declared| declared.target != Some(Target::Backstage) && declared.profile.is_some());
    let names = if images { &USUAL[2..] } else { &USUAL[..] };
    names.iter().map(|name| folder.join(name)).filter(|path| path.exists()).collect()
}

fn portal(flags: &Validate, declared: Option<&AnswersFile>) -> Portal {
    let profile = flags.profile.clone().or_else(|| declared.and_then(|declared| declared.profile.clone()));
    let stage = flags.stage.or_else(|| declared.and_then(|declared| declared.portal.stage));
    let target = match () {
        () if !flags.presets.is_empty() => Target::V2,
        () if profile.is_some() => Target::V1,
        () => declared.map_or(Target::Backstage, |declared| declared.target.unwrap_or(Target::V1)),
    };
    Portal { target, profile, presets: flags.presets.clone(), stage, whole: said(flags.whole, flags.part) }
}

/// What was said of how much is there.
fn said(whole: bool, part: bool) -> Option<bool> {
    match (whole, part) {
        (false, false) => None,
        (whole, _) => Some(whole),
    }
}

fn environment() -> Vec<(String, Secret)> {
    let text = |text: std::ffi::OsString| text.into_string().ok();
    std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, Secret::new(text(value)?)))).collect()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
