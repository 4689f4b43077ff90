//! The flags of `migrate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::contract::Target;

const LOOKED_AT: &str = "What is looked at";
const WRITTEN: &str = "What is written";

/// Flags of `migrate`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Migrate {
    /// Your own configuration files, compose files and Helm values of the portal, or one folder [default: this folder]
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// The new target: v1 (VEECODE_PROFILE), v2 (VEECODE_PRESETS) or backstage (any other) [default for a v1 portal: v2]
    #[arg(long, value_enum, value_name = "TARGET", hide_possible_values = true)]
    pub to: Option<Goal>,
    /// The v1 profile that the portal has now, if no file says so
    #[arg(long, value_name = "NAME", help_heading = LOOKED_AT)]
    pub profile: Option<String>,
    /// The v2 presets that the portal has now, in order, if no file says so
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "profile", help_heading = LOOKED_AT)]
    pub presets: Vec<String>,
    /// A file of the portal's variables (NAME=value lines) [default: `.env` of the folder]
    #[arg(long, value_name = "FILE", help_heading = LOOKED_AT)]
    pub env_file: Vec<PathBuf>,
    /// Write the report to a file instead of printing it
    #[arg(long, value_name = "FILE", help_heading = WRITTEN)]
    pub report: Option<PathBuf>,
    /// Write without asking
    #[arg(long, short, help_heading = WRITTEN)]
    pub yes: bool,
    /// Show the differences and the report, and write nothing
    #[arg(long, help_heading = WRITTEN)]
    pub dry_run: bool,
}

/// Where a portal goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Goal {
    /// The image of profiles.
    V1,
    /// The image of presets.
    V2,
    /// Any other Backstage.
    Backstage,
}

impl Goal {
    /// What will read the files.
    pub const fn target(self) -> Target {
        match self {
            Self::V1 => Target::V1,
            Self::V2 => Target::V2,
            Self::Backstage => Target::Backstage,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  devportal-auth migrate --dry-run                      show what would change, in files and behaviour
  devportal-auth migrate                                from profiles to presets, after you agree
  devportal-auth migrate --to backstage --yes --report migration.md
  devportal-auth migrate values.yaml                    a portal that Helm deploys
  devportal-auth migrate --profile github app-config.local.yaml --env-file portal.env

Exit codes:
  0  moved, or no change        4  a file could not be written
  2  usage, or no portal found  5  another error
                              130  cancelled";
