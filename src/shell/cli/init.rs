//! The flags of `init`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{pair, seconds};
use crate::agreed::Said;
use crate::answers::file::Stage;
use crate::secrets::StoreName;

const EXAMPLES: &str = "\
Examples:
  try the whole job, without any account:
  devportal-auth init --sandbox
  the wizard; sign-in here, code there, and builds beside it:
  devportal-auth init
  devportal-auth init --auth keycloak --integration gitlab --integration jenkins
  go on with a run that was interrupted:
  devportal-auth init --resume
  the same by script; what is missing is named, with the ways to give it:
  devportal-auth init --no-input --answers devportal-auth.yaml --secret-from GITHUB_TOKEN=env:TOKEN --yes

Exit codes: 0 written, or nothing to change, 1 a credential was refused, or somebody would not be let in,
2 usage or missing answers, 3 could not reach or could not tell, 4 could not write,
5 anything else, 130 cancelled";

const CHOICES: &str = "What is set up";
const ANSWERS: &str = "Answers";
const PROVIDERS: &str = "At the provider";
const FILES: &str = "What is written";

/// Flags of `init`. Each question has one, and a key in the answers file.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// What reads the files: v1 (VEECODE_PROFILE), v2 (VEECODE_PRESETS), backstage (any other); v1 unless the folder says otherwise
    #[arg(long, value_name = "TARGET", help_heading = CHOICES)]
    pub target: Option<String>,
    /// How a Backstage is deployed that is not VeeCode's: for Red Hat Developer Hub its own files are written as well
    #[arg(long, value_name = "WAY", value_parser = ["plain", "rhdh-operator", "rhdh-helm"], help_heading = CHOICES)]
    pub deploy: Option<String>,
    /// The release of Red Hat Developer Hub; the newest one that is known where none is said
    #[arg(long, value_name = "RELEASE", help_heading = CHOICES)]
    pub rhdh: Option<String>,
    /// Presets of the v2 image, by name and in order, in place of the choices that they stand for; `--integration` adds others
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = CHOICES, conflicts_with_all = ["profile", "auth"])]
    pub presets: Vec<String>,
    /// Where people sign in: azure, github, github-pat, gitlab, keycloak, ldap, ldap-ad, oidc; on plain Backstage google and others, too
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub profile: Option<String>,
    /// What signs people in: a provider, a credential (github-oauth-app), or both (github:oauth-client)
    #[arg(long, value_name = "CREDENTIAL", help_heading = CHOICES)]
    pub auth: Option<String>,
    /// What the backend reads with, also beside another sign-in, and other systems, which alone are added to an earlier run's: github, github-token,
    /// jenkins, none
    #[arg(long, value_name = "CREDENTIAL", help_heading = CHOICES)]
    pub integration: Vec<String>,
    /// Where people and groups come from: a provider, or none
    #[arg(long, value_name = "PROVIDER", help_heading = CHOICES)]
    pub org_data: Option<String>,
    /// An optional feature that the credentials shall serve: scaffolder, actions, pipelines
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub feature: Vec<String>,
    /// The portal's address in people's browsers
    #[arg(long, value_name = "URL", help_heading = CHOICES)]
    pub portal_url: Option<String>,
    /// What the portal is for
    #[arg(long, value_enum, help_heading = CHOICES)]
    pub stage: Option<Stage>,
    /// No sign-in, although the portal is for production: nobody can enter until one is added
    #[arg(long, help_heading = CHOICES)]
    pub without_sign_in: bool,
    /// A provider's own host: github=https://github.acme.dev
    #[arg(long, value_name = "PROVIDER=URL", value_parser = pair, help_heading = PROVIDERS)]
    pub url: Vec<(String, String)>,
    /// Where that host's API is, when it is not at the usual path
    #[arg(long, value_name = "PROVIDER=URL", value_parser = pair, help_heading = PROVIDERS)]
    pub api_url: Vec<(String, String)>,
    /// A host that may be sent secrets although only a file of the folder names it: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub trust_host: Vec<Said>,
    /// Make this credential at its provider: entra-app, github-app, gitlab-application, keycloak-client
    #[arg(long, value_name = "CREDENTIAL", help_heading = PROVIDERS)]
    pub create: Vec<String>,
    /// The group that administers the portal, or none
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub admin_group: Option<String>,
    /// A person, to see whether they would be let in, and as whom
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub person: Option<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR", help_heading = FILES)]
    pub out: Option<PathBuf>,
    /// Where secrets live; the keyring when one answers, else dotenv
    #[arg(long, value_enum, help_heading = FILES)]
    pub store: Option<StoreName>,
    /// Answers from a file
    #[arg(long, value_name = "FILE", help_heading = ANSWERS)]
    pub answers: Option<PathBuf>,
    /// A plain answer
    #[arg(long, value_name = "NAME=VALUE", help_heading = ANSWERS)]
    pub set: Vec<String>,
    /// A secret: NAME=env:VAR, file:PATH, cmd:COMMAND, store, or - for standard input
    #[arg(long, value_name = "NAME=FROM", help_heading = ANSWERS)]
    pub secret_from: Vec<String>,
    /// Write without asking
    #[arg(long, short, help_heading = FILES)]
    pub yes: bool,
    /// Show the differences and write nothing
    #[arg(long, help_heading = FILES)]
    pub dry_run: bool,
    /// Go on with a run that was interrupted
    #[arg(long, help_heading = FILES)]
    pub resume: bool,
    /// Write without proving; the files say so
    #[arg(long, help_heading = PROVIDERS)]
    pub offline: bool,
    /// Open no browser; pages are printed
    #[arg(long, help_heading = PROVIDERS)]
    pub no_browser: bool,
    /// Rehearse against providers that the program plays itself: no account, nothing leaves the machine
    #[arg(long, conflicts_with_all = ["url", "api_url", "offline"], help_heading = PROVIDERS)]
    pub sandbox: bool,
    /// Seconds to wait for a person at the provider
    #[arg(long, default_value = "300", value_name = "SECONDS", value_parser = seconds, help_heading = PROVIDERS)]
    pub patience: Duration,
}
