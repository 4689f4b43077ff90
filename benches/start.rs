//! How long the program takes to start, how long a whole sandbox run takes, and how much memory each needs.
//!
//! `cargo bench --bench start` prints a table; it fails only when a command fails, because a busy machine is no fault.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

const PROGRAM: &str = env!("CARGO_BIN_EXE_devportal-auth");
/// How this program is told to run one command and measure it. Each command gets a small parent of its own, because the
/// system only tells the peak of the largest child so far.
const MEASURE: &str = "--measure";

/// One line of the table.
struct Case {
    title: &'static str,
    arguments: &'static [&'static str],
    runs: usize,
    /// The promise, where there is one.
    most: Option<Sample>,
}

/// What one run took. The memory of a child is never told as less than that of its parent when it was started, which is
/// two to three MB here.
#[derive(Clone, Copy)]
struct Sample {
    time: Duration,
    kib: u64,
}

const START: Option<Sample> = Some(Sample { time: Duration::from_millis(10), kib: 12 * 1024 });

const CASES: [Case; 3] = [
    Case { title: "--version", arguments: &["--version"], runs: 30, most: START },
    Case { title: "--help", arguments: &["--help"], runs: 30, most: START },
    Case {
        title: "init --sandbox --no-input",
        arguments: &["init", "--sandbox", "--no-input", "--yes", "--out", "portal"],
        runs: 5,
        most: None,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let done = match arguments.split_first() {
        Some((first, command)) if first == MEASURE => measure(command),
        _ => table(),
    };
    done.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn table() -> Result<()> {
    println!("{:<28} {:>5} {:>12} {:>12}   promise", "command", "runs", "median time", "peak memory");
    for case in &CASES {
        let sample = sampled(case)?;
        println!(
            "{:<28} {:>5} {:>9.1} ms {:>9.1} MB   {}",
            case.title,
            case.runs,
            sample.time.as_secs_f64() * 1e3,
            megabytes(sample.kib),
            promise(sample, case.most),
        );
    }
    Ok(())
}

fn promise(sample: Sample, most: Option<Sample>) -> String {
    let Some(most) = most else { return "none".to_owned() };
    let kept = sample.time <= most.time && sample.kib <= most.kib;
    let word = if kept { "kept" } else { "BROKEN" };
    format!("{word}: {} ms, {:.0} MB", most.time.as_millis(), megabytes(most.kib))
}

fn megabytes(kib: u64) -> f64 {
    Duration::from_millis(kib).as_secs_f64() * 1000.0 / 1024.0
}

/// The median of the times and the highest peak. Every run starts in a folder of its own, with an empty environment.
fn sampled(case: &Case) -> Result<Sample> {
    let mut times = Vec::with_capacity(case.runs);
    let mut kib = 0;
    for _ in 0..case.runs {
        let folder = tempfile::tempdir().context("could not make a folder to run in")?;
        let sample = one(case, folder.path()).with_context(|| format!("`devportal-auth {}` failed", case.title))?;
        times.push(sample.time);
        kib = kib.max(sample.kib);
    }
    times.sort_unstable();
    Ok(Sample { time: times[times.len() / 2], kib })
}

fn one(case: &Case, folder: &Path) -> Result<Sample> {
    let output = Command::new(env::current_exe()?)
        .arg(MEASURE)
        .arg(PROGRAM)
        .args(case.arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", said.trim().trim_start_matches("error: "));
    let text = String::from_utf8(output.stdout)?;
    let (micros, kib) = text.trim().split_once(' ').context("the measuring parent said nothing")?;
    Ok(Sample { time: Duration::from_micros(micros.parse()?), kib: kib.parse()? })
}

/// Runs one command, and tells its time in microseconds and its peak in KiB.
fn measure(command: &[OsString]) -> Result<()> {
    let (program, arguments) = command.split_first().context("there is no command to measure")?;
    let start = Instant::now();
    let output = Command::new(program).args(arguments).output()?;
    let time = start.elapsed();
    if !output.status.success() {
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
