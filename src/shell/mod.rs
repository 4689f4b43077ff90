//! The shell: reads arguments, environment and folder, builds the edges, and hands them to the pipeline.

mod addresses;
pub mod cli;
mod discover;
mod edited;
mod end;
mod explain;
mod folder;
mod given;
mod holding;
mod hosts;
mod init;
mod left;
mod migrate;
mod network;
mod openings;
mod pager;
mod played;
mod presets;
mod process;
mod rehearse;
mod resume;
mod run;
mod validate;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use self::cli::{Cli, Command, Global};
use self::process::{arguments, variable, variables, words};
use crate::answers::file;
use crate::answers::secret_from::{Place, SecretSpec};
use crate::credential::Secret;
use crate::report::{Color, Look, Screen};
use crate::secrecy::{is_name, is_word};
use crate::{interrupt, outlet, secrecy};

/// Runs the program.
pub fn main() -> ExitCode {
    interrupt::hook_panics();
    interrupt::leave_no_core();
    interrupt::let_writes_fail();
    learn_environment();
    arguments().filter(|argument| !only_names(argument)).for_each(|argument| secrecy::learn_inside(&argument));
    let cli = match Cli::command().try_get_matches().and_then(|matches| taken(&matches)) {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let look = look(&cli.global);
    let done = match cli.command {
        Command::Init(init) => init::init(&init, &cli.global, look),
        Command::Validate(flags) => validate::validate(&flags, &cli.global, look),
        Command::Rehearse(flags) => rehearse::rehearse(&flags, &cli.global, look),
        Command::Migrate(flags) => migrate::migrate(&flags, &cli.global, look),
        Command::Explain(flags) => explain::explain(&flags, &cli.global),
        Command::Run(run) => run::run(&run, look),
        Command::Schema => print(&file::schema()),
        Command::Completions { shell } => discover::completions(shell),
        Command::Man { command } => discover::man(command.as_deref()),
        Command::Sandbox => played::serve(),
    };
    match done {
        Ok(code) => code,
        Err(error) => end::tell(&error, &mut Screen::new(look)),
    }
}

/// The arguments, unless one is for requests and nothing is asked.
fn taken(matches: &ArgMatches) -> Result<Cli, clap::Error> {
    let cli = Cli::from_arg_matches(matches)?;
    let said = |id: &str| {
        let is_said = |matches: &ArgMatches| matches.value_source(id) == Some(ValueSource::CommandLine);
        is_said(matches) || matches.subcommand().is_some_and(|(_, matches)| is_said(matches))
    };
    let (hint, asks) = match &cli.command {
        Command::Init(_) | Command::Rehearse(_) => ("", true),
        Command::Validate(flags) => ("; add `--live`", flags.live),
        _ => ("", false),
    };
    match [("timeout", "--timeout"), ("ca_cert", "--ca-cert")].into_iter().find(|(id, _)| !asks && said(id)) {
        Some((_, flag)) => {
            let says = format!("`{flag}` is for what is asked of a provider, and nothing is asked here{hint}");
            Err(Cli::command().error(ErrorKind::ArgumentConflict, says))
        }
        None => Ok(cli),
    }
}

fn look(global: &Global) -> Look {
    looking(outlet::columns(), global)
}

/// How things look on a stream of this width; none when it is no terminal.
fn looking(columns: Option<u16>, global: &Global) -> Look {
    let asked =
        |name: &str| if name == ACCESSIBLE && global.accessible { Some("1".to_owned()) } else { variable(name) };
    let look = Look::from(asked, columns, global.color);
    if global.quiet { look.quiet() } else { look }
}

/// What asks for plain lines.
const ACCESSIBLE: &str = "ACCESSIBLE";

/// Tells whether an argument is `NAME=env:VARIABLE` or `NAME=store`, which names a secret and where it is, and is none.
fn only_names(argument: &str) -> bool {
    let flag = argument.strip_prefix("--secret-from=").unwrap_or(argument);
    flag.parse().is_ok_and(|spec: SecretSpec| match &spec.from {
        Place::Environment(variable) => is_name(variable),
        Place::Store | Place::Stdin => true,
        Place::File(_) | Place::Command(_) => false,
    })
}

/// Remembers what the environment holds in variables of secrets, whether this run reads them or not.
fn learn_environment() {
    variables().iter().for_each(|(name, value)| secrecy::learn_variable(name, value));
}

/// Says why the arguments cannot be taken, or prints the help that they ask for. A secret that was given in an argument is not repeated,
/// and what is no word may be one.
fn refused(error: &clap::Error) -> ExitCode {
    for argument in arguments() {
        let strange = words(&argument).filter(|part| !is_word(part) && !is_release(part));
        strange.for_each(|part| secrecy::learn(&Secret::new(part)));
    }
    let look = Look::from(variable, outlet::columns(), Color::Auto);
    let rendered = error.render();
    let text = if look.color { rendered.ansi().to_string() } else { rendered.to_string() };
    if error.use_stderr() {
        outlet::say(&text)
    } else if let Err(unwritten) = print(&text) {
        return end::tell(&unwritten, &mut Screen::new(look));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(u8::MAX))
}

/// Numbers with dots between them, which are no secret.
fn is_release(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Prints a document of JSON.
fn print_document(json: &str) -> Result<ExitCode> {
    outlet::print_document(json).context("could not print")?;
    Ok(ExitCode::SUCCESS)
}

/// Prints data.
fn print(text: &str) -> Result<ExitCode> {
    outlet::print(text).context("could not print")?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what another program takes as it is.
fn print_exactly(text: &str) -> Result<ExitCode> {
    outlet::print_exactly(text).context("could not print")?;
    Ok(ExitCode::SUCCESS)
}
