//! The flags of `validate`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::looked_at::{HEADING as LOOKED_AT, LookedAt};
use super::seconds;
use crate::agreed::Said;
use crate::answers::file::Stage;
use crate::lint::Severity;
use crate::report::findings::Format;

const LIVE: &str = "At the providers";
const FOUND: &str = "What counts";
const MENDED: &str = "Mending";

/// What is of no use where nothing is judged.
const JUDGED: [&str; 12] = [
    "each",
    "fix",
    "live",
    "history",
    "whole",
    "part",
    "stage",
    "select",
    "ignore",
    "fail_on",
    "baseline",
    "write_baseline",
];

/// Flags of `validate`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = VALIDATE_EXAMPLES)]
pub struct Validate {
    /// What is looked at.
    #[command(flatten)]
    pub at: LookedAt,
    /// The files are the whole portal: what none of them says is missing
    #[arg(long, conflicts_with = "part", help_heading = LOOKED_AT)]
    pub whole: bool,
    /// The files are a part of the portal: what they do not say is not judged
    #[arg(long, help_heading = LOOKED_AT)]
    pub part: bool,
    /// What the portal is for
    #[arg(long, value_enum, help_heading = LOOKED_AT)]
    pub stage: Option<Stage>,
    /// Look for secrets in everything that git ever had of these files
    #[arg(long, conflicts_with = "each", help_heading = LOOKED_AT)]
    pub history: bool,
    /// Also prove every credential at its provider. Only a provider's own hosts and those that were agreed to about this
    /// folder are asked; at a terminal you are asked about others
    #[arg(long, conflicts_with = "each", help_heading = LIVE)]
    pub live: bool,
    /// Only these hosts are asked, whatever the configuration names: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, requires = "live", value_name = "HOST", value_parser = Said::parse, help_heading = LIVE)]
    pub only_host: Vec<Said>,
    /// A directory whose certificate need not be verified, where the configuration says so: HOST, HOST:PORT or its address
    #[arg(long, requires = "live", value_name = "HOST", value_parser = Said::parse, help_heading = LIVE)]
    pub unverified_host: Vec<Said>,
    /// Seconds that all proofs together may take; what is not done by then is unknown
    #[arg(long, requires = "live", default_value = "30", value_name = "SECONDS", value_parser = seconds, help_heading = LIVE)]
    pub budget: Duration,
    /// Fail when a credential could not be told of, or a secret belongs to a system that nobody here knows
    #[arg(long, requires = "live", help_heading = LIVE)]
    pub require_live: bool,
    /// Each file is a configuration by itself; nothing is merged
    #[arg(long, help_heading = LOOKED_AT)]
    pub each: bool,
    /// Only these rules; what could not be read, and what --live found, is told all the same
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = FOUND)]
    pub select: Vec<String>,
    /// All rules but these
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = FOUND)]
    pub ignore: Vec<String>,
    /// The least severity that makes the command fail
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY", help_heading = FOUND)]
    pub fail_on: FailOn,
    /// Findings that are known already and do not count; a new token or key in the place of a known one does
    #[arg(long, value_name = "FILE", help_heading = FOUND)]
    pub baseline: Option<PathBuf>,
    /// Keep what is found now as a baseline; ends with 0 unless a file could not be read
    #[arg(long, value_name = "FILE", conflicts_with = "each", help_heading = FOUND)]
    pub write_baseline: Option<PathBuf>,
    /// Say which credential the portal uses for an address (github.com/acme/shop), and why
    #[arg(long, value_name = "ADDRESS", value_parser = address, conflicts_with_all = JUDGED, help_heading = LOOKED_AT)]
    pub explain_credential: Option<String>,
    /// Mend what can be mended safely in the files that were given or found; comments stay
    #[arg(long, conflicts_with_all = ["each", "write_baseline"], help_heading = MENDED)]
    pub fix: bool,
    /// Show what would be mended and write nothing; what is found is told and counts as it is now
    #[arg(long, requires = "fix", help_heading = MENDED)]
    pub dry_run: bool,
    /// Write without asking
    #[arg(long, short, requires = "fix", help_heading = MENDED)]
    pub yes: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: Format,
}

const VALIDATE_EXAMPLES: &str = "\
Examples:
  devportal-auth validate                               what init wrote here
  devportal-auth validate app-config.yaml app-config.production.yaml
  devportal-auth validate --profile github app-config.local.yaml --env-file .env
  devportal-auth validate --live --env-file .env        and are the credentials alive?
  devportal-auth validate --backstage 1.57              what breaks when Backstage is upgraded?
  devportal-auth validate --explain-credential github.com/acme/shop
  devportal-auth validate --format sarif > findings.sarif
  in a pipeline, whose hosts are said here and not in a file:
  devportal-auth validate --live --process-env --only-host ghe.acme.dev

Exit codes: 0 nothing that counts, 1 findings at or above --fail-on, 2 usage,
3 no provider answered --live, or something could not be told and --require-live was given, 4 could not write,
5 anything else";

fn address(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("an address, such as github.com/acme/shop".into()) } else { Ok(text.to_owned()) }
}

/// The least severity that makes `validate` fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Anything that was found.
    Note,
    /// Warnings and errors.
    Warning,
    /// Errors.
    #[default]
    Error,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The severity; nothing when nothing fails.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}
