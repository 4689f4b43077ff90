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
const MENDED: &str = "Fixing";

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
    /// Treat the files as the whole portal: settings that none of them has are reported
    #[arg(long, conflicts_with = "part", help_heading = LOOKED_AT)]
    pub whole: bool,
    /// Treat the files as a part of the portal: missing settings are not reported
    #[arg(long, help_heading = LOOKED_AT)]
    pub part: bool,
    /// What the portal is for
    #[arg(long, value_enum, help_heading = LOOKED_AT)]
    pub stage: Option<Stage>,
    /// Also search the git history of these files for secrets
    #[arg(long, conflicts_with = "each", help_heading = LOOKED_AT)]
    pub history: bool,
    /// Also check every credential at its provider. Only the providers' own hosts, and hosts you agreed to for this folder,
    /// are contacted; at a terminal you are asked about others
    #[arg(long, conflicts_with = "each", help_heading = LIVE)]
    pub live: bool,
    /// Contact only these hosts, whatever the configuration names: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, requires = "live", value_name = "HOST", value_parser = Said::parse, help_heading = LIVE)]
    pub only_host: Vec<Said>,
    /// Accept this directory server without verifying its certificate, if the configuration says so: HOST, HOST:PORT or its address
    #[arg(long, requires = "live", value_name = "HOST", value_parser = Said::parse, help_heading = LIVE)]
    pub unverified_host: Vec<Said>,
    /// Seconds that all checks together may take; a check that is not done by then counts as unknown
    #[arg(long, requires = "live", default_value = "30", value_name = "SECONDS", value_parser = seconds, help_heading = LIVE)]
    pub budget: Duration,
    /// Exit with 3 if a credential could not be checked, or belongs to a system that this program does not know
    #[arg(long, requires = "live", help_heading = LIVE)]
    pub require_live: bool,
    /// Check each file on its own, without merging
    #[arg(long, help_heading = LOOKED_AT)]
    pub each: bool,
    /// Check only these rules; unreadable files and what --live finds are always reported
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = FOUND)]
    pub select: Vec<String>,
    /// Check all rules except these
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = FOUND)]
    pub ignore: Vec<String>,
    /// The lowest severity that makes the command fail
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY", help_heading = FOUND)]
    pub fail_on: FailOn,
    /// Do not count the findings in this file; a new token or key in the place of a known one still counts
    #[arg(long, value_name = "FILE", help_heading = FOUND)]
    pub baseline: Option<PathBuf>,
    /// Write the current findings as a baseline; exits with 0 unless a file could not be read
    #[arg(long, value_name = "FILE", conflicts_with = "each", help_heading = FOUND)]
    pub write_baseline: Option<PathBuf>,
    /// Show which credential the portal uses for an address (github.com/acme/shop), and why
    #[arg(long, value_name = "ADDRESS", value_parser = address, conflicts_with_all = JUDGED, help_heading = LOOKED_AT)]
    pub explain_credential: Option<String>,
    /// Fix what can be fixed safely, in the files that were given or found; comments stay
    #[arg(long, conflicts_with_all = ["each", "write_baseline"], help_heading = MENDED)]
    pub fix: bool,
    /// Show the fixes and write nothing; findings count as they are now
    #[arg(long, requires = "fix", help_heading = MENDED)]
    pub dry_run: bool,
    /// Write without asking
    #[arg(long, short, requires = "fix", help_heading = MENDED)]
    pub yes: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: Format,
}

const VALIDATE_EXAMPLES: &str = "\
Examples:
  devportal-auth validate                               what init wrote here, or this folder's portal
  devportal-auth validate app-config.yaml app-config.production.yaml
  devportal-auth validate --profile github app-config.local.yaml --env-file .env
  devportal-auth validate --live --env-file .env        do the credentials work?
  devportal-auth validate --backstage 1.57              what would an upgrade break?
  devportal-auth validate --explain-credential github.com/acme/shop
  devportal-auth validate --format sarif > findings.sarif
  in a pipeline, with the allowed hosts on the command line:
  devportal-auth validate --live --process-env --only-host ghe.acme.dev

Exit codes:
  0  nothing that counts        3  --live: no provider answered; --require-live: something could not be checked
  1  findings (--fail-on)       4  a file could not be written
  2  usage                      5  another error";

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
