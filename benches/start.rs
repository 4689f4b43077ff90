//! How long the program takes to start, how long a whole sandbox run takes, and how much memory each needs.
//!
//! `cargo bench --bench start` prints a table; it fails only when a command fails, because a busy machine is no fault.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

mod measured;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use measured::{MEASURE, Sample};

const PROGRAM: &str = env!("CARGO_BIN_EXE_devportal-auth");
/// One line of the table.
struct Case {
    title: &'static str,
    arguments: &'static [&'static str],
    runs: usize,
    /// The promise, where there is one.
    most: Option<Sample>,
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
        Some((first, command)) if first == MEASURE => measured::measure(command),
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
            sample.megabytes(),
            promise(sample, case.most),
        );
    }
    Ok(())
}

fn promise(sample: Sample, most: Option<Sample>) -> String {
    let Some(most) = most else { return "none".to_owned() };
    let kept = sample.time <= most.time && sample.kib <= most.kib;
    let word = if kept { "kept" } else { "BROKEN" };
    format!("{word}: {} ms, {:.0} MB", most.time.as_millis(), most.megabytes())
}

/// The median of the times and the highest peak. Every run starts in a folder of its own, with an empty environment.
fn sampled(case: &Case) -> Result<Sample> {
    let arguments: Vec<OsString> = case.arguments.iter().map(Into::into).collect();
    let run = |_| {
        let folder = tempfile::tempdir().context("could not make a folder to run in")?;
        measured::run(PROGRAM.as_ref(), &arguments, folder.path())
            .with_context(|| format!("`devportal-auth {}` failed", case.title))
    };
    Sample::of((0..case.runs).map(run).collect::<Result<_>>()?)
}
