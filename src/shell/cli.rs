//! The command line: arguments to options. What is asked, made and written is decided elsewhere.

mod explain;
mod init;
mod looked_at;
mod migrate;
mod rehearse;
mod validate;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::answers::file::Stage;
use crate::report::Color;
use crate::secrets::StoreName;

pub use explain::{Explain, Written};
pub use init::Init;
pub use looked_at::LookedAt;
pub use migrate::{Goal, Migrate};
pub use rehearse::{Rehearse, Shape};
pub use validate::{FailOn, Validate};

/// Creates, proves and writes the credentials of a DevPortal.
#[derive(Debug, Parser)]
#[command(name = "devportal-auth", version, long_version = BUILT, about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How it is done, whatever it is.
    #[command(flatten)]
    pub global: Global,
}

/// What this is a build of. A release says so as it is built; a checkout has no name.
const BUILT: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nbuilt from ",
    env!("DEVPORTAL_AUTH_BUILT_FROM"),
    "\nfor ",
    env!("DEVPORTAL_AUTH_BUILT_FOR")
);

const EXAMPLES: &str = "\
Examples:
  try everything, without any account:
  devportal-auth init --sandbox
  the wizard, and the same as a script:
  devportal-auth init
  devportal-auth init --no-input --answers devportal-auth.yaml --yes

Exit codes:
  0  fine                       3  a provider could not be reached, or could not tell
  1  a credential was refused   4  a file could not be written
  2  usage, missing answers     5  another error
                              130  cancelled";

/// Flags of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Colours: auto, always or never (NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are honoured)
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN", hide_possible_values = true)]
    pub color: Color,
    /// Plain lines for screen readers: no cursor movement, no spinner, answers by name (also ACCESSIBLE)
    #[arg(long, global = true)]
    pub accessible: bool,
    /// Print only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Never ask; a missing answer ends the run (also when CI is set or there is no terminal)
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Seconds that one request may take at most
    #[arg(long, global = true, default_value = "15", value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Duration,
    /// A certificate authority to trust, as a PEM file (also SSL_CERT_FILE, NODE_EXTRA_CA_CERTS)
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_cert: Vec<PathBuf>,
}

/// Where shells look for completions.
const COMPLETED: &str = "\
Where the shell looks for it:
  mkdir -p ~/.local/share/bash-completion/completions ~/.config/fish/completions ~/.zfunc
  devportal-auth completions bash >~/.local/share/bash-completion/completions/devportal-auth
  devportal-auth completions fish >~/.config/fish/completions/devportal-auth.fish
  devportal-auth completions zsh >~/.zfunc/_devportal-auth
For zsh, ~/.zshrc has `fpath+=~/.zfunc` before `compinit`.";

/// Where `man` looks for pages.
const KEPT: &str = "\
To keep it, and the pages of the commands that it points at:
  mkdir -p ~/.local/share/man/man1
  devportal-auth man >~/.local/share/man/man1/devportal-auth.1
  devportal-auth man init >~/.local/share/man/man1/devportal-auth-init.1";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Choose, make or enter, prove, and write credentials
    Init(Box<Init>),
    /// Check configuration files and credentials, in a pipeline or by hand
    Validate(Box<Validate>),
    /// Sign in as the portal would, and show as whom, or why not
    Rehearse(Box<Rehearse>),
    /// Move a portal to the other generation of the image, or to plain Backstage
    Migrate(Box<Migrate>),
    /// Explain a concept, a variable, a rule, or the words of an error
    Explain(Explain),
    /// Run a command with the credentials in its environment
    Run(Run),
    /// Print the JSON Schema of devportal-auth.yaml
    Schema,
    /// Print the completions of a shell: bash, elvish, fish, powershell, zsh
    #[command(after_help = COMPLETED)]
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Print a manual page, in the form that man reads
    #[command(after_help = KEPT)]
    Man {
        /// The command that the page is about [default: the whole program]
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
    /// Serve the sandbox's GitHub and Microsoft until stopped, for contract checks
    #[command(hide = true)]
    Sandbox,
}

/// Flags of `run`.
#[derive(Args, Debug)]
pub struct Run {
    /// The folder that init wrote to
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// Also pass this variable of .env to the command, although no profile or preset names it
    #[arg(long, value_name = "NAME")]
    pub also: Vec<String>,
    /// The command and its arguments
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    pub command: Vec<std::ffi::OsString>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: u64 = text.parse().map_err(|_| "a whole number of seconds".to_owned())?;
    if (1..=3600).contains(&seconds) { Ok(Duration::from_secs(seconds)) } else { Err("1 to 3600 seconds".into()) }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        // The text may be a secret given by mistake, so it is not repeated.
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

impl ValueEnum for Stage {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Local, Self::Production]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.id()))
    }
}

impl ValueEnum for StoreName {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Dotenv, Self::Keyring]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.id()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }
}
