//! `devportal-auth run`: a command with the credentials in its environment, for stores that are no file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use super::cli::Run;
use super::end::CannotBegin;
use super::folder::Folder;
use crate::answers::file;
use crate::answers::given;
use crate::credential::Secret;
use crate::secrets::{self, StoreName};

/// Runs the command in place of this program.
pub(super) fn run(flags: &Run) -> Result<ExitCode> {
    let values = values(flags).context(CannotBegin)?;
    let (program, arguments) = flags.command.split_first().context("no command was given")?;
    // What the caller set wins, as it does with compose and docker.
    let unset = values.iter().filter(|(name, _)| std::env::var_os(name).is_none());
    let mut command = Command::new(program);
    command.args(arguments).envs(unset.map(|(name, value)| (name, value.expose())));
    start(command, program)
}

fn values(flags: &Run) -> Result<BTreeMap<String, Secret>> {
    let folder = Folder::look(&flags.out)?;
    let Some(declared) = &folder.declared else {
        let place = flags.out.join(file::NAME);
        bail!("{} is not there; write it with `devportal-auth init`, or name its folder with `--out`", place.display());
    };
    let mut values: BTreeMap<_, _> =
        folder.dotenv.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    if declared.secrets.values().any(|store| *store != StoreName::Dotenv) {
        let (store, _) = secrets::open(folder.store(), &flags.out, folder.dotenv.clone())?;
        values.extend(given::from_store(declared, store.as_ref())?);
        let lost: Vec<_> =
            declared.secrets.keys().map(ToString::to_string).filter(|name| !values.contains_key(name)).collect();
        if !lost.is_empty() {
            bail!("the store `{}` no longer has {}; run `devportal-auth init` again", store.name(), lost.join(", "));
        }
    }
    Ok(values)
}

#[cfg(unix)]
fn start(mut command: Command, program: &OsString) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    // Only returns when the program could not be started.
    let error = command.exec();
    Err(error).with_context(|| format!("could not start `{}`", program.display()))
}

#[cfg(not(unix))]
fn start(mut command: Command, program: &OsString) -> Result<ExitCode> {
    let status = command.status().with_context(|| format!("could not start `{}`", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
