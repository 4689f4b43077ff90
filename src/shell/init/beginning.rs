//! What a run begins with: the folder, what reads the files, its options and browser, and what is said of all that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Person;
use super::heard::Heard;
use crate::agreed::Agreement;
use crate::answers::file::{AnswersFile, Target};
use crate::answers::given::{Given, Origin};
use crate::browser::{Browser, SystemBrowser, has_browser};
use crate::contract::preset;
use crate::credential::Secret;
use crate::init::{Options, Proving, Writing};
use crate::interrupt::{self, Hollow};
use crate::journal;
use crate::plan::show;
use crate::report::{Report, Screen};
use crate::sandbox::{Sandbox, SandboxBrowser};
use crate::shell::addresses::Placed;
use crate::shell::cli::Init;
use crate::shell::folder::{self, Folder};
use crate::shell::process::variable;
use crate::shell::{played, resume};

/// The presets that somebody named: by the flag, in a file that a flag names, in `.env`, in what an earlier run left.
pub(super) fn presets_of(flags: &Init, answers: Option<&AnswersFile>, folder: &Folder) -> Vec<String> {
    let declared = answers.map(|file| file.presets.clone()).unwrap_or_default();
    let named = flags.presets.iter().flat_map(|said| preset::names(said)).map(str::to_owned).collect();
    let said = [named, declared, folder.presets()];
    said.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// What reads the files, as far as it is said. Whoever names what stands first is not asked: it is what the folder tells, or the image that has
/// profiles.
pub(super) fn targeted(given: Given, folder: &Folder) -> (Given, Target) {
    let named = |target: Option<String>| target.and_then(|target| Target::named(&target));
    let said = named(given.find("target").map(|(said, _)| said.expose().to_owned()));
    let told = named(folder.defaults().remove("target")).unwrap_or(Target::V1);
    match said {
        Some(said) => (given, said),
        None if given.find("profile").is_some() => {
            (given.with(Origin::Flag, [("target".to_owned(), Secret::new(told.id()))]), told)
        }
        None => (given, told),
    }
}

pub(super) fn say_what_was_found(
    screen: &mut Screen,
    out: &Path,
    folder: &Folder,
    environment: &[String],
    store: &str,
) {
    screen.heading("Look");
    let seen = if folder.seen.is_empty() { "nothing there yet".to_owned() } else { folder.seen.join(", ") };
    screen.detail("folder", &format!("{} · {seen}", out.display()));
    let variables: Vec<_> = folder.dotenv.iter().map(|(name, _)| name.as_str()).collect();
    if !variables.is_empty() {
        screen.detail(".env", &variables.join(", "));
    }
    if !environment.is_empty() {
        screen.detail("environment", &environment.join(", "));
    }
    screen.detail("secrets", store);
}

/// Says of values that `devportal-auth.yaml` and `.env` do not agree on which of them counts: somebody may have changed the other one.
pub(super) fn say_what_differs(screen: &mut Screen, folder: &Folder, given: &Given) {
    for (variable, declared) in folder.values().iter() {
        let kept = folder.dotenv.get(variable).map(Secret::expose);
        let differs = kept.is_some_and(|kept| !kept.is_empty() && kept != declared.expose());
        if differs && given.find(variable.as_str()).is_none_or(|(_, origin)| !origin.is_now()) {
            let says = format!("`{variable}` is one thing in devportal-auth.yaml and another in .env, which counts");
            screen.problem(&says, Some(&format!("fix the one that is wrong, or say it: --set {variable}=VALUE")));
        }
    }
}

/// Hosts that are not a provider's own, with what names them. A variable that stands in several places names its host once.
pub(super) fn say_who_is_named(screen: &mut Screen, agreement: &Agreement) {
    let mut said = BTreeSet::new();
    for named in &agreement.named {
        let by = named.by.split(" from ").next().unwrap_or(&named.by);
        if said.insert((named.server.to_string(), by)) {
            screen.detail("host", &format!("{} · {}", named.server, named.by));
        }
    }
}

/// Addresses of providers that were taken out of one with more than belongs to it.
pub(super) fn say_what_was_taken_out(screen: &mut Screen, placed: &[Placed]) {
    for placed in placed.iter().filter(|placed| placed.taken_out) {
        screen.detail(&placed.provider, &format!("`{}`, taken out of the address", show(&placed.at.url)));
    }
}

/// The folder that is written to; a run of the sandbox has one of its own. One that is not there yet goes again when nothing came of the run.
pub(super) fn folder_of(flags: &Init) -> Result<(PathBuf, Option<Hollow>)> {
    match &flags.out {
        Some(out) => Ok((out.clone(), (!out.exists()).then(|| interrupt::goes_when_empty(out)))),
        None if flags.resume => Ok((resume::folder(flags.sandbox)?, None)),
        None if flags.sandbox => played::folder().map(|(folder, hollow)| (folder, Some(hollow))),
        None => Ok((PathBuf::from("."), None)),
    }
}

pub(super) fn writing(flags: &Init) -> Writing {
    if flags.dry_run { Writing::DryRun } else { Writing::Confirmed }
}

/// Looks at what is in the folder. The sandbox looks where it was started, too, for which portal it is; a real run takes nothing that the
/// sandbox wrote.
pub(super) fn looked_at(out: &Path, flags: &Init) -> Result<Folder> {
    let mut folder = Folder::look(out)?;
    if !flags.sandbox {
        folder::refuse_sandboxed(&folder, out)?;
    } else if writing(flags) == Writing::Confirmed {
        folder::refuse_real(&folder, out)?;
    }
    if flags.sandbox && flags.out.is_none() {
        folder.look_for_source(Path::new("."));
    }
    Ok(folder)
}

pub(super) fn options(flags: &Init, out: PathBuf, folder: &Folder, heard: &Heard) -> Options {
    // What is declared is offered; whatever `.env` has is nearer to the portal.
    let mut found = folder.values();
    found.merge(folder.dotenv.clone());
    found.merge(folder.own_files.clone());
    found.merge(heard.kept.clone());
    let mut defaults = folder.defaults();
    let backend = heard.answers.as_ref().and_then(|answers| answers.portal.backend_url.as_ref());
    defaults.extend(backend.map(|backend| ("backend-url".to_owned(), backend.to_string())));
    Options {
        out,
        proving: if flags.offline { Proving::Skipped } else { Proving::Live },
        writing: writing(flags),
        patience: flags.patience,
        defaults,
        found,
        addresses: heard.addresses(),
        presets: Vec::new(),
        started_by: folder.started_by.clone(),
        authority: None,
        stand_ins: BTreeMap::new(),
    }
}

/// The browser of the person at this machine; in the sandbox, somebody sits there when nobody else does.
pub(super) fn browser(
    flags: &Init,
    person: Person,
    sandbox: Option<&Sandbox>,
    options: &Options,
    screen: &mut Screen,
) -> Box<dyn Browser> {
    let enabled = !flags.no_browser && has_browser(variable);
    let scratch = Some(options.out.join(journal::FOLDER));
    let system = SystemBrowser { enabled, time_limit: flags.patience, scratch };
    match sandbox {
        Some(sandbox) if person == Person::Absent => {
            screen.detail("browser", "the sandbox presses its own buttons");
            Box::new(SandboxBrowser::new(sandbox))
        }
        Some(sandbox) if !enabled => {
            screen.detail("browser", "none here; addresses are printed, the sandbox presses its buttons");
            Box::new(SandboxBrowser::elsewhere(sandbox, system))
        }
        _ => Box::new(system),
    }
}
