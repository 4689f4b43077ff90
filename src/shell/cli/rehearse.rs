//! The flags of `rehearse`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::looked_at::{HEADING as LOOKED_AT, LookedAt};
use super::seconds;
use crate::agreed::Said;

const WHOSE: &str = "Whose sign-in";
const PROVIDERS: &str = "At the provider";

/// Flags of `rehearse`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Rehearse {
    /// What is looked at.
    #[command(flatten)]
    pub at: LookedAt,
    /// The sign-in provider, if the portal has several: github, gitlab, microsoft, oidc, ldap
    #[arg(long, value_name = "NAME", help_heading = LOOKED_AT)]
    pub provider: Option<String>,
    /// Look this person up by the name or mail address that they sign in with; nobody has to sign in
    #[arg(long = "as", value_name = "NAME", help_heading = WHOSE)]
    pub named: Option<String>,
    /// Use what the provider says of a person, as JSON (`/user` of GitHub and GitLab, `/me` of Graph, userinfo); nobody has to sign in
    #[arg(long, value_name = "FILE", conflicts_with_all = ["named", "everybody"], help_heading = WHOSE)]
    pub profile_json: Option<PathBuf>,
    /// Check everybody in the org data; nobody has to sign in
    #[arg(long, conflicts_with = "named", help_heading = WHOSE)]
    pub everybody: bool,
    /// The person's own password, if people sign in with one: PERSON_PASSWORD=env:VAR, file:PATH, cmd:COMMAND or -
    #[arg(long, value_name = "NAME=FROM", help_heading = WHOSE)]
    pub secret_from: Vec<String>,
    /// Print the address instead of opening a browser; paste the one that the browser ends on
    #[arg(long, help_heading = PROVIDERS)]
    pub no_browser: bool,
    /// Seconds to wait for a person at the provider
    #[arg(long, default_value = "300", value_name = "SECONDS", value_parser = seconds, help_heading = PROVIDERS)]
    pub patience: Duration,
    /// Contact only these hosts, whatever the configuration names: HOST (its usual port), HOST:PORT, HOST:* or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub only_host: Vec<Said>,
    /// Accept this directory server without verifying its certificate, if the configuration says so: HOST, HOST:PORT or its address
    #[arg(long, value_name = "HOST", value_parser = Said::parse, help_heading = PROVIDERS)]
    pub unverified_host: Vec<Said>,
    /// Output format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: Shape,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    Human,
    /// One document.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  devportal-auth rehearse                               sign in with what init wrote here
  devportal-auth rehearse --profile keycloak app-config.local.yaml --env-file .env
  devportal-auth rehearse --no-browser                  the browser is on another machine
  devportal-auth rehearse --as ada --format json        look ada up; nobody has to sign in
  devportal-auth rehearse --profile-json userinfo.json  with what the provider says of somebody
  devportal-auth rehearse --everybody --backstage 1.57  does everybody still get in after the upgrade?
  a directory's password, from the environment:
  devportal-auth rehearse --as ada --secret-from PERSON_PASSWORD=env:PW

Exit codes:
  0  would get in               3  could not tell
  1  would not, or was refused  5  another error
  2  usage                    130  cancelled";
