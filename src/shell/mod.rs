//! The shell: reads arguments, environment and folder, builds the edges, and hands them to the pipeline.
#![allow(
    clippy::disallowed_methods,
    reason = "the shell reads the process's environment and the folder, and prints data"
)]

mod addresses;
pub mod cli;
mod end;
mod explain;
mod folder;
mod given;
mod init;
mod network;
mod rehearsal;
mod resume;
mod run;
mod validate;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use self::cli::{Cli, Command, Global};
use crate::answers::file;
use crate::report::{Look, Screen};

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let look = look(&cli.global);
    let done = match cli.command {
        Command::Init(init) => init::init(&init, &cli.global, look),
        Command::Validate(flags) => validate::validate(&flags, &cli.global, look),
        Command::Explain(flags) => explain::explain(&flags),
        Command::Run(run) => run::run(&run, look),
        Command::Schema => print(&file::schema()),
        Command::Sandbox => rehearsal::serve(),
    };
    match done {
        Ok(code) => code,
        Err(error) => end::tell(&error, &mut Screen::new(look)),
    }
}

fn look(global: &Global) -> Look {
    let width = console::Term::stderr().size_checked().map(|(_, columns)| columns);
    let look = Look::from(variable, width.filter(|_| io::stderr().is_terminal()), global.color);
    if global.quiet { look.quiet() } else { look }
}

/// Looks a variable of the process up; what is no text is not there.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Prints data. A reader that went away early is no failure.
fn print(text: &str) -> Result<ExitCode> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("could not print"),
        _ => Ok(ExitCode::SUCCESS),
    }
}
