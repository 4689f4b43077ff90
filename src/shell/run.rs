//! `devportal-auth run`: a command with the credentials in its environment, for stores that are no file.
#![expect(
    clippy::disallowed_methods,
    reason = "the command is started, and what its environment already has is left to it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use super::cli::Run;
use super::end::CannotBegin;
use super::folder::{self, Folder};
use super::given::{is_known, is_written};
use crate::answers::file::{self, Target};
use crate::answers::given;
use crate::config::carrier::{is_app_config, references};
use crate::contract::TOLD;
use crate::credential::Secret;
use crate::here::here;
use crate::intake::{self, Kind};
use crate::near::nearest;
use crate::report::{Look, Report, Screen};
use crate::secrecy::{is_name, is_secret_variable};
use crate::secrets::{self, StoreName, Unopened};

/// What shells answer for a command that there is not, and for one that cannot be started.
const NOT_FOUND: u8 = 127;
const NOT_STARTED: u8 = 126;

/// Runs the command in place of this program.
pub(super) fn run(flags: &Run, look: Look) -> Result<ExitCode> {
    let (values, lacking) = values(flags).context(CannotBegin)?;
    refuse_nothing(&flags.also, &values).context(CannotBegin)?;
    let (program, arguments) = flags.command.split_first().context("no command was given")?;
    let mut screen = Screen::new(look);
    folder::tell_half_moved(&flags.out, &mut screen);
    let mut command = Command::new(program);
    command.args(arguments);
    let named = named_by_layers(&flags.out);
    let (passed, left): (Vec<_>, Vec<_>) =
        values.iter().partition(|(name, _)| is_portals(name, &named) || flags.also.contains(name));
    if !left.is_empty() {
        let names = left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        screen.problem(
            &format!("not passed to the command, as no profile or preset names it: {names}"),
            Some("pass it as well: `--also NAME`"),
        );
    }
    // A name that nobody knows may be anything, also a secret in the wrong place.
    let is_named = |name: &str| TOLD.contains(&name) || is_known(name);
    let known = |name: &String| is_named(name) && std::env::var_os(name).is_none();
    let unset: Vec<_> = lacking.into_iter().filter(known).collect();
    if !unset.is_empty() {
        screen.problem(
            &format!("not set, although the portal was set up with it: {}", unset.join(", ")),
            Some("bring the `.env` that `devportal-auth init` wrote, set them where the command starts, or run `init` again"),
        );
    }
    for (name, value) in passed {
        // What the caller set wins, even when it is empty, as it does with compose and docker.
        match std::env::var_os(name) {
            None => drop(command.env(name, value.expose())),
            Some(set) if set.is_empty() && !value.expose().is_empty() => screen.problem(
                &format!("`{name}` is set and empty in the environment, which hides the kept value"),
                Some(&format!("unset {name} to use the kept one")),
            ),
            Some(_) => {}
        }
    }
    Ok(match start(command) {
        Ok(code) => code,
        Err(error) => not_started(&error, program, &mut screen),
    })
}

/// Refuses a name that is given to no command, because nobody sets it.
fn refuse_nothing(also: &[String], values: &BTreeMap<String, Secret>) -> Result<()> {
    let is_set = |name: &&String| values.contains_key(*name) || std::env::var_os(name).is_some();
    let Some(name) = also.iter().find(|name| !is_set(name)) else { return Ok(()) };
    // A value in the place of a name is not repeated.
    let said = if is_name(name) { format!("`{name}`, which `--also` names") } else { "what `--also` names".to_owned() };
    match nearest(name, values.keys().map(String::as_str)) {
        Some(near) => bail!("nothing sets {said}; did you mean `{near}`?"),
        None => bail!("nothing sets {said}: it is neither in .env nor in the environment"),
    }
}

/// Tells whether a variable is one that the portal reads: of a profile or preset, or a secret that its own layers refer to. Any other one of
/// the folder's `.env` is somebody else's, or may be there to steer the command itself: what it loads, runs first, or sends its traffic through.
fn is_portals(name: &str, named: &BTreeSet<String>) -> bool {
    let is_named = is_secret_variable(name) && named.contains(name);
    TOLD.contains(&name) || is_named || is_known(name)
}

/// The variables that the folder's files of configuration refer to.
fn named_by_layers(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(here(folder)).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_app_config));
    let texts = files.filter_map(|file| intake::text(&file.path(), Kind::CONFIGURATION).ok());
    let names = texts.flat_map(|text| {
        let names = references(text.expose()).into_iter().map(|wants| wants.name.to_owned());
        names.collect::<Vec<_>>()
    });
    names.collect()
}

fn not_started(error: &io::Error, program: &OsString, screen: &mut Screen) -> ExitCode {
    let program = program.display();
    if error.kind() == ErrorKind::NotFound {
        screen.failed(&format!("there is no command `{program}`; check its name, and PATH"));
        return ExitCode::from(NOT_FOUND);
    }
    screen.failed(&format!("could not start `{program}`: {error}"));
    ExitCode::from(NOT_STARTED)
}

/// What is kept for the portal, by name, and what `.env` is to have and has not.
fn values(flags: &Run) -> Result<(BTreeMap<String, Secret>, Vec<String>)> {
    folder::sweep(&flags.out);
    let folder = Folder::look(&flags.out)?;
    let Some(declared) = &folder.declared else {
        let place = flags.out.join(file::NAME);
        bail!("{} is not there; write it with `devportal-auth init`, or name its folder with `--out`", place.display());
    };
    let mut values: BTreeMap<_, _> =
        folder.dotenv.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    let lacking = |values: &BTreeMap<String, Secret>| {
        let names = declared.secrets.keys().map(ToString::to_string);
        names.filter(|name| !values.contains_key(name)).collect::<Vec<_>>()
    };
    if declared.secrets.values().any(|store| *store != StoreName::Dotenv) {
        let (store, _) = secrets::open(folder.store(), &flags.out, folder.dotenv.clone())
            .map_err(|error| Unopened::with_way(error, "fix that, or start the command itself, with these set"))?;
        values.extend(given::from_store(declared, store.as_ref())?);
        let lost = lacking(&values);
        if !lost.is_empty() {
            bail!("the store `{}` no longer has {}; run `devportal-auth init` again", store.name(), lost.join(", "));
        }
    }
    let mut lacking = lacking(&values);
    if folder.dotenv.iter().next().is_none() {
        // What is no secret was in it, too.
        let image = declared.target.unwrap_or(Target::V1).told_by();
        let mut plain: Vec<_> = image.into_iter().map(str::to_owned).collect();
        for name in declared.values.keys().map(ToString::to_string) {
            plain.extend(is_written(&name).then_some(name));
        }
        lacking = plain.into_iter().chain(lacking).filter(|name| !values.contains_key(name)).collect();
    }
    Ok((values, lacking))
}

/// Only returns an error when the program could not be started.
#[cfg(unix)]
fn start(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn start(mut command: Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
