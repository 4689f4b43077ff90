//! Finds what is to be looked at: what was named, else what `devportal-auth.yaml` declares, else what the folder starts its
//! portal with, else the usual names.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::named::once;
use super::release::meant;
use crate::answers::file::{self as answers, AnswersFile, Target};
use crate::here;
use crate::lint::{Declared, Portal};
use crate::plan::Plan;
use crate::portal_files::files::{file, variables, variables_handed_over};
use crate::portal_files::usual::{Taken, backstage_env, of_image, usual};
use crate::portal_files::{around, code, over, past, release, start};
use crate::secrets::StoreName;
use crate::shell::cli::Validate;
use crate::shell::{folder, process};
use crate::validate::{FileText, Input, assemble};

/// No company has as many presets of its own.
const MOST_PRESETS: usize = 1_000;

/// One configuration of all files. `found` is where one was looked for, when nobody named them and they are the only ones below that.
pub(in crate::shell) fn whole(flags: &Validate, found: Option<&Path>) -> Result<Input> {
    let (folder, named) = named(&flags.at.files);
    let declared = declared(&folder)?;
    let by_name = flags.at.files.iter().any(|path| !path.is_dir());
    let env_files = env_files(&folder, flags, by_name);
    let environment = flags.at.process_env.then(process::variables);
    // Of an image, only the operator's layer is here, and its own start script reads it.
    let images = declared.as_ref().is_some_and(is_images);
    let chain = if named.is_empty() && !images { start::chain(&folder) } else { None };
    let is_named = !named.is_empty();
    let lacks = if is_named || images { None } else { start::lacks(&folder, chain.is_some()) };
    let usual = || usual(&folder, images, &backstage_env(&env_files, environment.as_deref()));
    let of_image = if is_named || chain.is_some() || declared.is_some() { None } else { of_image(&folder, usual()) };
    let is_usual = chain.is_none() && of_image.is_none() && !is_named && !images;
    let Taken { files, built, project } = match (&chain, of_image) {
        _ if is_named => Taken::plain(named),
        (Some(chain), _) => Taken::plain(chain.files.iter().map(|path| folder.join(path)).collect()),
        (None, Some(started)) => started,
        (None, None) => Taken::plain(usual()),
    };
    if files.is_empty() {
        bail!(nothing_in(&folder));
    }
    let files = once(&files);
    // Nobody says which files Backstage is given; it finds those of usual names.
    let beside = match &chain {
        Some(chain) => start::beside(&folder, &chain.files),
        None if is_usual => start::beside(&folder, &file_names(&files)),
        None => Vec::new(),
    };
    let mut aside = match is_named {
        false => start::aside(&folder),
        true if found.is_some() => start::aside(&folder_of(&files)),
        true => Vec::new(),
    };
    aside.extend(found.map(start::aside).unwrap_or_default());
    let aside = once(&aside);
    let is_given = |path: &PathBuf| flags.at.env_file.contains(path) || files.contains(path);
    let aside: Vec<_> = aside.into_iter().filter(|path| !is_given(path)).collect();
    // Backstage does not read one by itself; whoever declared the portal said that it is the environment.
    let is_found = flags.at.env_file.is_empty() && !env_files.is_empty() && declared.is_none();
    let mut input = Input {
        files: files.iter().map(|path| file(&name(path))).collect(),
        env_files,
        built,
        project,
        lacks,
        environment,
        found: is_found,
        portal: portal(flags, declared.as_ref().filter(|_| !by_name)),
        presets: flags.at.presets_dir.as_deref().map(presets).transpose()?.unwrap_or_default(),
        chain,
        beside: beside.iter().map(|path| file(&name(path))).collect(),
        aside: aside.iter().map(|path| file(&name(path))).collect(),
        now: now(),
        ..Input::default()
    };
    refuse_presets_of_nobody(flags, &input.portal)?;
    if let Some(declared) = declared.filter(|_| !by_name) {
        tell_kept(&mut input, &declared, &folder);
    }
    release::tell(&mut input, flags.at.backstage.map(meant));
    if input.portal.target == Target::Backstage && !input.chain.as_ref().is_some_and(|chain| chain.deploys) {
        let deploying = over::look(&mut input, &folder_of(&files), &files);
        if !is_named || found.is_some() {
            input.over = input.over.or_else(|| over::changed(found.unwrap_or(&folder), &files, &aside));
            let others = deploying.into_iter().filter(|path| !files.contains(path) && !aside.contains(path));
            input.aside.extend(others.map(|path| file(&name(&path))));
        }
    }
    look_around(&mut input, flags)?;
    Ok(input)
}

fn nothing_in(folder: &Path) -> String {
    let called = if folder.as_os_str().is_empty() { "this folder".to_owned() } else { folder.display().to_string() };
    format!("there is no configuration in {called}; name its files, or write one with `devportal-auth init`")
}

/// Says which variables are kept outside of files, as the folder declares it, and which file of them is not here.
fn tell_kept(input: &mut Input, declared: &AnswersFile, folder: &Path) {
    let kept = declared.secrets.iter().filter(|(_, store)| **store != StoreName::Dotenv);
    input.elsewhere = kept.map(|(variable, _)| variable.to_string()).collect();
    let in_file = declared.secrets.values().any(|store| *store == StoreName::Dotenv);
    let given = input.environment.is_some() || !input.env_files.is_empty();
    input.without = (in_file && !given).then(|| name(&folder.join(".env")));
}

/// Tells whether a folder has a configuration of its own, or says which one it is for.
pub(super) fn has_configuration(folder: &Path, flags: &Validate) -> Result<bool> {
    let starts = || start::chain(folder).is_some();
    let environment = flags.at.process_env.then(process::variables);
    let has_usual = || {
        let env_files = env_files(folder, flags, false);
        !usual(folder, false, &backstage_env(&env_files, environment.as_deref())).is_empty()
    };
    Ok(declared(folder)?.is_some() || starts() || has_usual())
}

/// The folder that the first of some files is in.
fn folder_of(files: &[PathBuf]) -> PathBuf {
    files.first().and_then(|path| path.parent()).unwrap_or(Path::new("")).to_path_buf()
}

/// The names of files of one folder, as they stand in it.
fn file_names(files: &[PathBuf]) -> Vec<String> {
    files.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
}

fn env_files(folder: &Path, flags: &Validate, by_name: bool) -> Vec<FileText> {
    let env = folder.join(".env");
    // Whoever says that the variables are those of this process has no others.
    let unsaid = flags.at.env_file.is_empty() && !flags.at.process_env;
    if unsaid && !by_name && env.exists() && !env.is_dir() {
        return vec![variables(&name(&env))];
    }
    handed_over(flags)
}

/// The files of variables that were named.
fn handed_over(flags: &Validate) -> Vec<FileText> {
    once(&flags.at.env_file).iter().map(|path| variables_handed_over(&name(path))).collect()
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

/// A folder of presets gives those that somebody names.
fn refuse_presets_of_nobody(flags: &Validate, portal: &Portal) -> Result<()> {
    let declares = portal.declared.as_ref().is_some_and(|declared| !declared.presets.is_empty());
    if flags.at.presets_dir.is_some() && portal.presets.is_empty() && !declares {
        bail!("`--presets-dir` is where presets are, and none is named; name them with `--presets`");
    }
    Ok(())
}

fn look_around(input: &mut Input, flags: &Validate) -> Result<()> {
    let names = |files: &[FileText]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let (files, env_files) = (names(&input.files), names(&input.env_files));
    let (files, env_files) = (files.iter().map(String::as_str), env_files.iter().map(String::as_str));
    input.around = around::look(files.clone(), env_files.clone());
    if let Some(folder) = files.clone().next().map(|name| here::folder_of(Path::new(name))) {
        let texts = [&input.files, &input.beside, &input.aside].into_iter().flatten();
        let texts = texts.filter_map(|file| Some(file.text.as_ref().ok()?.expose()));
        around::add_keys_named(folder, texts, &mut input.around);
    }
    if input.portal.target == Target::Backstage {
        let folder = files.clone().next().map(|name| here::folder_of(Path::new(name)));
        input.around.code = folder.map(code::look).unwrap_or_default();
        input.around.deployed = folder.is_some_and(start::is_deployed);
    }
    if flags.history { look_back(input) } else { Ok(()) }
}

/// Looks at the past of every file that is read, whoever names it.
fn look_back(input: &mut Input) -> Result<()> {
    let paths = |files: &[FileText]| files.iter().map(|file| PathBuf::from(&file.name)).collect::<Vec<_>>();
    let given = [&input.files, &input.env_files].map(|files| paths(files)).concat();
    let beside = [&input.presets, &input.beside, &input.aside, &input.above].map(|files| paths(files)).concat();
    let disk = past::Noted::default();
    assemble(input.clone(), &disk);
    let read: Vec<_> = disk.read().into_iter().chain(beside).collect();
    past::look(&given, &read, &mut input.around)
}

/// A configuration of one file.
pub(super) fn alone(path: &Path, flags: &Validate) -> Result<Input> {
    let mut input = Input {
        files: vec![file(&name(path))],
        env_files: handed_over(flags),
        environment: flags.at.process_env.then(process::variables),
        portal: portal(flags, None),
        presets: flags.at.presets_dir.as_deref().map(presets).transpose()?.unwrap_or_default(),
        now: now(),
        ..Input::default()
    };
    refuse_presets_of_nobody(flags, &input.portal)?;
    input.portal.release = flags.at.backstage.map(meant);
    Ok(input)
}

/// A folder that was named stands for what is in it.
pub(in crate::shell) fn named(files: &[PathBuf]) -> (PathBuf, Vec<PathBuf>) {
    match files {
        [folder] if folder.is_dir() => (folder.clone(), Vec::new()),
        files => (PathBuf::new(), files.to_vec()),
    }
}

pub(in crate::shell) fn declared(folder: &Path) -> Result<Option<AnswersFile>> {
    let path = folder.join(answers::NAME);
    if path.is_file() { folder::answers_left(&path).map(Some) } else { Ok(None) }
}

/// Tells whether an earlier run wrote for an image.
fn is_images(declared: &AnswersFile) -> bool {
    match declared.target {
        Some(target) => target != Target::Backstage,
        None => declared.profile.is_some(),
    }
}

/// The presets of an earlier run, in their order: those that were said to stay, and those that what was chosen needs.
fn presets_declared(declared: &AnswersFile) -> Vec<String> {
    if declared.target != Some(Target::V2) {
        return declared.presets.clone();
    }
    match Plan::declared(declared) {
        Ok(plan) => plan.presets().into_iter().map(str::to_owned).collect(),
        Err(_) => declared.presets.clone(),
    }
}

fn portal(flags: &Validate, declared: Option<&AnswersFile>) -> Portal {
    let stage = flags.stage.or_else(|| declared.and_then(|declared| declared.portal.stage));
    let target = match () {
        () if !flags.at.presets.is_empty() => Target::V2,
        () if flags.at.profile.is_some() => Target::V1,
        () => Target::Backstage,
    };
    let declared = declared.map(|declared| Declared {
        target: Some(declared.target.unwrap_or(Target::V1)),
        profile: declared.profile.clone(),
        presets: presets_declared(declared),
    });
    let whole = said(flags.whole, flags.part);
    let (profile, presets) = (flags.at.profile.clone(), flags.at.presets.clone());
    Portal { target, profile, presets, declared, stage, whole, ..Portal::default() }
}

/// What was said of how much is there.
fn said(whole: bool, part: bool) -> Option<bool> {
    match (whole, part) {
        (false, false) => None,
        (whole, _) => Some(whole),
    }
}

/// The time, in seconds since 1970.
pub(in crate::shell) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
