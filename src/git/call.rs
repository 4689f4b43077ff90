//! One call of git: by its absolute path, with an environment and a configuration of ours, for a limited time, and
//! with no more of its output read than was asked for.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that runs git, with what it is given, and nothing of our environment that steers it"
)]

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::borrow::Borrowed;
use crate::interrupt::{self, Started};
use crate::programs;

/// What is said in any call, for what stands in a configuration of the person or of the machine. Each of these could name a
/// program, or a way to the network; an empty monitor is none to every version of git.
const SETTINGS: [&str; 8] = [
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=",
    "core.untrackedCache=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "gc.auto=0",
];

/// What of git's complaint is told, in bytes.
const MOST_OF_A_COMPLAINT: u64 = 300;

/// Whose configuration git reads besides ours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Configuration {
    /// The person's and the machine's: what they exclude everywhere counts.
    OfThePerson,
    /// Nobody's, so that what is read of the output looks the same everywhere.
    None,
}

/// What git sees besides commits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sees {
    /// The files that are checked out, and the index.
    Checkout,
    /// Nothing: no `.gitattributes` and no `.mailmap` is read then, which git would wait for where one is a pipe.
    Commits,
}

/// A question to git.
pub(super) struct Call<'a> {
    pub(super) borrowed: &'a Borrowed<'a>,
    pub(super) configuration: Configuration,
    pub(super) sees: Sees,
    pub(super) arguments: Vec<OsString>,
    /// What git gets as its standard input.
    pub(super) input: Option<PathBuf>,
    pub(super) time: Duration,
    pub(super) bytes: u64,
}

/// How a call ended.
pub(super) struct Ended {
    /// Git's exit code, when it came to its own end.
    pub(super) code: Option<i32>,
    /// Why it did not.
    pub(super) cut: Option<Cut>,
    /// The first line of what it complained about.
    pub(super) complaint: String,
}

impl Ended {
    /// Says why the answer cannot be taken.
    pub(super) fn why(&self) -> String {
        match (self.cut, self.code) {
            (Some(Cut::Time), _) => "git took too long".to_owned(),
            (Some(Cut::Size), _) => "git says too much".to_owned(),
            (None, Some(code)) if self.complaint.is_empty() => format!("git ended with {code}"),
            (None, Some(_)) => format!("git says `{}`", self.complaint),
            (None, None) => "git was stopped by a signal".to_owned(),
        }
    }
}

/// What put an end to git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Time,
    Size,
}

impl Call<'_> {
    /// Runs git, and gives its output to a reader.
    pub(super) fn run(self, read: &mut dyn FnMut(&mut dyn BufRead) -> io::Result<()>) -> Result<Ended> {
        let deadline = Instant::now() + self.time;
        let started = interrupt::start(&mut self.command()?).context("git could not be started")?;
        follow(started, deadline, self.bytes, read)
    }

    fn command(&self) -> Result<Command> {
        let (own, repository) = (self.borrowed.path(), self.borrowed.repository);
        let path = env::var_os("PATH").unwrap_or_default();
        let checkouts: Vec<_> = programs::here().into_iter().chain(programs::checkouts(&repository.root)).collect();
        let folders = programs::outside(&path, &checkouts);
        let program =
            program(&folders).context("there is no git in an absolute folder of PATH outside of the checkout")?;
        let mut command = Command::new(program);
        let (files, index) = match self.sees {
            Sees::Checkout => (repository.root.clone(), repository.own.join("index")),
            Sees::Commits => (own.join("nowhere"), own.join("nowhere/index")),
        };
        command.current_dir(&files).args(["--no-pager", "--literal-pathspecs"]);
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(&self.arguments);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().to_uppercase().starts_with("GIT_")) {
            command.env_remove(name);
        }
        command
            .env("PATH", env::join_paths(&folders).unwrap_or_default())
            .env("LC_ALL", "C")
            .env("GIT_DIR", own)
            .env("GIT_WORK_TREE", &files)
            .env("GIT_INDEX_FILE", index)
            .env("GIT_OBJECT_DIRECTORY", repository.common.join("objects"))
            .envs([("GIT_OPTIONAL_LOCKS", "0"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_NO_REPLACE_OBJECTS", "1")])
            .envs([("GIT_TERMINAL_PROMPT", "0"), ("GIT_ALLOW_PROTOCOL", ""), ("GIT_ATTR_NOSYSTEM", "1")]);
        if self.configuration == Configuration::None {
            command.env("HOME", own).env("XDG_CONFIG_HOME", own).env("GIT_CONFIG_NOSYSTEM", "1");
            command.env("GIT_CONFIG_GLOBAL", own.join("nothing"));
        }
        let input = self.input.as_ref().map(File::open).transpose().context("could not read what git is given")?;
        command.stdin(input.map_or_else(Stdio::null, Stdio::from)).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }
}

/// Reads what a program says, as far as it is wanted and there is time, and sees to its end.
fn follow(
    mut started: Started,
    deadline: Instant,
    bytes: u64,
    read: &mut dyn FnMut(&mut dyn BufRead) -> io::Result<()>,
) -> Result<Ended> {
    let (output, complaints) = (started.child.stdout.take(), started.child.stderr.take());
    let complaint = thread::spawn(move || complaints.map(complained).unwrap_or_default());
    let started = Arc::new(Mutex::new(started));
    let watch = Watch::over(&started, deadline);
    let mut output = BufReader::new(output.context("git gave no output")?.take(bytes));
    let outcome = read(&mut output);
    let full = output.get_ref().limit() == 0;
    if full || outcome.is_err() {
        started.lock().unwrap_or_else(PoisonError::into_inner).end();
    }
    let late = watch.end();
    let code = wait(&started, deadline)?;
    outcome.context("could not read what git says")?;
    let cut = if full { Some(Cut::Size) } else { late.then_some(Cut::Time) };
    Ok(Ended { code, cut, complaint: complaint.join().unwrap_or_default() })
}

/// Git, by the folders of a PATH.
fn program(folders: &[PathBuf]) -> Option<PathBuf> {
    let name = if cfg!(windows) { "git.exe" } else { "git" };
    folders.iter().map(|folder| folder.join(name)).find(|program| is_program(program))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Reads the first line of a complaint. What comes after is taken too, or git would wait.
fn complained(mut from: impl Read) -> String {
    let mut start = Vec::new();
    _ = from.by_ref().take(MOST_OF_A_COMPLAINT).read_to_end(&mut start);
    _ = io::copy(&mut from, &mut io::sink());
    let text = String::from_utf8_lossy(&start);
    text.lines().next().unwrap_or_default().chars().filter(|character| !character.is_control()).collect()
}

/// Ends a program whose time is over.
struct Watch {
    stop: mpsc::Sender<()>,
    watcher: thread::JoinHandle<bool>,
}

impl Watch {
    fn over(started: &Arc<Mutex<Started>>, deadline: Instant) -> Self {
        let (stop, stopped) = mpsc::channel();
        let started = Arc::clone(started);
        let watcher = thread::spawn(move || {
            let left = deadline.saturating_duration_since(Instant::now());
            let late = stopped.recv_timeout(left) == Err(RecvTimeoutError::Timeout);
            if late {
                started.lock().unwrap_or_else(PoisonError::into_inner).end();
            }
            late
        });
        Self { stop, watcher }
    }

    /// Stops watching, and tells whether the time was over.
    fn end(self) -> bool {
        _ = self.stop.send(());
        self.watcher.join().unwrap_or_default()
    }
}

/// Waits for a program that has closed its output, and does not wait for one that goes on regardless.
fn wait(started: &Mutex<Started>, deadline: Instant) -> Result<Option<i32>> {
    let mut started = started.lock().unwrap_or_else(PoisonError::into_inner);
    while Instant::now() < deadline {
        if let Some(status) = started.child.try_wait().context("could not wait for git")? {
            return Ok(status.code());
        }
        thread::sleep(Duration::from_millis(2));
    }
    started.end();
    Ok(started.child.wait().context("could not wait for git")?.code())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn followed(script: &str, time: Duration) -> (Ended, usize) {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", script]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = interrupt::start(&mut shell).unwrap();
        let mut said = Vec::new();
        let ended = follow(started, Instant::now() + time, 1000, &mut |output| output.read_to_end(&mut said).map(drop));
        (ended.unwrap(), said.len())
    }

    #[test]
    fn what_goes_on_for_ever_or_says_too_much_is_ended_with_all_that_it_started() {
        let (ended, _) = followed("sleep 60 & sleep 60", Duration::ZERO);
        assert_eq!((ended.cut, ended.code), (Some(Cut::Time), None));
        let (ended, read) = followed("yes", Duration::from_secs(60));
        assert_eq!((ended.cut, ended.code, read), (Some(Cut::Size), None, 1000));
        let (ended, read) = followed("echo fine; echo why >&2; exit 3", Duration::from_secs(60));
        assert_eq!((ended.cut, ended.code, read, ended.complaint.as_str()), (None, Some(3), 5, "why"));
    }

    #[test]
    fn without_a_folder_there_is_no_git() {
        assert_eq!(program(&[]), None);
    }
}
