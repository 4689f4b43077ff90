//! What a shell and `man` show of the program: completions that know the values, and pages. Both are made of the flags themselves and of
//! what the program knows, so that neither can fall behind.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::cli::Cli;
use super::end::CannotBegin;
use super::{given, print_exactly};
use crate::contract::entrance::entrances;
use crate::contract::{self, Contract, Target, image, preset};
use crate::credential::Purpose;
use crate::explain;
use crate::lint;

/// Prints the completions of one shell.
pub(super) fn completions(shell: Shell) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_values()?, NAME, &mut script);
    let script = String::from_utf8(script).context("a shell's script is text")?;
    // The script for bash spells the hyphen in a program's name in two ways, so that no command completes its flags
    // (clap_complete 4.6.12, <https://github.com/clap-rs/clap/issues/6421>). Where it does not, this changes nothing.
    print_exactly(&script.replace("devportal__subcmd__auth", "devportal__auth"))
}

/// Prints the manual page of the program, or of one of its commands.
pub(super) fn man(of: Option<&str>) -> Result<ExitCode> {
    let mut whole = Cli::command();
    whole.build();
    let command = match of {
        None => whole.clone(),
        Some(name) => whole
            .find_subcommand(name)
            .cloned()
            .with_context(|| format!("there is no command `{name}`"))
            .context(CannotBegin)?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("could not write the page")?;
    print_exactly(&String::from_utf8(page).context("a page is text")?)
}

const NAME: &str = "devportal-auth";

/// The command line with the values that its flags take, as far as there is a list of them. Parsing does not use it: it says more of what
/// was misspelt than a list would.
fn with_values() -> Result<Command> {
    let contracts = contract::all();
    let profiles = || image::profiles().map(str::to_owned);
    let everywhere = contract::every();
    let first = |wanted: &dyn Fn(&Contract) -> bool| {
        let first = everywhere.iter().filter(|contract| contract.stands_first() && wanted(contract));
        first.map(|contract| contract.name.clone()).collect::<BTreeSet<_>>()
    };
    let (integrations, people) = (choices(everywhere, Purpose::Integration), choices(everywhere, Purpose::OrgData));
    let features = given::optional_features(everywhere)?;
    let rules = || lint::rules().map(|rule| rule.id.to_owned());
    let presets = || preset::all().iter().map(|preset| preset.name.clone());
    let variables = |secret: bool, then: &str| {
        let all = contracts.iter().flat_map(|contract| &contract.variables);
        let kind = all.filter(|(_, spec)| spec.secret == secret);
        kind.map(|(name, _)| format!("{name}={then}")).collect::<BTreeSet<_>>()
    };
    let topics: BTreeSet<_> = explain::all().iter().map(|page| page.id.clone()).collect();
    let commands = || {
        let shown: Vec<_> =
            Cli::command().get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
        shown.into_iter().map(|command| command.get_name().to_owned())
    };
    let with = |command: Command, flag: &'static str, values: &mut dyn Iterator<Item = String>| {
        // Clap keeps names as long as the program runs, which ends with this.
        let values: Vec<&'static str> = values.map(|value| &*value.leak()).collect();
        command.mut_arg(flag, |arg| arg.value_parser(PossibleValuesParser::new(values)))
    };
    Ok(Cli::command()
        .mut_subcommand("init", |init| {
            let init = with(init, "profile", &mut first(&|_| true).into_iter());
            let signs_in = |contract: &Contract| contract.signs_in_as.is_some();
            let init = with(init, "auth", &mut first(&signs_in).into_iter());
            let init = with(init, "target", &mut Target::ALL.iter().map(|target| target.id().to_owned()));
            let init = with(init, "presets", &mut presets());
            let init = with(init, "integration", &mut integrations.into_iter());
            let init = with(init, "org_data", &mut people.into_iter());
            let init = with(init, "feature", &mut features.into_iter());
            let init = with(init, "create", &mut given::made(everywhere).into_iter());
            let init = with(init, "set", &mut variables(false, "").into_iter());
            with(init, "secret_from", &mut variables(true, "env:").into_iter())
        })
        .mut_subcommand("validate", |validate| {
            let validate = with(validate, "profile", &mut profiles());
            let validate = with(validate, "presets", &mut presets());
            let validate = with(validate, "select", &mut rules());
            with(validate, "ignore", &mut rules())
        })
        .mut_subcommand("migrate", |migrate| {
            let migrate = with(migrate, "profile", &mut profiles());
            with(migrate, "presets", &mut presets())
        })
        .mut_subcommand("rehearse", |rehearse| {
            let rehearse = with(rehearse, "profile", &mut profiles());
            let rehearse = with(rehearse, "presets", &mut presets());
            let doors = entrances().providers.keys().cloned().chain(["ldap".to_owned()]);
            with(rehearse, "provider", &mut { doors })
        })
        .mut_subcommand("explain", |explain| with(explain, "topic", &mut topics.into_iter()))
        .mut_subcommand("man", |man| with(man, "command", &mut commands())))
}

/// What serves a purpose, by the names that its flag takes.
fn choices(contracts: &[Contract], purpose: Purpose) -> BTreeSet<String> {
    let serving = contracts.iter().filter(|contract| contract.purposes.contains_key(&purpose));
    serving.flat_map(|contract| [&contract.name, &contract.provider]).cloned().chain(["none".to_owned()]).collect()
}
