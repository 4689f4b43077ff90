//! `--secret-from NAME=…`: secrets that come from anywhere but an argument's value. Reads the files that the person named and what
//! is piped in, and lets `command` run commands; nothing of what they give is ever shown.

mod command;
mod named;
mod whole;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};

use self::named::called;
use self::whole::{PATIENCE, TooLong, trimmed};
use super::given;
use crate::credential::{Secret, Variable};
use crate::intake::{self, Kind};
use crate::secrecy::{self, is_name, is_word};
use crate::secrets::SecretStore;

/// The place that a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A variable of the process, which may have another name.
    Environment(String),
    /// A file; the newlines at its end do not count.
    File(PathBuf),
    /// The store of the run, under the same name.
    Store,
    /// What a command writes to its standard output, run by `sh -c`.
    Command(String),
    /// The standard input, to its end.
    Stdin,
}

/// One `--secret-from` flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretSpec {
    /// The variable that the secret is for.
    pub name: String,
    /// Where it comes from.
    pub from: Place,
}

impl FromStr for SecretSpec {
    type Err = anyhow::Error;

    /// Reads `NAME=env:VAR`, `file:PATH`, `store`, `cmd:COMMAND` or `-`. What does not fit is not shown: it may be the
    /// secret itself.
    fn from_str(flag: &str) -> Result<Self> {
        let Some((name, place)) = flag.split_once('=').filter(|(name, _)| given::is_name(name)) else {
            bail!("`--secret-from` takes NAME=env:VARIABLE, file:PATH, store, cmd:COMMAND or -");
        };
        let from = match place.split_once(':') {
            _ if place == "-" => Place::Stdin,
            _ if place == "store" => Place::Store,
            Some(("env", variable)) if !variable.is_empty() => Place::Environment(variable.to_owned()),
            Some(("file", path)) if !path.is_empty() => Place::File(path.into()),
            Some(("cmd", command)) if !command.trim().is_empty() => Place::Command(command.to_owned()),
            _ => bail!(
                "`--secret-from {name}=` takes env:VARIABLE, file:PATH, store, cmd:COMMAND or -, never the secret itself"
            ),
        };
        Ok(Self { name: name.to_owned(), from })
    }
}

/// What secrets are fetched through.
pub struct Sources<'a> {
    /// Looks a variable of the process up.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The standard input, or nothing when it is a terminal.
    pub stdin: Option<Box<dyn Read + Send>>,
    /// The store of the run.
    pub store: &'a dyn SecretStore,
}

/// Reads the `--secret-from` flags.
///
/// # Errors
/// When one cannot be read, a name stands twice, or two want the standard input, which can be read only once.
pub fn parse(flags: &[String]) -> Result<Vec<SecretSpec>> {
    let mut specs: Vec<SecretSpec> = Vec::new();
    for flag in flags {
        let spec: SecretSpec = flag.parse()?;
        if specs.iter().any(|other| other.name == spec.name) {
            bail!("`--secret-from {}` is given twice; keep one", spec.name);
        }
        if let Some(other) = specs.iter().find(|other| other.from == Place::Stdin && spec.from == Place::Stdin) {
            bail!(
                "both `{}` and `{}` are to come from the standard input, which can be read once; use `file:` for one",
                other.name,
                spec.name
            );
        }
        specs.push(spec);
    }
    Ok(specs)
}

/// What was fetched.
#[derive(Debug, Default)]
pub struct Fetched {
    /// The secrets, by name.
    pub secrets: BTreeMap<String, Secret>,
    /// Names whose secret is to come from a variable that is not set, and that variable.
    pub unset: Vec<(String, String)>,
}

impl Fetched {
    /// The secrets, all of them.
    ///
    /// # Errors
    /// When a variable is not set; all such are named at once.
    pub fn all(self) -> Result<BTreeMap<String, Secret>> {
        ensure!(self.unset.is_empty(), said_unset(&self.unset));
        Ok(self.secrets)
    }
}

/// Says of variables that are not set what could not be got for want of them, each in a line.
pub fn said_unset(unset: &[(String, String)]) -> String {
    let said =
        |(name, variable): &(String, String)| format!("could not get `{name}`: the variable `{variable}` is not set");
    unset.iter().map(said).collect::<Vec<_>>().join("\n")
}

/// Fetches all secrets, by name. Which variables are not set is told apart, for whoever has more to say of what is missing.
///
/// # Errors
/// When one cannot be fetched or is empty; the message names the flag and the place of each such, and never what was there.
pub fn fetch(specs: &[SecretSpec], sources: &mut Sources<'_>) -> Result<Fetched> {
    let mut fetched = Fetched::default();
    let mut refused = Vec::new();
    for spec in specs {
        if let Some(variable) = unset(spec, sources) {
            fetched.unset.push((spec.name.clone(), variable.to_owned()));
            continue;
        }
        match fetch_one(spec, sources).with_context(|| format!("could not get `{}`", spec.name)) {
            Ok(secret) => {
                secrecy::learn(&secret);
                fetched.secrets.insert(spec.name.clone(), secret);
            }
            Err(why) => refused.push(format!("{why:#}")),
        }
    }
    if refused.is_empty() {
        return Ok(fetched);
    }
    refused.extend((!fetched.unset.is_empty()).then(|| said_unset(&fetched.unset)));
    bail!("{}", refused.join("\n"))
}

/// The variable that a secret is to come from and that is not set, where a name stands there.
fn unset<'s>(spec: &'s SecretSpec, sources: &Sources<'_>) -> Option<&'s str> {
    let Place::Environment(variable) = &spec.from else { return None };
    let is_set = (sources.environment)(variable).is_some_and(|value| !value.is_empty());
    let fits = variable.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (!is_set && fits && (is_name(variable) || is_word(variable))).then_some(variable)
}

fn fetch_one(spec: &SecretSpec, sources: &mut Sources<'_>) -> Result<Secret> {
    match &spec.from {
        Place::Environment(variable) => {
            let value = (sources.environment)(variable).filter(|value| !value.is_empty());
            // Whoever wrote the secret itself there does not want to read it again.
            let no_name = || anyhow!("what stands behind `env:` is no variable that is set; write `env:` and a name");
            value.map(Secret::new).ok_or_else(no_name)
        }
        Place::File(path) => {
            let text = intake::text(path, Kind::SECRET.handed_over());
            text.map_err(anyhow::Error::from)
                .and_then(|text| trimmed(text.expose()))
                .map_err(|why| anyhow!("{} {why}", called(path)))
        }
        Place::Store => sources
            .store
            .get(&Variable::new(&spec.name))?
            .ok_or_else(|| anyhow!("the store `{}` does not have it", sources.store.name())),
        Place::Command(command) => command::run(command, PATIENCE),
        Place::Stdin => match sources.stdin.take() {
            Some(stdin) => piped(stdin, PATIENCE).context("the standard input"),
            // Whoever types it would see it, and would not know that it is waited for.
            None => bail!(
                "the standard input is a terminal; leave the flag out and you are asked for it, hidden, or pipe it in, or use \
                 `file:`, `cmd:` or `env:`"
            ),
        },
    }
}

/// Reads what is piped in. Where nobody closes the other end, it is not waited for without end.
fn piped(stdin: Box<dyn Read + Send>, patience: Duration) -> Result<Secret> {
    let read = whole::begin(stdin).by(Instant::now() + patience);
    read.unwrap_or_else(|| bail!("did not come to its end in {} s; close it behind the secret", patience.as_secs()))
}

/// Takes in text that is piped, within the limits of a secret: as much of it as came in time; nothing, where nothing came.
///
/// # Errors
/// When it is longer than a secret may be, or no text.
pub fn text(stdin: Box<dyn Read + Send>, patience: Duration) -> Result<Option<Secret>> {
    let coming = whole::begin(stdin);
    let read = coming.by(Instant::now() + patience);
    if coming.is_blank() {
        return Ok(None);
    }
    match read.unwrap_or_else(|| coming.so_far()) {
        Err(why) if why.is::<TooLong>() => bail!("is longer than an error; give the lines around it"),
        text => text.map(Some),
    }
}

#[cfg(test)]
mod tests;
