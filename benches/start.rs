//! How long the program takes to start, how long a whole sandbox run takes, how much memory each needs, how large the program is and
//! how long it takes to build. With `benches/beside` all of it stands beside another build.
//!
//! `cargo bench --bench start` prints the tables; it fails only when a command fails, because a busy machine is no fault.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

mod measured;

use std::env;
use std::ffi::{OsStr, OsString};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use measured::{Build, MEASURE, Sample, builds, in_turn};

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
        runs: 9,
        most: None,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let done = match arguments.split_first() {
        Some((first, command)) if first == MEASURE => measured::measure(command),
        _ => builds().and_then(|builds| table(&builds)),
    };
    done.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn table(builds: &[Build]) -> Result<()> {
    println!("{:<28} {:<12} {:>5} {:>12} {:>12}   promise", "command", "build", "runs", "median time", "peak memory");
    for case in &CASES {
        let samples = in_turn(case.runs, builds, |build| {
            run(build.program(), case)
                .with_context(|| format!("`devportal-auth {}` of {} failed", case.title, build.name))
        })?;
        for (build, sample) in builds.iter().zip(&samples) {
            let promise = promise(*sample, case.most);
            println!(
                "{:<28} {:<12} {:>5} {:>9.1} ms {:>9.1} MB   {promise}",
                case.title,
                build.name,
                case.runs,
                sample.milliseconds(),
                sample.megabytes(),
            );
        }
        if let [here, beside] = samples[..] {
            let (time, memory) = (here.milliseconds() / beside.milliseconds(), here.megabytes() / beside.megabytes());
            println!("{:<28} {:<12} {:>5} {time:>9.2} × {memory:>10.2} ×", case.title, "ratio", "");
        }
    }
    Ok(())
}

fn promise(sample: Sample, most: Option<Sample>) -> String {
    let Some(most) = most else { return "none".to_owned() };
    let kept = sample.time <= most.time && sample.kib <= most.kib;
    let word = if kept { "kept" } else { "BROKEN" };
    format!("{word}: {} ms, {:.0} MB", most.time.as_millis(), most.megabytes())
}

/// Runs a case in a folder of its own, with an empty environment.
fn run(program: &OsStr, case: &Case) -> Result<Sample> {
    let arguments: Vec<OsString> = case.arguments.iter().map(Into::into).collect();
    let folder = tempfile::tempdir().context("could not make a folder to run in")?;
    measured::run(program, &arguments, folder.path())
}
