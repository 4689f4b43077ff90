//! `--secret-from NAME=…`: secrets that come from anywhere but an argument's value. Runs the commands and reads the files
//! that the person named; nothing of what they give is ever shown.
#![expect(clippy::disallowed_methods, reason = "the edge that runs commands for secrets")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::str::FromStr;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use zeroize::Zeroizing;

use super::given;
use crate::credential::{Secret, Variable};
use crate::intake::{self, Kind};
use crate::secrecy::{self, is_name, is_word};
use crate::secrets::SecretStore;

/// More than any key or certificate chain has; larger is something else.
const LIMIT: u64 = 64 * 1024;

/// How long a command may take. It may ask a person for a touch or a passphrase.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// The shell of a command, by its whole path: nothing in the folder that we stand in can be taken for it.
const SHELL: &str = if cfg!(unix) { "/bin/sh" } else { "sh" };

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
    pub stdin: Option<&'a mut dyn Read>,
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

/// Fetches all secrets, by name.
///
/// # Errors
/// When one cannot be fetched or is empty; the message names the flag and the place, and never what was there.
pub fn fetch(specs: &[SecretSpec], sources: &mut Sources<'_>) -> Result<BTreeMap<String, Secret>> {
    let mut secrets = BTreeMap::new();
    for spec in specs {
        let secret = fetch_one(spec, sources).with_context(|| format!("could not get `{}`", spec.name))?;
        secrecy::learn(&secret);
        secrets.insert(spec.name.clone(), secret);
    }
    Ok(secrets)
}

fn fetch_one(spec: &SecretSpec, sources: &mut Sources<'_>) -> Result<Secret> {
    match &spec.from {
        Place::Environment(variable) => {
            let value = (sources.environment)(variable).filter(|value| !value.is_empty());
            value.map(Secret::new).ok_or_else(|| match is_name(variable) || is_word(variable) {
                true => anyhow!("the variable `{variable}` is not set"),
                // Whoever wrote the secret itself there does not want to read it again.
                false => anyhow!("what stands behind `env:` is no variable that is set; write `env:` and a name"),
            })
        }
        Place::File(path) => {
            let text = intake::text(path, Kind::SECRET.handed_over());
            text.map_err(anyhow::Error::from)
                .and_then(|text| trimmed(text.expose()))
                .map_err(|why| anyhow!("{} {why}", path.display()))
        }
        Place::Store => sources
            .store
            .get(&Variable::new(&spec.name))?
            .ok_or_else(|| anyhow!("the store `{}` does not have it", sources.store.name())),
        Place::Command(command) => run(command, PATIENCE),
        Place::Stdin => match sources.stdin.as_mut() {
            Some(stdin) => read(stdin).context("the standard input"),
            None => bail!("the standard input is a terminal; pipe the secret in, or use `env:` or `file:`"),
        },
    }
}

/// Ends a command with everything that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    _ = child.kill();
}

/// Runs a command as the shell would, with our environment. It may ask a person through stderr and the terminal, for a limited
/// time, but gets no standard input. What it says is never shown.
fn run(command: &str, patience: Duration) -> Result<Secret> {
    let mut shell = Command::new(SHELL);
    shell.args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    let mut child = shell.spawn().context("could not start `sh` for its command")?;
    let deadline = Instant::now() + patience;
    let (tell, told) = mpsc::channel();
    let output = child.stdout.take();
    // What it wrote in excess is not read: closing the pipe ends a command that would write for ever.
    thread::spawn(move || {
        tell.send(output.map_or_else(|| Err(anyhow!("it gave no output")), |mut output| read(&mut output)))
    });
    let secret = told.recv_timeout(patience);
    let (Ok(secret), Some(status)) = (secret, ended(&mut child, deadline)?) else {
        end(&mut child);
        _ = child.wait();
        bail!("its command did not end in {} s", patience.as_secs());
    };
    match secret {
        Ok(secret) if status.success() => Ok(secret),
        Err(error) if status.success() => Err(error).context("its command"),
        Err(error) if error.is::<TooLong>() => Err(error).context("its command"),
        _ => match status.code() {
            Some(code) => bail!("its command failed with status {code}"),
            None => bail!("its command was stopped by a signal"),
        },
    }
}

/// Waits for a command that has closed its output, as long as there is time.
fn ended(child: &mut Child, deadline: Instant) -> Result<Option<ExitStatus>> {
    loop {
        let status = child.try_wait().context("could not wait for its command")?;
        if status.is_some() || Instant::now() >= deadline {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// More came than any secret has.
#[derive(Debug)]
struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "holds more than {} KiB, which no secret has", LIMIT / 1024)
    }
}

impl std::error::Error for TooLong {}

/// Reads a text to its end.
fn read(from: &mut dyn Read) -> Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        bail!(TooLong);
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { bail!("holds bytes that are no text (UTF-8)") };
    trimmed(text)
}

/// Cuts the newlines at the end, as a shell does.
fn trimmed(text: &str) -> Result<Secret> {
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        bail!("holds nothing");
    }
    if text.contains('\0') {
        bail!("holds a zero byte, which no variable can hold");
    }
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Dotenv;

    const STRAY: &str = "CANARY-in-the-wrong-place";

    fn fetched(flag: &str, stdin: Option<&str>) -> Result<String> {
        let held = [(Variable::new("KEPT"), Secret::new("from the store"))];
        let mut stdin = stdin.map(str::as_bytes);
        let mut sources = Sources {
            environment: &|name| (name == "OTHER").then(|| "from the environment".to_owned()),
            stdin: stdin.as_mut().map(|bytes| bytes as &mut dyn Read),
            store: &Dotenv::holding(held.into_iter().collect()),
        };
        let specs = parse(&[flag.to_owned()])?;
        let secrets = fetch(&specs, &mut sources)?;
        Ok(secrets[&specs[0].name].expose().to_owned())
    }

    fn refusal(flag: &str, stdin: Option<&str>) -> String {
        let error = format!("{:#}", fetched(flag, stdin).unwrap_err());
        assert!(!error.contains("CANARY"), "{error}");
        error
    }

    #[test]
    fn a_secret_comes_from_each_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key.pem");
        std::fs::write(&file, "-----BEGIN KEY-----\nabc\n-----END KEY-----\r\n\n").unwrap();
        assert_eq!(fetched("A=env:OTHER", None).unwrap(), "from the environment");
        assert_eq!(fetched("KEPT=store", None).unwrap(), "from the store");
        assert_eq!(fetched("A=-", Some(" from stdin \n")).unwrap(), " from stdin ");
        assert_eq!(fetched("A=cmd:printf 'a:%s=b\\n' c", None).unwrap(), "a:c=b");
        let key = fetched(&format!("A=file:{}", file.display()), None).unwrap();
        assert_eq!(key, "-----BEGIN KEY-----\nabc\n-----END KEY-----");
    }

    #[test]
    fn a_place_that_gives_nothing_is_named() {
        for (flag, why) in [
            ("A=env:UNSET", "could not get `A`: the variable `UNSET` is not set"),
            ("A=file:/nowhere", "could not get `A`: /nowhere does not exist"),
            ("A=store", "could not get `A`: the store `dotenv` does not have it"),
            ("A=cmd:echo CANARY; exit 3", "could not get `A`: its command failed with status 3"),
            ("A=cmd:kill -9 $$", "could not get `A`: its command was stopped by a signal"),
            ("A=cmd:true", "could not get `A`: its command: holds nothing"),
            (
                "A=cmd:printf 'CANARY\\000'",
                "could not get `A`: its command: holds a zero byte, which no variable can hold",
            ),
            ("A=cmd:yes CANARY", "could not get `A`: its command: holds more than 64 KiB, which no secret has"),
            ("A=cmd:printf 'CANARY\\377'", "could not get `A`: its command: holds bytes that are no text (UTF-8)"),
            (
                "A=-",
                "could not get `A`: the standard input is a terminal; pipe the secret in, or use `env:` or `file:`",
            ),
        ] {
            assert_eq!(refusal(flag, None), why);
        }
        assert_eq!(refusal("A=-", Some("\n")), "could not get `A`: the standard input: holds nothing");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_does_not_end_is_ended() {
        for command in ["sleep 60", "echo CANARY; exec >&-; exec sleep 60"] {
            let error = format!("{:#}", run(command, Duration::ZERO).unwrap_err());
            assert_eq!(error, "its command did not end in 0 s");
        }
    }

    #[test]
    fn the_secret_itself_in_the_places_place_is_refused_without_being_shown() {
        let token = format!("ghp_CANARY{}", "x".repeat(30));
        for flag in
            [format!("A={STRAY}"), STRAY.to_owned(), token.clone(), format!("{token}=env:X"), format!("A=env{STRAY}")]
        {
            let why = refusal(&flag, None);
            assert!(why.contains("env:VARIABLE, file:PATH, store, cmd:COMMAND or -"), "{why}");
        }
    }

    #[test]
    fn the_standard_input_and_each_name_are_taken_once() {
        let flags = |flags: [&str; 2]| parse(&flags.map(str::to_owned)).unwrap_err().to_string();
        assert_eq!(flags(["A=store", "A=env:B"]), "`--secret-from A` is given twice; keep one");
        assert!(flags(["A=-", "B=-"]).starts_with("both `A` and `B` are to come from the standard input"));
    }
}
