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
  try everything, without any account:
  devportal-auth init --sandbox
  the wizard; sign-in at Keycloak, code at GitLab, builds at Jenkins:
  devportal-auth init
  devportal-auth init --auth keycloak --integration gitlab --integration jenkins
  continue a run that was interrupted:
  devportal-auth init --resume
  the same as a script; missing answers are listed with the flags that give them:
  devportal-auth init --no-input --answers devportal-auth.yaml --secret-from GITHUB_TOKEN=env:TOKEN --yes

Exit codes:
  0  written, or no change      3  a provider could not be reached, or could not tell
  1  a credential was refused,  4  a file could not be written
     or --person cannot enter   5  another error
  2  usage, missing answers   130  cancelled";

const CHOICES: &str = "What is set up";
const ANSWERS: &str = "Answers";
const PROVIDERS: &str = "At the provider";
const FILES: &str = "What is written";

/// Flags of `init`. Each question has one, and a key in the answers file.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// The portal: v1 (VEECODE_PROFILE), v2 (VEECODE_PRESETS) or backstage (any other) [default: what the folder has, else v1]
    #[arg(long, value_name = "TARGET", help_heading = CHOICES)]
    pub target: Option<String>,
    /// How a Backstage that is not VeeCode's is deployed; for Red Hat Developer Hub its own files are written too
    #[arg(long, value_name = "WAY", value_parser = ["plain", "rhdh-operator", "rhdh-helm"], help_heading = CHOICES)]
    pub deploy: Option<String>,
    /// The release of Red Hat Developer Hub [default: the newest known]
    #[arg(long, value_name = "RELEASE", help_heading = CHOICES)]
    pub rhdh: Option<String>,
    /// Presets of the v2 image, in order, in place of --profile and --auth; `--integration` adds others
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = CHOICES, conflicts_with_all = ["profile", "auth"])]
    pub presets: Vec<String>,
    /// Where people sign in: azure, github, github-pat, gitlab, keycloak, ldap, ldap-ad, oidc; on plain Backstage also google and others
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub profile: Option<String>,
    /// The credential for sign-in: a provider, a credential (github-oauth-app), or both (github:oauth-client)
    #[arg(long, value_name = "CREDENTIAL", help_heading = CHOICES)]
    pub auth: Option<String>,
    /// The credential that the backend reads code with, or another system; can be repeated, and adds systems to an earlier
    /// run's: github, github-token, jenkins, none
    #[arg(long, value_name = "CREDENTIAL", help_heading = CHOICES)]
    pub integration: Vec<String>,
    /// Where people and groups come from: a provider, or none
    #[arg(long, value_name = "PROVIDER", help_heading = CHOICES)]
    pub org_data: Option<String>,
    /// An optional feature that needs further scopes: scaffolder, actions, pipelines
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub feature: Vec<String>,
    /// The portal's address in people's browsers
    #[arg(long, value_name = "URL", help_heading = CHOICES)]
    pub portal_url: Option<String>,
    /// What the portal is for
    #[arg(long, value_enum, help_heading = CHOICES)]
    pub stage: Option<Stage>,
    /// Allow a production portal without sign-in; nobody can enter until you add one
    #[arg(long, help_heading = CHOICES)]
    pub without_sign_in: bool,
    /// A provider's own host: github=https://github.acme.dev
    #[arg(long, value_name = "PROVIDER=URL", value_parser = pair, help_heading = PROVIDERS)]
    pub url: Vec<(String, String)>,
    /// Where that host's API is, when it is not at the usual path
    #[arg(long, value_name = "PROVIDER=URL", value_parser = pair, help_heading = PROVIDERS)]
    pub api_url: Vec<(String, String)>,
    /// Allow secrets to be sent to a host that only a file of the folder names: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub trust_host: Vec<Said>,
    /// Make this credential at its provider: entra-app, github-app, gitlab-application, keycloak-client
    #[arg(long, value_name = "CREDENTIAL", help_heading = PROVIDERS)]
    pub create: Vec<String>,
    /// The group that administers the portal, or none
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub admin_group: Option<String>,
    /// Check whether this person would be let in, and as whom
    #[arg(long, value_name = "NAME", help_heading = CHOICES)]
    pub person: Option<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR", help_heading = FILES)]
    pub out: Option<PathBuf>,
    /// Where secrets are kept [default: the keyring if there is one, else dotenv]
    #[arg(long, value_enum, help_heading = FILES)]
    pub store: Option<StoreName>,
    /// Read answers from this file
    #[arg(long, value_name = "FILE", help_heading = ANSWERS)]
    pub answers: Option<PathBuf>,
    /// Give one answer that is no secret
    #[arg(long, value_name = "NAME=VALUE", help_heading = ANSWERS)]
    pub set: Vec<String>,
    /// Take a secret from a place: NAME=env:VAR, file:PATH, cmd:COMMAND, store, or - for standard input
    #[arg(long, value_name = "NAME=FROM", help_heading = ANSWERS)]
    pub secret_from: Vec<String>,
    /// Write without asking
    #[arg(long, short, help_heading = FILES)]
    pub yes: bool,
    /// Show the differences and write nothing
    #[arg(long, help_heading = FILES)]
    pub dry_run: bool,
    /// Continue a run that was interrupted
    #[arg(long, help_heading = FILES)]
    pub resume: bool,
    /// Write without checking the credentials; the files say so
    #[arg(long, help_heading = PROVIDERS)]
    pub offline: bool,
    /// Print addresses instead of opening a browser
    #[arg(long, help_heading = PROVIDERS)]
    pub no_browser: bool,
    /// Try it against providers that the program plays itself: no account, nothing leaves the machine
    #[arg(long, conflicts_with_all = ["url", "api_url", "offline"], help_heading = PROVIDERS)]
    pub sandbox: bool,
    /// Seconds to wait for a person at the provider
    #[arg(long, default_value = "300", value_name = "SECONDS", value_parser = seconds, help_heading = PROVIDERS)]
    pub patience: Duration,
}
