//! Runs one command and tells what it took.

mod beside;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

pub(crate) use beside::{Build, builds};

/// How a benchmark is told to run one command and measure it. Each command gets a small parent of its own, because the
/// system only tells the peak of the largest child so far.
pub(crate) const MEASURE: &str = "--measure";

/// What one run took. The memory of a child is never told as less than that of its parent when it was started, which is
/// two to three MB here.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) time: Duration,
    pub(crate) kib: u64,
}

impl Sample {
    /// The median of the times and the highest peak.
    pub(crate) fn of(mut samples: Vec<Self>) -> Result<Self> {
        samples.sort_unstable_by_key(|sample| sample.time);
        let kib = samples.iter().map(|sample| sample.kib).max().context("nothing was run")?;
        Ok(Self { time: samples[samples.len() / 2].time, kib })
    }

    pub(crate) fn milliseconds(self) -> f64 {
        self.time.as_secs_f64() * 1e3
    }

    pub(crate) fn megabytes(self) -> f64 {
        self.kib as f64 / 1024.0
    }
}

/// Measures several things so many times, in turn: a machine that gets busy is busy for all of them.
pub(crate) fn in_turn<T>(runs: usize, things: &[T], measure: impl Fn(&T) -> Result<Sample>) -> Result<Vec<Sample>> {
    let rounds = (0..runs).map(|_| things.iter().map(&measure).collect::<Result<Vec<_>>>());
    let rounds = rounds.collect::<Result<Vec<_>>>()?;
    (0..things.len()).map(|thing| Sample::of(rounds.iter().map(|round| round[thing]).collect())).collect()
}

/// Runs a command in a folder, with an environment of its own. Findings are no failure.
pub(crate) fn run(program: &OsStr, arguments: &[OsString], folder: &Path) -> Result<Sample> {
    let output = Command::new(env::current_exe()?)
        .arg(MEASURE)
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", said.trim().trim_start_matches("error: "));
    let text = String::from_utf8(output.stdout)?;
    let (micros, kib) = text.trim().split_once(' ').context("the measuring parent said nothing")?;
    Ok(Sample { time: Duration::from_micros(micros.parse()?), kib: kib.parse()? })
}

/// The measuring parent: runs one command, and tells its time in microseconds and its peak in KiB. What it says is thrown away, so
/// that the parent stays small.
pub(crate) fn measure(command: &[OsString]) -> Result<()> {
    let (program, arguments) = command.split_first().context("there is no command to measure")?;
    let start = Instant::now();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    let time = start.elapsed();
    if !matches!(output.status.code(), Some(0 | 1)) {
        std::io::stderr().write_all(&output.stderr)?;
        bail!("it ended with {}", output.status);
    }
    ensure!(!output.stdout.is_empty() || !output.stderr.is_empty(), "it said nothing, so it cannot have done its work");
    println!("{} {}", time.as_micros(), peak()?);
    Ok(())
}

#[cfg(unix)]
fn peak() -> Result<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let peak = u64::try_from(getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss())?;
    Ok(if cfg!(target_vendor = "apple") { peak / 1024 } else { peak })
}

/// Elsewhere the peak is not told, and shows as zero.
#[cfg(not(unix))]
fn peak() -> Result<u64> {
    Ok(0)
}
